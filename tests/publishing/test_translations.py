"""Translations: begun from an original, told when it has changed, and never seen before their time."""

from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign
from press.models import PressRelease
from publishing import operations, preflight, translating, translations, working_copies
from publishing.models import Status
from publishing.translating import AlreadyTranslated
from publishing.translations import TranslationError
from tests.factories import cite, make_campaign, make_image, make_page, make_release, make_source, make_user
from tests.html import read, select, words
from tests.together import Meanwhile

pytestmark = pytest.mark.django_db


def translate(original, language="hy"):
    return translating.start(original, language, user=make_user(), now=timezone.now())


def publish(item, at=None, **fields):
    """Make an item public as it is, with other words if some are given."""
    item = type(item).objects.get(pk=item.pk)
    for name, value in fields.items():
        setattr(item, name, value)
    item.status, item.publish_at = Status.PUBLISHED, at or item.publish_at or timezone.now()
    operations.store(item, user=None, now=timezone.now())
    return item


def outdated(item):
    return list(translations.outdated(type(item), timezone.now()).values_list("pk", flat=True))


# --- Beginning ---------------------------------------------------------------------------------


def test_a_translation_begins_with_all_that_the_original_has():
    source, image = make_source(), make_image()
    original = make_release(
        slug="rivers",
        title="Rivers",
        subhead="Below",
        summary="In short",
        body=f"<p>Text{cite(source, locator='4')}</p>",
        lead_image=image,
        tags=("Water", "Law"),
    )
    user, now = make_user(), timezone.now()
    draft = translating.start(original, "hy", user=user, now=now)
    draft = PressRelease.objects.get(pk=draft.pk)
    assert (draft.title, draft.subhead, draft.summary, draft.slug) == ("Rivers", "Below", "In short", "rivers")
    assert (draft.language, draft.status, draft.publish_at) == ("hy", Status.DRAFT, None)
    assert (draft.lead_image, draft.dateline_place) == (image, "RIVERTON")
    assert sorted(draft.tags.names()) == ["Law", "Water"]
    assert [(one.source, one.locator) for one in draft.citations.all()] == [(source, "4")]
    assert draft.translation_group == original.translation_group
    assert (draft.translated_from, draft.translated_version) == (original, original.versions.first().number)
    assert (draft.created_by, draft.created_at) == (user, now)


def test_what_it_refers_to_is_replaced_by_its_translation_where_there_is_one():
    first, second, third = make_release(), make_release(), make_release()
    first_in_armenian = make_release(language="hy", translation_group=first.translation_group)
    original = make_release()
    for position, related in enumerate((third, first, first_in_armenian, second)):
        original.read_also.create(related=related, position=position)
    draft = translate(original)
    assert [one.related for one in draft.read_also.all()] == [third, first_in_armenian, second]


def test_a_campaign_keeps_its_demands_with_their_basis():
    law = make_source()
    campaign = make_campaign()
    campaign.demands.create(text="Clean water", legal_basis=law, state="met", state_since=date(2026, 1, 2))
    release = make_release()
    campaign.release_links.create(release=release)
    release_in_armenian = make_release(language="hy", translation_group=release.translation_group)
    draft = translate(campaign)
    (demand,) = draft.demands.all()
    assert (demand.text, demand.legal_basis, demand.state, demand.state_since) == (
        "Clean water",
        law,
        "met",
        date(2026, 1, 2),
    )
    assert [link.release for link in draft.release_links.all()] == [release_in_armenian]
    assert campaign.demands.count() == 1


def test_a_working_copys_translation_is_made_from_the_live_text(now):
    live = make_release(title="Live")
    copy = working_copies.start(live, user=make_user(), now=now)
    copy.title = "Not yet public"
    operations.store(copy, user=None, now=now)
    draft = translate(copy)
    assert (draft.title, draft.translated_from) == ("Live", live)
    assert not outdated(publish(draft))


def test_one_translation_into_each_language():
    original = make_release()
    translate(original)
    translate(original, "ar")
    with pytest.raises(AlreadyTranslated, match="already a translation"):
        translate(original)
    with pytest.raises(AlreadyTranslated):
        translate(PressRelease.objects.get(language="hy"), "en" if original.language != "en" else "ar")
    assert PressRelease.objects.count() == 3


