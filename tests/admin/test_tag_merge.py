"""Merging tags in the admin: chosen, shown, confirmed; and nobody without the right."""

import pytest
from django.urls import reverse

from publishing.models import Redirect, Status, Tag, TagMerge
from tests.admin.desk import EDITOR, form_values, messages, send, signed_in
from tests.factories import make_campaign, make_release
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

RIGHTS = tuple(f"publishing.{action}_tag" for action in ("add", "change", "delete", "view"))
LIST = reverse("admin:publishing_tag_changelist")
MERGE = reverse("admin:publishing_tag_merge")


@pytest.fixture
def editor():
    return signed_in(*RIGHTS, "publishing.view_tagmerge", "press.view_pressrelease")


@pytest.fixture
def releases():
    return [
        make_release(tags=("Water", "Rivers")),
        make_release(tags=("Water",), status=Status.DRAFT, publish_at=None),
        make_release(tags=("Streams",)),
    ]


def key(name):
    return Tag.objects.get(name=name).pk


def plan(response):
    """Return the rows of the tables: kind, how many move, how many have both."""
    return [tuple(words(cell) for cell in row) for row in select(read(response), ".merge-plan tbody tr")]


def test_tags_are_chosen_in_the_list_seen_and_merged(editor, releases, reader):
    chosen = {"action": "merge_tags", "_selected_action": [key("Water"), key("Streams")]}
    page = editor.post(LIST, chosen, follow=True)
    assert [words(tag) for tag in select(read(page), ".merge-chosen li")] == ["Streams", "Water"]
    shown = editor.get(page.request["PATH_INFO"], {"tag": [key("Water"), key("Streams")], "into": "rivers"})
    assert plan(shown) == [("Press releases", "1", "0"), ("Press releases", "1", "1")]
    assert Tag.objects.count() == 3
    done = editor.post(MERGE, {"tag": [key("Water"), key("Streams")], "into": "Rivers"}, follow=True)
    assert messages(done) == ["“Streams”, “Water” are “Rivers” now. Their old addresses lead on."]
    assert [tag.name for tag in Tag.objects.all()] == ["Rivers"]
    assert all(list(release.tags.names()) == ["Rivers"] for release in releases)
    assert {merge.by for merge in TagMerge.objects.all()} == {editor.user}
    assert reader.get("/tags/water/").headers["Location"] == "/tags/rivers/"


def test_the_confirmation_sends_what_was_shown(editor, releases):
    page = editor.get(MERGE, {"tag": key("Streams"), "into": "Rivers"})
    (form,) = (form for form in read(page).forms if form.method == "POST" and "into" in form.fields)
    editor.post(MERGE, dict(form.form_values()))
    assert not Tag.objects.filter(name="Streams").exists()


