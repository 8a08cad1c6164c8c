"""Versions in the admin: the list, any two compared, going back to one, and keeping one from readers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from press.models import MediaContact, PressRelease
from publishing import operations, versions, working_copies
from publishing.models import Image, Status, Tag, Transition
from sources.models import Source
from tests.admin.desk import AUTHOR, EDITOR, messages, signed_in
from tests.factories import cite, make_campaign, make_image, make_page, make_release, make_source, make_user
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def address(item, view, *numbers):
    stem = item._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{stem}_{view}", args=[item.pk, *numbers])


def edit(item, **fields):
    for name, value in fields.items():
        setattr(item, name, value)
    operations.store(item, user=None, now=timezone.now())
    return item


@pytest.fixture
def draft():
    """Return a draft of three versions."""
    item = make_release(
        status=Status.DRAFT, publish_at=None, title="First headline", body="<p>The dam is old.</p>", tags=("Rivers",)
    )
    edit(item, body="<p>The dam is new.</p>")
    return edit(item, title="Third headline")


@pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
def test_every_save_is_listed_with_who_and_when(make):
    item = make(status=Status.DRAFT, publish_at=None)
    item.updated_by = None
    editor = make_user(username="ani")
    item.title = "Another"
    operations.store(item, user=editor, now=timezone.now())
    page = read(signed_in(superuser=True).get(address(item, "versions")))
    rows = select(page, "table.versions tbody tr")
    assert [words(row.xpath(".//th")[0]) for row in rows] == ["2", "1"]
    assert "ani" in words(rows[0])


def test_versions_of_the_working_copy_are_those_of_the_live_item():
    client = signed_in(*EDITOR)
    release = make_release(title="Live", body="<p>Old.</p>")
    copy = working_copies.start(release, user=client.user, now=timezone.now())
    edit(copy, title="Changed")
    for item in (release, copy):
        rows = select(read(client.get(address(item, "versions"))), "table.versions tbody tr")
        assert ["working copy" in words(row) for row in rows] == [True, False]
    assert "public" in words(rows[1])


def test_the_list_reads_no_contents_and_costs_the_same_for_two_hundred_versions(draft, django_assert_max_num_queries):
    client = signed_in(superuser=True)
    path = address(draft, "versions")
    client.get(path)
    first = draft.versions.get(number=1)
    draft.versions.model.objects.bulk_create(
        draft.versions.model(item=draft, number=number, at=first.at, content=first.content, digest="x")
        for number in range(4, 204)
    )
    with django_assert_max_num_queries(12) as queries:
        page = read(client.get(path))
    assert not [query["sql"] for query in queries.captured_queries if '"content"' in query["sql"]]
    assert len(select(page, "table.versions tbody tr")) == 50
    assert len(select(read(client.get(f"{path}?page=5")), "table.versions tbody tr")) == 3
    assert client.get(f"{path}?page=6").status_code == 404
    assert client.get(f"{path}?page=x").status_code == 404


def test_the_newest_is_compared_with_the_one_before_where_none_are_named(draft):
    page = read(signed_in(*EDITOR).get(address(draft, "compare_versions")))
    assert [words(label) for label in select(page, "h2.comparison-label")] == ["Headline"]
    [row] = select(page, "table.comparison-side tbody tr")
    left, right = row.xpath("./td")
    assert [words(one) for one in (*left.xpath(".//del"), *right.xpath(".//ins"))] == [
        "[removed: First]",
        "[added: Third]",
    ]


def test_any_two_are_compared_in_one_text_with_tags_and_sources(draft):
    source = make_source(title="Report", publisher="River Watch", issued_as_typed="2024")
    edit(draft, body=f"<p>The dam is new{cite(source, locator='p. 4')}.</p>")
    draft.tags.set(["Dams"])
    operations.refresh(draft, now=timezone.now())
    latest = draft.versions.first().number
    page = read(
        signed_in(*EDITOR).get(address(draft, "compare_versions"), {"left": latest, "right": 1, "mode": "inline"})
    )
    assert "First Third headline" in " ".join(
        words(select(page, "#field-title")[0]).replace("[removed:", "").replace("[added:", "").replace("]", "").split()
    )
    assert "[River Watch 2024, p. 4]" in words(select(page, "#field-body")[0])
    assert [words(entry) for entry in select(page, "#field-tags li")] == ["removed Rivers", "added Dams"]
    assert [words(entry) for entry in select(page, "#field-cited li")] == ["added River Watch 2024: p. 4"]
    assert words(select(page, ".comparison-modes")[0]).startswith("Side by side In one text")


def test_a_changed_lead_picture_is_shown_small_while_it_is_there(draft):
    image = make_image(title="Dam at dawn")
    edit(draft, lead_image=image)
    client = signed_in(*EDITOR)
    page = read(client.get(address(draft, "compare_versions")))
    assert "Dam at dawn" in words(select(page, "#field-lead_image")[0])
    assert select(page, "#field-lead_image img.thumb")
    edit(draft, lead_image=None)
    Image.objects.filter(pk=image.pk).delete()
    page = read(client.get(address(draft, "compare_versions")))
    assert "Dam at dawn" in words(select(page, "#field-lead_image")[0])
    assert not select(page, "#field-lead_image img")


def test_bad_numbers_and_modes_are_told_apart_from_unknown_ones(draft):
    client = signed_in(*EDITOR)
    path = address(draft, "compare_versions")
    for query, status in (
        ("left=1&right=3", 200),
        ("left=1&right=99", 404),
        ("left=99", 404),
        ("left=0", 400),
        ("left=x&right=2", 400),
        ("left=1&right=2&mode=odd", 400),
        ("left=2&right=2", 200),
        ("left=1&right=" + "9" * 30, 400),
    ):
        assert client.get(f"{path}?{query}").status_code == status, query
    assert client.get(address(draft, "version", 99)).status_code == 404
    assert client.get("/admin/press/pressrelease/nonsense/versions/").status_code == 404
    assert client.get("/admin/press/pressrelease/999999/versions/").status_code == 404


def test_an_item_with_one_version_has_nothing_to_compare_and_says_so():
    item = make_release(status=Status.DRAFT, publish_at=None)
    assert b"Nothing differs" in signed_in(*EDITOR).get(address(item, "compare_versions")).content


def test_one_version_is_shown_with_its_text_its_notes_and_all_its_fields(draft):
    source = make_source(title="The report")
    edit(draft, body=f"<p>Words{cite(source)}</p>", subhead="Below")
    edit(draft, body="<p>Gone.</p>")
    number = draft.versions.all()[1].number
    page = read(signed_in(*EDITOR).get(address(draft, "version", number)))
    text = words(select(page, "article.version-text")[0])
    assert "Words" in text
    assert "The report" in text
    assert "HeadlineThird headline" in words(select(page, "dl.version-fields")[0])


# --- Going back ------------------------------------------------------------------------------------


def test_restoring_a_draft_makes_a_new_version_of_the_old_words(draft):
    client = signed_in(*AUTHOR)
    draft.created_by = client.user
    draft.save()
    page = client.post(address(draft, "restore_version", 1), follow=True)
    draft.refresh_from_db()
    assert (draft.title, draft.body) == ("First headline", "<p>The dam is old.</p>")
    assert [version.number for version in draft.versions.all()] == [4, 3, 2, 1]
    assert versions.digest(draft.versions.first().content) == versions.digest(draft.versions.last().content)
    assert "Version 1 is restored as a new version." in messages(page)
    step = draft.transitions.first()
    assert (step.step, step.by, step.note) == (Transition.Step.RESTORE, client.user, "version 1")


def test_restoring_something_live_changes_its_working_copy_alone(reader):
    client = signed_in(*EDITOR)
    release = make_release(title="As readers see it", body="<p>One.</p>")
    edit(release, title="As readers see it now")
    page = client.post(address(release, "restore_version", 1), follow=True)
    release.refresh_from_db()
    assert release.title == "As readers see it now"
    assert release.working_copy.title == "As readers see it"
    assert page.redirect_chain[-1][0] == address(release.working_copy, "change")
    assert any("readers do not see yet" in one for one in messages(page))
    assert b"As readers see it now" in reader.get(release.get_absolute_url()).content


def test_what_is_gone_is_named_and_left_out_and_a_tag_is_made_again():
    client = signed_in(*EDITOR)
    now = timezone.now()
    image = make_image(title="Gone picture")
    # A picture and a source with one key must not be taken for each other.
    inner = make_image(title="Gone inner picture")
    source = make_source(title="Gone report", publisher="Gone House", pk=inner.pk)
    contact = MediaContact.objects.create(name="Gone contact", email="a@example.org")
    other = make_release(status=Status.DRAFT, publish_at=None, title="Gone release")
    body = f'<p>Words{cite(source)}</p><figure data-picture="{inner.pk}"></figure>'
    item = make_release(
        status=Status.DRAFT, publish_at=None, body=body, lead_image=image, contact=contact, tags=("Gone tag",)
    )
    item.read_also.create(related=other)
    operations.refresh(item, now=now)
    number = item.versions.first().number
    item.lead_image = item.contact = None
    edit(item, body="<p>Words</p>")
    item.tags.clear()
    item.read_also.all().delete()
    operations.refresh(item, now=now)
    for gone in (source, image, inner, contact, other, Tag.objects.get(name="Gone tag")):
        gone.delete()
    page = client.post(address(item, "restore_version", number), follow=True)
    assert page.status_code == 200
    item.refresh_from_db()
    assert (item.body, item.lead_image, item.contact) == ("<p>Words</p>", None, None)
    assert item.tags.names()[0] == "Gone tag"
    assert not item.read_also.exists()
    said = " ".join(messages(page))
    for name in ("Gone House", "Gone picture", "Gone inner picture", "Gone contact", "Gone release"):
        assert name in said, name
    # Looked at, and compared, what is gone is named as well.
    shown = client.get(address(item, "version", number))
    assert b"Gone House" in shown.content
    assert (
        client.get(
            address(item, "compare_versions"), {"left": number, "right": item.versions.first().number}
        ).status_code
        == 200
    )


def test_restoring_leaves_an_address_that_another_item_has_taken():
    client = signed_in(*EDITOR)
    item = make_release(status=Status.DRAFT, publish_at=None, slug="dam")
    edit(item, slug="old-dam")
    make_release(slug="dam")
    page = client.post(address(item, "restore_version", 1), follow=True)
    item.refresh_from_db()
    assert item.slug == "old-dam"
    assert any("dam (address)" in one for one in messages(page))


def test_changes_on_the_schedule_are_not_overwritten():
    client = signed_in(*EDITOR)
    release = make_release(title="Live")
    copy = working_copies.start(release, user=client.user, now=timezone.now())
    edit(copy, title="To come")
    PressRelease.objects.filter(pk=copy.pk).update(status=Status.APPROVED, apply_at=timezone.now() + timedelta(hours=1))
    page = client.post(address(release, "restore_version", 1), follow=True)
    copy.refresh_from_db()
    assert copy.title == "To come"
    assert any("on the schedule" in one for one in messages(page))


def test_what_was_approved_lapses_when_somebody_restores_over_it_who_may_not_publish(draft):
    client = signed_in(*AUTHOR)
    PressRelease.objects.filter(pk=draft.pk).update(status=Status.APPROVED, created_by=client.user)
    assert client.post(address(draft, "restore_version", 1)).status_code == 403
    draft.refresh_from_db()
    assert draft.title == "Third headline"


# --- Who may do what -------------------------------------------------------------------------------


def test_versions_are_for_those_who_may_see_the_item(draft, reader):
    pages = [address(draft, "versions"), address(draft, "compare_versions"), address(draft, "version", 1)]
    for path in pages:
        assert reader.get(path).status_code == 302, path
        assert signed_in("sources.view_source").get(path).status_code == 403, path
        assert signed_in("press.view_pressrelease").get(path).status_code == 200, path
        assert signed_in(*EDITOR).post(path).status_code == 405, path


def test_only_those_who_may_change_the_item_restore_it_and_only_on_post(draft):
    path = address(draft, "restore_version", 1)
    assert signed_in("press.view_pressrelease").post(path).status_code == 403
    assert signed_in(*AUTHOR).post(path).status_code == 403  # somebody else's draft
    client = signed_in(*EDITOR)
    assert client.get(path).status_code == 405
    assert client.post(address(draft, "restore_version", 99)).status_code == 404
    assert draft.versions.count() == 3


def test_an_author_does_not_restore_over_changes_that_the_editors_have(now):
    client = signed_in(*AUTHOR)
    release = make_release(title="Live")
    PressRelease.objects.filter(pk=release.pk).update(created_by=client.user)
    copy = working_copies.start(release, user=client.user, now=now)
    edit(copy, title="With the editors")
    path = address(release, "restore_version", 1)
    assert client.post(path).status_code == 302
    PressRelease.objects.filter(pk=copy.pk).update(status=Status.IN_REVIEW, title="With the editors")
    assert client.post(path).status_code == 403
    copy.refresh_from_db()
    assert copy.title == "With the editors"


def test_a_version_that_the_database_refuses_leaves_no_trace(now):
    client = signed_in(*EDITOR)
    release = make_release(title="Live")
    release.versions.filter(number=1).update(
        content={**release.versions.get(number=1).content, "fields": {"title": ""}}
    )
    page = client.post(address(release, "restore_version", 1), follow=True)
    assert page.status_code == 200
    assert any("cannot be written" in one for one in messages(page))
    assert working_copies.find(release) is None
    assert release.versions.count() == 1


def test_a_version_is_kept_from_readers_by_editors_alone_and_only_on_post():
    release = make_release()
    path = address(release, "withhold_version", 1)
    assert signed_in(*AUTHOR).post(path, {"withhold": "1"}).status_code == 403
    client = signed_in(*EDITOR)
    assert client.get(path).status_code == 405
    assert client.post(address(release, "withhold_version", 9), {"withhold": "1"}).status_code == 404
    page = client.post(path, {"withhold": "1"}, follow=True)
    assert release.versions.get(number=1).is_withheld
    assert b"kept from readers" in page.content
    client.post(path, {"withhold": "0"})
    assert not release.versions.get(number=1).is_withheld


def test_the_form_leads_to_the_versions(draft):
    page = html.fromstring(signed_in(*EDITOR).get(address(draft, "change")).content.decode())
    assert page.xpath(f"//a[@href='{address(draft, 'versions')}']")
    assert page.xpath(f"//a[@href='{address(draft, 'corrections')}']")
    assert Source.objects.count() == 0
