"""Translations in the admin: begun by a button, beside their original, followed when it changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from press.models import PressRelease
from publishing import operations, translating, translations, working_copies
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, change_url, errors, messages, send, signed_in
from tests.factories import make_campaign, make_release, make_user
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

LIST = reverse("admin:press_pressrelease_changelist")


@pytest.fixture
def editor():
    return signed_in(*EDITOR)


@pytest.fixture
def original():
    return make_release(title="Rivers", subhead="All of them", body="<p>The river carries all.</p>", slug="rivers")


@pytest.fixture
def draft(original):
    return translating.start(original, "hy", user=make_user(), now=timezone.now())


def address(item, name):
    return reverse(f"admin:{item._meta.label_lower.replace('.', '_')}_{name}", args=[item.pk])


def change(original, **fields):
    """Change what readers have of an original."""
    item = type(original).objects.get(pk=original.pk)
    for name, value in fields.items():
        setattr(item, name, value)
    operations.store(item, user=None, now=timezone.now())


def languages(page):
    return [words(line) for line in select(page, ".editions li")]


# --- Beginning ---------------------------------------------------------------------------------


def test_a_form_lists_all_languages_and_begins_a_translation(editor, original):
    page = read(editor.get(change_url(original)))
    assert [line.split()[0] for line in languages(page)] == ["English", "Armenian", "Arabic"]
    (form,) = (form for form in page.forms if form.get("id") == "translate-form")
    buttons = [one for one in select(page, "button") if one.get("form") == "translate-form"]
    assert [(one.get("name"), one.get("value"), words(one)) for one in buttons] == [
        ("language", "hy", "Translate into Armenian"),
        ("language", "ar", "Translate into Arabic"),
    ]
    opened = editor.post(form.action, {**dict(form.form_values()), "language": "hy"}, follow=True)
    draft = PressRelease.objects.get(language="hy")
    assert opened.redirect_chain == [(change_url(draft), 302)]
    assert messages(opened) == ["This draft in Armenian has the words of the original. Put yours in their place."]
    assert (draft.created_by, draft.translated_from) == (editor.user, original)
    lines = languages(read(opened))
    assert "Rivers" in lines[0]
    assert "original" in lines[0]
    assert "this item" in lines[1]
    assert "draft" in lines[1]


def test_the_originals_words_stand_beside_the_form(editor, original, draft):
    page = read(editor.get(change_url(draft)))
    (side,) = select(page, ".original-side")
    shown = {words(part[0]): part for part in select(side, ".original-words")}
    assert list(shown) == ["Headline", "Text", "Subhead", "Dateline place"]
    assert "The river carries all." in words(shown["Text"])
    assert {name for name, part in shown.items() if "not translated yet" in words(part)} == set(shown)
    (text,) = select(shown["Subhead"], "div")
    assert (text.get("lang"), text.get("dir")) == ("en", "ltr")
    send(editor, change_url(draft), title="Գետեր")
    page = read(editor.get(change_url(draft)))
    shown = {words(part[0]): words(part) for part in select(page, ".original-words")}
    assert "not translated yet" not in shown["Headline"]
    assert "not translated yet" in shown["Text"]
    assert not select(read(editor.get(change_url(original))), ".original-side")


def test_a_campaigns_demands_stand_beside_the_form():
    campaign = make_campaign()
    campaign.demands.create(text="Clean water", position=1)
    campaign.demands.create(text="No dams", position=2)
    draft = translating.start(campaign, "ar", user=make_user(), now=timezone.now())
    client = signed_in(*(f"campaigns.{action}_campaign" for action in ("add", "change", "view", "publish")))
    page = read(client.get(change_url(draft)))
    (demands,) = (part for part in select(page, ".original-words") if part.get("data-words") == "demands")
    assert [words(line) for line in select(demands, "p")] == ["Clean water", "No dams"]


def test_the_original_stays_beside_the_changes_of_a_live_translation(editor, original, draft, now):
    PressRelease.objects.filter(pk=draft.pk).update(status=Status.PUBLISHED, publish_at=now, title="Գետեր")
    copy = working_copies.start(PressRelease.objects.get(pk=draft.pk), user=editor.user, now=now)
    page = read(editor.get(change_url(copy)))
    assert select(page, ".original-side")
    assert "this item" in languages(page)[1]
    change(original, title="Other rivers")
    response = editor.post(address(draft, "up_to_date"), {"version": original.versions.first().number})
    assert response.headers["Location"] == change_url(draft)
    copy.refresh_from_db()
    assert copy.translated_version == original.versions.first().number


def test_a_translation_that_is_there_already_is_opened_instead(editor, original, draft):
    opened = editor.post(address(original, "translate"), {"language": "hy"}, follow=True)
    assert messages(opened) == ["There is already a translation into this language."]
    assert opened.redirect_chain[0][0] == change_url(draft)


@pytest.mark.parametrize("language", ["en", "xx", "", "<b>"])
def test_a_language_that_is_none_of_the_others_is_refused(editor, original, language):
    assert editor.post(address(original, "translate"), {"language": language}).status_code == 400
    assert PressRelease.objects.count() == 1


def test_an_items_language_cannot_become_that_of_another_translation(editor, original, draft):
    response = send(editor, change_url(draft), language="en")
    assert "There is already a translation into this language." in errors(response)
    draft.refresh_from_db()
    assert draft.language == "hy"
    send(editor, change_url(draft), language="ar")
    draft.refresh_from_db()
    assert draft.language == "ar"


def test_who_may_write_items_may_translate_them(original):
    author = signed_in(*AUTHOR)
    author.post(address(original, "translate"), {"language": "hy"})
    draft = PressRelease.objects.get(language="hy")
    assert draft.created_by == author.user
    assert author.get(change_url(draft)).status_code == 200
    looker = signed_in("press.view_pressrelease", "press.change_pressrelease")
    assert looker.post(address(original, "translate"), {"language": "ar"}).status_code == 403
    assert "Translate into" not in looker.get(change_url(original)).content.decode()
    stranger = signed_in("press.add_pressrelease")
    assert stranger.post(address(original, "translate"), {"language": "ar"}).status_code == 403
    assert PressRelease.objects.count() == 2


# --- Following the original --------------------------------------------------------------------


def test_the_form_says_that_the_original_is_newer_and_shows_what_changed(editor, original, draft):
    assert not select(read(editor.get(change_url(draft))), "#newer-original")
    change(original, title="Rivers and lakes", body="<p>The lake carries all.</p>")
    page = read(editor.get(change_url(draft)))
    (note,) = select(page, "#newer-original")
    assert words(note).startswith("The original is newer.")
    changes = editor.get(select(note, "a")[0].get("href"))
    compared = read(changes)
    assert [words(label) for label in select(compared, "h2.comparison-label")] == ["Headline", "Text"]
    assert [words(one) for one in select(compared, "del")] == ["removed: river"] or "river" in words(
        select(compared, "del")[-1]
    )
    assert "lake" in words(select(compared, "ins")[-1])
    (form,) = (form for form in compared.forms if "version" in form.fields)
    done = editor.post(form.action, dict(form.form_values()), follow=True)
    number = original.versions.first().number
    assert messages(done) == [f"Up to date with version {number} of the original."]
    assert not select(read(done), "#newer-original")
    history = editor.get(address(draft, "history")).content.decode()
    assert f"Up to date with version {number} of the original." in history


def test_the_button_of_the_form_follows_what_the_form_showed(editor, original, draft):
    change(original, title="Second")
    page = read(editor.get(change_url(draft)))
    (form,) = (form for form in page.forms if form.get("id") == "up-to-date-form")
    change(original, title="Third")
    editor.post(form.action, dict(form.form_values()))
    newer = translations.newer_version(PressRelease.objects.get(pk=draft.pk), timezone.now())
    assert newer.content["fields"]["title"] == "Third"


def test_without_a_change_there_is_nothing_to_compare(editor, original, draft):
    for item in (draft, original):
        response = editor.get(address(item, "original_changes"), follow=True)
        assert response.redirect_chain == [(change_url(item), 302)]


def test_a_version_that_is_not_kept_any_more_is_said(editor, original, draft):
    change(original, title="Second")
    original.versions.filter(number=draft.translated_version).delete()
    page = editor.get(address(draft, "original_changes"))
    assert "is not kept any more" in page.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "١", "9" * 30, "99"])
def test_only_a_version_that_readers_had_can_be_followed(editor, original, draft, version):
    change(original, title="Second")
    response = editor.post(address(draft, "up_to_date"), {"version": version})
    assert response.status_code == (302 if version == "99" else 400)
    assert translations.outdated(PressRelease, timezone.now()).count() == 1


def test_only_posts_change_anything_and_only_by_those_who_may(editor, original, draft, now):
    change(original, title="Second")
    for name, method in (("translate", "get"), ("up_to_date", "get"), ("original_changes", "post")):
        assert getattr(editor, method)(address(draft, name)).status_code == 405
    looker = signed_in("press.view_pressrelease")
    number = original.versions.first().number
    assert looker.get(address(draft, "original_changes")).status_code == 200
    assert "up to date now" not in looker.get(address(draft, "original_changes")).content.decode()
    assert looker.post(address(draft, "up_to_date"), {"version": number}).status_code == 403
    for name in ("translate", "up_to_date", "original_changes"):
        assert signed_in().post(address(draft, name), {"version": number}).status_code in (403, 405)
        assert editor.post(reverse(f"admin:press_pressrelease_{name}", args=[99999])).status_code == 404
    assert translations.outdated(PressRelease, now + timedelta(hours=1)).count() == 1


# --- Lists -------------------------------------------------------------------------------------


def test_lists_mark_and_find_outdated_translations(editor, original, draft):
    other = translating.start(make_release(title="Lakes"), "hy", user=make_user(), now=timezone.now())
    change(original, title="Second")
    page = read(editor.get(LIST))
    marked = [
        words(select(row, "th")[0]) for row in select(page, "#result_list tbody tr") if select(row, ".badge-outdated")
    ]
    assert marked == ["Rivers"]
    (mark,) = select(page, "a.badge-outdated")
    assert mark.get("href") == address(draft, "original_changes")
    found = read(editor.get(LIST, {"translation": "outdated"}))
    assert [words(row) for row in select(found, "#result_list tbody th")] == ["Rivers"]
    assert editor.get(LIST, {"translation": "<x>"}).status_code == 200
    assert str(other.pk) not in mark.get("href")


def test_lists_cost_the_same_however_many_translations_there_are(editor):
    counts = []
    for number in (1, 4):
        for _number in range(number):
            release = make_release()
            translating.start(release, "hy", user=editor.user, now=timezone.now())
            change(release, title="Second")
        with CaptureQueriesContext(connection) as queries:
            editor.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_dashboard_lists_outdated_translations_to_those_who_see_them(editor, original, draft):
    def listed(client):
        found = select(read(client.get("/admin/")), "section.board-list")
        lists = {words(one[0]): [words(title) for title in select(one, "li a")] for one in found}
        return lists.get("Translations whose original is newer")

    assert listed(editor) is None
    change(original, title="Second")
    assert listed(editor) == ["Rivers"]
    assert listed(signed_in("sources.view_source")) is None
