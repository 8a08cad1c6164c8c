"""Corrections: who states them, what asks for one, and where readers find them."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from press.models import PressRelease, ReleaseCorrection
from publishing import corrections, operations, snapshots, working_copies
from publishing.admin.corrections import AppliedCorrectionForm
from publishing.corrections import CorrectionRefused
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, errors, messages, signed_in
from tests.factories import cite, make_campaign, make_image, make_release, make_source, make_user
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

SAID = "An earlier version said 1978. It was 1987."


def state(item, *, kind="correction", text=SAID, now=None, **fields):
    return corrections.add(item, kind=kind, text=text, user=None, now=now or timezone.now(), **fields)


def address(item, view, *keys):
    return reverse(f"admin:press_pressrelease_{view}", args=[item.pk, *keys])


# --- What asks for a statement ---------------------------------------------------------------------

TEXT = "<p>The dam was built in 1978 by “River House”.</p><p>It leaks – badly.</p>"


@pytest.mark.parametrize(
    "new",
    [
        TEXT,
        TEXT.replace("“River House”", '"River House"').replace("–", "—"),
        TEXT.replace("The dam", "The\u00a0 dam").replace("</p><p>", "</p>\n<h2>").replace("badly.</p>", "badly.</h2>"),
        TEXT.replace("dam", "<strong>dam</strong>"),
        TEXT.replace("leaks – badly", "leaks - badly").replace("built", "buil\u00adt"),
    ],
)
def test_white_space_typography_and_looks_are_no_substantive_change(new):
    assert not corrections.is_substantive({"fields": {"body": TEXT}}, {"fields": {"body": new}}, PressRelease)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("body", TEXT, TEXT.replace("1978", "1987")),
        ("body", TEXT, TEXT.replace("badly", "badly indeed")),
        ("body", "<p>a</p>", '<p>a<sup data-cite="3"></sup></p>'),
        (
            "body",
            '<p>a<sup data-cite="3" data-locator="4"></sup></p>',
            '<p>a<sup data-cite="3" data-locator="5"></sup></p>',
        ),
        ("body", '<p><a href="/a/">a</a></p>', '<p><a href="/b/">a</a></p>'),
        ("body", "<p>a</p>", '<p>a</p><figure data-picture="7"></figure>'),
        ("title", "Dam leaks", "Dam bursts"),
        ("lead_image", 3, 4),
    ],
)
def test_words_sources_links_and_pictures_are_substantive(field, old, new):
    assert corrections.is_substantive({"fields": {field: old}}, {"fields": {field: new}}, PressRelease)


def test_an_attachment_is_substantive_and_tags_addresses_and_read_also_are_not():
    old = {"fields": {"slug": "a"}, "tags": [], "parts": {"attachments": [], "read_also": []}}
    other = {"fields": {"slug": "b"}, "tags": ["x"], "parts": {"attachments": [], "read_also": [{"related": 1}]}}
    assert not corrections.is_substantive(old, other, PressRelease)
    attached = {"fields": {"slug": "a"}, "parts": {"attachments": [{"document": 1, "position": 0, "names": {}}]}}
    assert corrections.is_substantive(old, attached, PressRelease)


def test_a_working_copy_of_a_live_release_needs_a_statement_if_its_words_differ(now):
    release = make_release(body="<p>1978</p>")
    copy = working_copies.start(release, user=None, now=now)
    assert not corrections.needs_one(copy, now)
    copy.body = "<p>1987</p>"
    operations.store(copy, user=None, now=now)
    assert corrections.needs_one(copy, now)
    campaign = make_campaign()
    copy = working_copies.start(campaign, user=None, now=now)
    copy.title = "Other"
    operations.store(copy, user=None, now=now)
    assert not corrections.needs_one(copy, now)  # campaigns make no such statements


def test_the_form_asks_for_a_statement_or_for_why_there_is_none():
    def form(**data):
        return AppliedCorrectionForm({f"correction-{name}": value for name, value in data.items()})

    assert "kind" in form().errors
    assert "text" in form(kind="correction").errors
    assert "reason" in form(kind="none").errors
    assert "kind" in form(kind="apology", text="x").errors
    assert "text" in form(kind="update", text="x" * 5000).errors
    said = form(kind="correction", text=SAID)
    assert said.is_valid()
    assert said.details == {"correction": {"kind": "correction", "text": SAID}}
    none = form(kind="none", reason="a typing error")
    assert none.is_valid()
    assert (none.details, none.note) == ({}, "No correction needed: a typing error")


def test_a_statement_that_was_scheduled_with_changes_is_made_when_they_are_applied(now, reader):
    editor = make_user(superuser=True)
    release = make_release(body="<p>1978</p>")
    copy = working_copies.start(release, user=editor, now=now)
    copy.body = "<p>1987</p>"
    operations.store(copy, user=editor, now=now)
    details = {"correction": {"kind": "correction", "text": SAID}}
    at = now + timedelta(hours=1)
    working_copies.schedule(copy, user=editor, now=now, apply_at=at, details=details)
    assert not ReleaseCorrection.objects.exists()
    with time_machine.travel(at, tick=False):
        assert SAID in reader.get(release.get_absolute_url()).content.decode()
    made = release.corrections.get()
    assert (made.kind, made.text, made.by) == ("correction", SAID, editor)
    assert release.versions.get(number=made.version).content["fields"]["body"] == "<p>1987</p>"


def test_without_details_applying_makes_no_statement(now):
    release = make_release()
    corrections.add_after_apply(release, {}, user=None, now=now)
    corrections.add_after_apply(release, {"correction": {}}, user=None, now=now)
    assert not release.corrections.exists()


# --- Stating ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words_of_it"),
    [({"text": "  "}, "what was changed"), ({"kind": "apology"}, "what kind"), ({"text": "x" * 4001}, "longer than")],
)
def test_a_statement_needs_a_kind_and_words(fields, words_of_it):
    with pytest.raises(CorrectionRefused, match=words_of_it):
        state(make_release(), **fields)


@pytest.mark.parametrize(
    "fields", [{"status": Status.DRAFT, "publish_at": None}, {"status": Status.WITHDRAWN}, {"publish_at": "later"}]
)
def test_there_is_nobody_to_tell_of_what_no_reader_sees(fields, now):
    if fields.get("publish_at") == "later":
        fields = {"publish_at": now + timedelta(days=1)}
    with pytest.raises(CorrectionRefused):
        state(make_release(**fields))
    with pytest.raises(CorrectionRefused):
        state(make_campaign())


def test_an_editor_states_a_correction_and_readers_see_it_at_once(reader):
    client = signed_in(*EDITOR)
    release = make_release()
    reader.get(release.get_absolute_url())
    page = client.post(address(release, "corrections"), {"kind": "correction", "text": SAID}, follow=True)
    assert any("Readers see the statement now" in one for one in messages(page))
    made = release.corrections.get()
    assert (made.by, made.version) == (client.user, None)
    assert SAID in reader.get(release.get_absolute_url()).content.decode()
    assert SAID in client.get(address(release, "history")).content.decode()


def test_what_was_typed_stays_in_the_form_if_the_statement_is_refused():
    client = signed_in(*EDITOR)
    release = make_release()
    page = client.post(address(release, "corrections"), {"kind": "", "text": SAID})
    assert page.status_code == 200
    assert SAID in page.content.decode()
    assert errors(page)
    hidden = make_release(status=Status.DRAFT, publish_at=None)
    page = client.post(address(hidden, "corrections"), {"kind": "correction", "text": SAID})
    assert (page.status_code, hidden.corrections.count()) == (200, 0)
    assert any("do not see this item" in one for one in errors(page))


def test_words_can_be_mended_but_not_kind_and_date(reader):
    client = signed_in(*EDITOR)
    release = make_release()
    made = state(release)
    page = client.get(address(release, "correction", made.pk))
    assert SAID in page.content.decode()
    client.post(address(release, "correction", made.pk), {"text": "It was 1988.", "kind": "update", "at": "2020-01-01"})
    again = release.corrections.get()
    assert (again.text, again.kind, again.at) == ("It was 1988.", made.kind, made.at)
    assert "It was 1988." in reader.get(release.get_absolute_url()).content.decode()
    assert SAID in client.get(address(release, "history")).content.decode()
    assert client.post(address(release, "correction", made.pk), {"text": ""}).status_code == 200
    assert release.corrections.get().text == "It was 1988."


def test_only_administrators_remove_a_statement(reader):
    release = make_release()
    made = state(release)
    path = address(release, "remove_correction", made.pk)
    assert signed_in(*EDITOR).post(path).status_code == 403
    client = signed_in(*EDITOR, "press.delete_releasecorrection")
    assert client.get(path).status_code == 405
    assert client.post(path, follow=True).status_code == 200
    assert not release.corrections.exists()
    assert SAID not in reader.get(release.get_absolute_url()).content.decode()
    assert SAID in client.get(address(release, "history")).content.decode()
    assert client.post(path).status_code == 404


def test_the_roles_of_a_newsroom_and_corrections(db):
    from django.contrib.auth.models import Group

    call_command("ensure_roles", verbosity=0)
    release = make_release()
    made = state(release)
    allowed = {
        "Author": (200, 403, 403),
        "Editor": (200, 200, 403),
        "Researcher": (200, 403, 403),
        "Administrator": (200, 200, 302),
    }
    for role, (reads, rewords, removes) in allowed.items():
        client = signed_in()
        client.user.groups.add(Group.objects.get(name=role))
        assert client.get(address(release, "corrections")).status_code == reads, role
        assert client.get(address(release, "correction", made.pk)).status_code == rewords, role
        assert client.post(address(release, "remove_correction", made.pk)).status_code == removes, role


def test_wrong_people_methods_and_keys_are_refused(reader):
    release = make_release()
    path = address(release, "corrections")
    assert reader.get(path).status_code == 302
    assert signed_in("sources.view_source").get(path).status_code == 403
    assert signed_in(*AUTHOR).post(path, {"kind": "update", "text": "x"}).status_code == 403
    client = signed_in(*EDITOR)
    assert client.put(path).status_code == 405
    assert client.get(address(release, "correction", 999)).status_code == 404
    other = state(make_release())
    assert client.get(address(release, "correction", other.pk)).status_code == 404
    assert client.get("/admin/press/pressrelease/x/corrections/").status_code == 404
    assert signed_in(superuser=True).get(
        f"/admin/campaigns/campaign/{make_campaign().pk}/corrections/"
    ).status_code in (302, 404)


# --- What readers get ------------------------------------------------------------------------------


def test_a_correction_stands_below_the_text_with_a_link_at_the_top(reader):
    release = make_release()
    made = state(release, text=SAID + "\n\n<b>No mark-up</b>")
    page = read(reader.get(release.get_absolute_url()))
    assert "Corrected on" in words(select(page, "p.byline a")[0])
    assert select(page, "p.byline a")[0].get("href") == "#corrections"
    statement = select(page, f"#correction-{made.pk}")[0]
    assert "<b>No mark-up</b>" in words(statement)
    assert page.xpath("//section[@class='corrections']/preceding-sibling::div[@class='prose']")


def test_a_retraction_stands_above_the_text(reader):
    release = make_release()
    state(release, kind="retraction", text="We take this back.")
    page = read(reader.get(release.get_absolute_url()))
    assert "We take this back." in words(select(page, "section.retraction")[0])
    assert page.xpath("//section[contains(@class, 'retraction')]/following-sibling::div[@class='prose']")
    assert not select(page, "p.byline a")


def test_machines_are_told_of_a_correction_and_when_the_page_changed(reader, now):
    release = make_release(publish_at=now - timedelta(days=9), now=now - timedelta(days=9))
    state(release, now=now)
    page = read(reader.get(release.get_absolute_url()))
    data = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["correction"] == [{"@type": "CorrectionComment", "text": SAID, "datePublished": now.isoformat()}]
    assert data["dateModified"] == now.isoformat()
    assert now.strftime("%Y-%m-%dT%H:%M") in reader.get("/sitemap.xml").content.decode()
    entry = json.loads(reader.get("/feeds/press.json").content)["items"][0]
    assert entry["date_modified"] == now.isoformat()


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_corrections_have_a_feed(reader, extension, now):
    release = make_release(title="The dam")
    made = state(release, text="Not 1978 & <not> 1979.", now=now)
    hidden = make_release(title="Hidden dam")
    state(hidden, text="Hidden words")
    PressRelease.objects.filter(pk=hidden.pk).update(status=Status.WITHDRAWN)
    answer = reader.get(f"/feeds/corrections.{extension}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Correction: The dam" in text
    assert f"{release.get_absolute_url()}#correction-{made.pk}" in text
    assert "Hidden" not in text
    assert extension == "json" or "<not>" not in text
    if extension == "json":
        [entry] = json.loads(text)["items"]
        assert entry["content_html"] == "<p>Not 1978 &amp; &lt;not&gt; 1979.</p>"
        assert entry["date_published"] == now.isoformat()


def test_the_feed_is_named_where_people_and_programs_look_for_it(reader):
    release = make_release()
    assert "/feeds/corrections.rss" in reader.get("/feeds/").content.decode()
    link = 'type="application/atom+xml" title="Corrections" href="/feeds/corrections.atom"'
    assert link in reader.get(release.get_absolute_url()).content.decode()
    assert reader.get("/feeds/corrections.txt").status_code == 404


def test_the_feed_belongs_to_the_edition(reader):
    state(make_release(title="English one"))
    armenian = make_release(title="Armenian one", language="hy")
    state(armenian)
    assert "Armenian one" not in reader.get("/feeds/corrections.json").content.decode()
    assert "Armenian one" in reader.get("/hy/feeds/corrections.json").content.decode()


def test_statements_cost_a_fixed_number_of_queries(reader, django_assert_max_num_queries):
    for number in range(3):
        release = make_release()
        for _ in range(number + 1):
            state(release)
    with django_assert_max_num_queries(5):
        reader.get("/feeds/corrections.json")


def test_a_source_or_picture_in_the_content_of_a_version_is_no_trap_for_the_comparison(now):
    release = make_release(body=f"<p>a{cite(make_source())}</p>", lead_image=make_image())
    content = snapshots.take(release)
    assert not corrections.is_substantive(content, json.loads(json.dumps(content)), PressRelease)