@pytest.mark.parametrize("language", ["en", "xx", "", "hy-AM", "x" * 99])
def test_a_language_that_is_none_of_the_others_is_refused(language):
    with pytest.raises(TranslationError):
        translate(make_release(), language)
    assert PressRelease.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_same_translation_at_once_get_one(monkeypatch):
    original, user, refused = make_release(), make_user(), []

    def begin():
        try:
            translating.start(original, "hy", user=user, now=timezone.now())
        except AlreadyTranslated as error:
            refused.append(error)

    meanwhile = Meanwhile(begin)
    take = translating.snapshots.take

    def slow_take(item):
        meanwhile.begin()
        return take(item)

    monkeypatch.setattr(translating.snapshots, "take", slow_take)
    begin()
    meanwhile.end()
    assert len(refused) == 1
    assert PressRelease.objects.filter(language="hy").count() == 1


def test_a_deleted_original_leaves_its_translations():
    original = make_release(status=Status.DRAFT, publish_at=None)
    draft = translate(original)
    original.delete()
    draft.refresh_from_db()
    assert (draft.translated_from, draft.title) == (None, original.title)
    assert translations.newer_version(draft, timezone.now()) is None
    assert not [one for one in preflight.check(draft, timezone.now()).findings if "translated" in one.code]


# --- When the original changes -----------------------------------------------------------------


def test_a_translation_is_outdated_from_the_moment_on_when_readers_have_another_original(now):
    original = make_release()
    draft = translate(original)
    user = make_user()
    copy = working_copies.start(original, user=user, now=now)
    copy.body = "<p>Other words.</p>"
    operations.store(copy, user=user, now=timezone.now())
    assert outdated(draft) == []
    working_copies.apply(copy, user=user, now=timezone.now())
    assert outdated(draft) == [draft.pk]
    newer = translations.newer_version(draft, timezone.now())
    assert newer.content["fields"]["body"] == "<p>Other words.</p>"


def test_a_draft_that_changes_outdates_its_translation_only_once_it_is_public():
    original = make_release(status=Status.DRAFT, publish_at=None)
    draft = translate(original)
    original = PressRelease.objects.get(pk=original.pk)
    original.title = "Another headline"
    operations.store(original, user=None, now=timezone.now())
    assert outdated(draft) == []
    publish(original)
    assert outdated(draft) == [draft.pk]


def test_a_scheduled_change_outdates_on_its_second(now):
    original = make_release(status=Status.DRAFT, publish_at=None)
    draft = translate(original)
    at = timezone.now() + timedelta(hours=1)
    publish(original, at, title="Another headline")
    assert outdated(draft) == []
    assert list(translations.outdated(PressRelease, at)) == [draft]


@pytest.mark.parametrize(
    "change",
    [
        lambda item: item.tags.set(["Another tag"]),
        lambda item: setattr(item, "slug", "another-address"),
        lambda item: setattr(item, "lead_image", make_image()),
        lambda item: item.read_also.create(related=make_release()),
    ],
    ids=["tags", "address", "picture", "read also"],
)
def test_only_other_words_make_a_translation_outdated(change):
    original = make_release()
    draft = translate(original)
    item = PressRelease.objects.get(pk=original.pk)
    change(item)
    operations.store(item, user=None, now=timezone.now())
    assert original.versions.count() == 2
    assert outdated(draft) == []
    publish(original, title="Another headline")
    assert outdated(draft) == [draft.pk]


def test_words_that_come_back_make_it_up_to_date_again():
    original = make_release(title="As it was")
    draft = translate(original)
    publish(original, title="Changed")
    assert outdated(draft) == [draft.pk]
    publish(original, title="As it was")
    assert outdated(draft) == []