def test_a_tags_own_form_leads_to_its_merge(editor, releases):
    page = read(editor.get(reverse("admin:publishing_tag_change", args=[key("Water")])))
    assert f"{MERGE}?tag={key('Water')}" in {link.get("href") for link in select(page, ".object-tools a")}
    looker = signed_in("publishing.view_tag", "publishing.change_tag")
    page = read(looker.get(reverse("admin:publishing_tag_change", args=[key("Water")])))
    assert not [link for link in select(page, ".object-tools a") if "merge" in link.get("href")]


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("Oceans", "There is no tag “Oceans”"),
        ("Water", "“Water” is one of the tags that are to go"),
        ("", "required"),
        ("<script>", "There is no tag “<script>”"),
        ("x" * 300, "at most 100"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_target_that_cannot_be_is_refused_and_kept(editor, releases, method, into, said):
    response = getattr(editor, method)(MERGE, {"tag": key("Water"), "into": into})
    assert response.status_code == 400
    page = read_refused(response)
    assert said in words(select(page, ".errorlist")[0])
    assert select(page, "#id_into")[0].get("value", "") == into
    assert not select(page, ".merge-plan")
    assert Tag.objects.count() == 3


def read_refused(response):
    response.status_code = 200
    return read(response)


@pytest.mark.parametrize("tags", [[], ["x"], ["99999"], ["9" * 40], ["-1"]])
def test_without_tags_there_is_nothing_to_merge(editor, releases, tags):
    for response in (editor.get(MERGE, {"tag": tags}), editor.post(MERGE, {"tag": tags, "into": "Rivers"})):
        assert response.status_code == 302
        assert response.headers["Location"] == LIST
    assert Tag.objects.count() == 3


def test_what_somebody_merged_meanwhile_is_said(editor, releases, monkeypatch):
    from publishing import tags

    merge = tags.merge

    def too_late(tag, into, **keywords):
        Tag.objects.filter(pk=into.pk).delete()
        return merge(tag, into, **keywords)

    monkeypatch.setattr(tags, "merge", too_late)
    done = editor.post(MERGE, {"tag": key("Water"), "into": "Rivers"}, follow=True)
    assert "Nothing was changed." in messages(done)[0]
    assert Tag.objects.filter(name="Water").exists()
    assert TagMerge.objects.count() == 0


@pytest.mark.parametrize("missing", ["publishing.delete_tag", "publishing.change_tag"])
def test_merging_needs_both_rights(releases, missing):
    client = signed_in(*(right for right in RIGHTS if right != missing))
    assert client.get(MERGE, {"tag": key("Water")}).status_code == 403
    assert client.post(MERGE, {"tag": key("Water"), "into": "Rivers"}).status_code == 403
    assert "merge_tags" not in client.get(LIST).content.decode()
    client.post(LIST, {"action": "merge_tags", "_selected_action": [key("Water")]})
    assert Tag.objects.count() == 3


def test_only_getting_and_posting(editor):
    response = editor.put(MERGE)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_the_record_is_read_and_never_changed(editor, releases):
    make_campaign(tags=("Water",))
    editor.post(MERGE, {"tag": key("Water"), "into": "Rivers"})
    record = TagMerge.objects.get()
    assert "Water" in editor.get(reverse("admin:publishing_tagmerge_changelist")).content.decode()
    path = reverse("admin:publishing_tagmerge_change", args=[record.pk])
    page = read(editor.get(path))
    moved = words(select(page, ".field-what_moved")[0])
    assert "Press releases – got the other tag" in moved
    assert "Press releases – had both" in moved
    assert "Campaigns – got the other tag" in moved
    links = {link.get("href") for link in select(page, ".field-what_moved a")}
    assert reverse("admin:press_pressrelease_change", args=[releases[1].pk]) in links
    releases[1].delete()
    assert "1 more, or deleted since" in words(select(read(editor.get(path)), ".field-what_moved")[0])
    assert editor.post(path, {"from_name": "x"}).status_code == 403
    assert editor.get(reverse("admin:publishing_tagmerge_add")).status_code == 403
    assert editor.post(reverse("admin:publishing_tagmerge_delete", args=[record.pk])).status_code == 403


def test_a_tag_whose_address_changes_on_its_form_leads_on(editor, releases, reader):
    path = reverse("admin:publishing_tag_change", args=[key("Rivers")])
    send(editor, path, slug="flowing-water")
    assert reader.get("/tags/rivers/").headers["Location"] == "/tags/flowing-water/"
    send(editor, path, name="All rivers", slug="")
    assert Tag.objects.get(name="All rivers").slug == "flowing-water"
    assert Redirect.objects.count() == 3


def test_a_form_that_was_open_during_a_merge_brings_the_old_tag_not_back(releases):
    author = signed_in(*EDITOR, *RIGHTS)
    draft = releases[1]
    path = reverse("admin:press_pressrelease_change", args=[draft.pk])
    opened = form_values(author.get(path))
    author.post(MERGE, {"tag": key("Water"), "into": "Rivers"})
    author.post(path, opened | {"title": "Saved later", "_save": "1"})
    draft.refresh_from_db()
    assert draft.title == "Saved later"
    assert list(draft.tags.names()) == ["Rivers"]
    assert not Tag.objects.filter(name="Water").exists()