def test_demands_are_words_of_a_campaign():
    campaign = make_campaign()
    demand = campaign.demands.create(text="Clean water")
    operations.store(Campaign.objects.get(pk=campaign.pk), user=None, now=timezone.now())
    draft = translate(campaign)
    demand.text = "Clean rivers"
    demand.save()
    operations.store(Campaign.objects.get(pk=campaign.pk), user=None, now=timezone.now())
    assert outdated(draft) == [draft.pk]


def test_a_translation_is_up_to_date_with_what_somebody_saw():
    original = make_release()
    draft = translate(original)
    publish(original, title="Second")
    seen = translations.newer_version(draft, timezone.now())
    publish(original, title="Third")
    translations.mark_up_to_date(draft, seen.number, user=make_user(), now=timezone.now())
    assert outdated(draft) == [draft.pk]
    newest = translations.newer_version(PressRelease.objects.get(pk=draft.pk), timezone.now())
    translations.mark_up_to_date(draft, newest.number, user=make_user(), now=timezone.now())
    translations.mark_up_to_date(draft, seen.number, user=make_user(), now=timezone.now())
    assert outdated(draft) == []
    with pytest.raises(TranslationError):
        translations.mark_up_to_date(draft, 99, user=make_user(), now=timezone.now())


def test_preflight_says_what_is_not_translated_and_what_is_newer():
    original = make_release(title="Rivers", summary="", body="<p>Words of the text.</p>")
    draft = translate(original)

    def found():
        item = PressRelease.objects.get(pk=draft.pk)
        return {one.code: one for one in preflight.check(item, timezone.now()).findings}

    assert found().keys() >= {"not_translated_title", "not_translated_body"}
    assert "not_translated_summary" not in found()
    assert found()["not_translated_body"].field == "body"
    assert "original_is_newer" not in found()
    item = PressRelease.objects.get(pk=draft.pk)
    item.title, item.body = "Գետեր", "<p>Բառեր։</p>"
    operations.store(item, user=None, now=timezone.now())
    assert not [code for code in found() if code.startswith("not_translated")]
    publish(original, title="Other rivers")
    assert found()["original_is_newer"].level == "warning"
    assert not [one for one in preflight.check(original, timezone.now()).findings if "translated" in one.code]


def test_words_stay_untranslated_when_the_original_goes_on_without_them():
    original = make_release(body="<p>Words of the text.</p>")
    draft = translate(original)
    publish(original, body="<p>Other words.</p>")
    assert "body" in translations.untranslated(PressRelease.objects.get(pk=draft.pk))


def test_which_translations_are_outdated_costs_one_query():
    for _number in range(3):
        original = make_release()
        translate(original)
        publish(original, title="Changed")
    with CaptureQueriesContext(connection) as queries:
        assert len(list(translations.outdated(PressRelease, timezone.now()))) == 3
    assert len(queries) == 1


# --- What readers see --------------------------------------------------------------------------


def heads(page):
    return {link.get("hreflang"): link.get("href") for link in select(page, "link[hreflang]")}


MAKERS = {"release": make_release, "campaign": make_campaign, "page": make_page}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_pages_name_their_translations_once_these_are_public(reader, make, now):
    original = make(slug="rivers")
    draft = translate(original)
    at = now.replace(microsecond=0) + timedelta(hours=1)
    assert heads(read(reader.get(original.get_absolute_url()))).keys() == {"en"}
    translated = publish(draft, at, slug="geter")
    address = f"{settings.SITE_URL}{original.get_absolute_url()}"
    with time_machine.travel(at - timedelta(milliseconds=1), tick=False):
        page = read(reader.get(original.get_absolute_url()))
        assert heads(page).keys() == {"en"}
        assert not select(page, "nav.languages")
        assert reader.get(translated.get_absolute_url()).status_code == 404
        assert "geter" not in reader.get("/sitemap.xml").content.decode()
    with time_machine.travel(at, tick=False):
        expected = {"en": address, "hy": f"{settings.SITE_URL}{translated.get_absolute_url()}", "x-default": address}
        for item in (original, translated):
            page = read(reader.get(item.get_absolute_url()))
            assert heads(page) == expected
            assert len(select(page, "nav.languages a")) == 1
        sitemap = reader.get("/sitemap.xml").content.decode()
        assert f'hreflang="x-default" href="{address}"' in sitemap
        assert f'hreflang="hy" href="{expected["hy"]}"' in sitemap


def test_without_the_default_language_the_first_there_is_stands_for_all_others(reader):
    armenian = make_release(slug="geter", language="hy")
    arabic = make_release(slug="anhar", language="ar", translation_group=armenian.translation_group)
    for item in (armenian, arabic):
        assert heads(read(reader.get(item.get_absolute_url())))["x-default"] == f"{settings.SITE_URL}/hy/press/geter/"


def test_lists_sources_and_tags_name_only_editions_that_have_the_page(reader):
    make_release(slug="geter", language="hy", tags=("Ջուր",))
    make_release(tags=("Water",))
    source = make_source(is_listed=True)
    for path in ("/press/", source.get_absolute_url(), "/tags/water/", "/hy/tags/ջուր/"):
        links = heads(read(reader.get(path)))
        assert "x-default" in links or len(links) < 2
        for address in links.values():
            assert reader.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def notice(reader, item):
    return [words(found) for found in select(read(reader.get(item.get_absolute_url())), ".newer-original")]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_a_translation_says_that_its_original_is_newer(reader, make):
    original = make(slug="rivers")
    translated = publish(translate(original))
    assert notice(reader, translated) == []
    original = publish(original, title="Changed")
    (said,) = notice(reader, translated)
    assert f"{timezone.now().year}" in said
    page = read(reader.get(translated.get_absolute_url()))
    (link,) = select(page, ".newer-original a")
    assert (link.get("href"), link.get("hreflang")) == (original.get_absolute_url(), "en")
    assert notice(reader, original) == []
    newer = translations.newer_version(translated, timezone.now())
    translations.mark_up_to_date(translated, newer.number, user=make_user(), now=timezone.now())
    assert notice(reader, translated) == []


def test_nothing_is_said_of_an_original_that_readers_do_not_see(reader):
    original = make_release(slug="rivers")
    translated = publish(translate(original))
    original = publish(original, title="Changed")
    assert notice(reader, translated)
    original.status = Status.WITHDRAWN
    operations.store(original, user=None, now=timezone.now())
    operations.store(PressRelease.objects.get(pk=translated.pk), user=None, now=timezone.now())
    assert notice(reader, translated) == []
    original = PressRelease.objects.get(pk=original.pk)
    publish(original, timezone.now() + timedelta(days=1), title="Changed again")
    operations.store(PressRelease.objects.get(pk=translated.pk), user=None, now=timezone.now())
    assert notice(reader, translated) == []


def test_the_notice_costs_one_query_and_only_on_translations(reader):
    original = make_release()
    translated = publish(translate(original))
    publish(original, title="Changed")
    counts = {}
    for item, path in ((original, "/press/"), (translated, "/hy/press/")):
        reader.get(path)  # the frame of each edition is read once
        with CaptureQueriesContext(connection) as queries:
            reader.get(item.get_absolute_url())
        counts[item.language] = len(queries)
    assert counts["hy"] <= counts["en"] + 1 <= 8


def test_lists_of_an_edition_fall_back_to_the_default_language(reader, now):
    """As docs/architecture.md has it: an edition lists its own, and the default's that it has no translation of."""
    original, other = make_release(slug="rivers", title="Rivers"), make_release(slug="lakes", title="Lakes")
    at = now.replace(microsecond=0) + timedelta(hours=1)
    publish(translate(original), at, title="Գետեր")
    make_release(slug="anhar", title="Anhar", language="ar")

    def titles(path):
        return {words(one) for one in select(read(reader.get(path)), ".ledger-title")}

    assert titles("/hy/press/") == {"Rivers", "Lakes"}
    assert titles("/press/") == {"Rivers", "Lakes"}
    with time_machine.travel(at, tick=False):
        assert titles("/hy/press/") == {"Գետեր", "Lakes"}
        assert titles("/ar/press/") == {"Rivers", "Lakes", "Anhar"}
    assert reader.get(f"/hy{other.get_absolute_url()}").headers["Location"] == other.get_absolute_url()
