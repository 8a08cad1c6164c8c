"""Site search: what is found, what is not, in which order, and that nothing that is typed breaks it."""

from datetime import datetime, timedelta
from importlib import import_module
from io import StringIO
from time import perf_counter

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from press.models import PressRelease
from publishing import operations, search, workflow
from publishing.models import SearchDocument, Status
from publishing.search import excerpts, finding
from publishing.search.words import read
from sources import operations as source_operations
from tests.factories import cite, make_campaign, make_page, make_release, make_source, make_user

pytestmark = pytest.mark.django_db


def paths(typed: str, now: datetime, **narrowing) -> list[str]:
    return [result.path for result in search.find(typed, now=now, **narrowing).results]


def keys(typed: str, now: datetime, **narrowing) -> list[int]:
    return [result.object_id for result in search.find(typed, now=now, **narrowing).results]


# --- What is found -----------------------------------------------------------------------------


def test_releases_campaigns_sources_and_pages_are_found_together(now):
    source = make_source(title="A survey of otters")
    release = make_release(title="Otters are back", body=f"<p>Seen again.{cite(source)}</p>")
    campaign = make_campaign(title="Room for otters")
    campaign.demands.create(text="A fish ladder at every weir")
    workflow.withdraw(campaign, user=make_user(), now=now)
    workflow.publish(campaign, user=make_user(), now=now)
    page = make_page(title="About our otters")

    found = search.find("otters", now=now)
    assert {result.path for result in found.results} == {
        item.get_absolute_url() for item in (source, release, campaign, page)
    }
    assert found.total == 4
    assert not found.is_capped
    assert found.counts == {
        "press.pressrelease": 1,
        "campaigns.campaign": 1,
        "sources.source": 1,
        "pages.standingpage": 1,
    }
    assert {result.kind_name for result in found.results} == {"Press release", "Campaign", "Source", "Standing page"}
    assert paths("fish ladder", now) == [campaign.get_absolute_url()]


@pytest.mark.parametrize(
    "typed",
    [
        "river",
        "RIVERS",
        "polluting",
        "pollution river",
        "directiv",
        "pollution directiv",
        "river d",
        "2000/60",
        "2000/60/EC",
        "cafe",
        "café",
        "cafe\u0301",
        "“Café”!",
        "naive",
        "author's",
        "the state of rivers",
    ],
)
def test_words_are_found_in_other_forms_unfinished_and_without_their_marks(typed, now):
    release = make_release(
        title="Polluted rivers",
        summary="The state of the law, seen from a café.",
        body="<p>Directive 2000/60/EC is the author’s subject. It was naïve.</p>",
    )
    make_release(title="Something else", body="<p>Nothing of it.</p>")
    assert keys(typed, now) == [release.pk]


@pytest.mark.parametrize("typed", ["polluted lakes", "iver", "2000/61", "olluted rivers", "rivers of lava"])
def test_all_words_are_needed_from_their_beginning(typed, now):
    make_release(title="Polluted rivers", body="<p>Directive 2000/60/EC.</p>")
    assert keys(typed, now) == []


@pytest.mark.parametrize(
    "typed", ["գետ", "Գետեր", "գետերի", "Երևան", "ԵՐԵՎԱՆ", "Երեւան", "գետ Երևան", "մաքուր գետեր", "մաք ջուր"]
)
def test_armenian_is_found_by_the_beginning_of_each_word(typed, now):
    release = make_release(language="hy", title="Մաքուր գետերի համար", body="<p>Երևանի ջուրը։</p>")
    make_release(title="Clean rivers")
    assert keys(typed, now) == [release.pk]


def test_arabic_is_found(now):
    release = make_release(language="ar", title="أنهار نظيفة للجميع", slug="rivers-ar")
    assert keys("أنهار", now) == [release.pk]
    assert keys("نظيف", now) == [release.pk]


def test_title_counts_more_than_summary_and_summary_more_than_text(now):
    filler = "<p>" + "Of other things there is much to say as well. " * 10 + "</p>"
    in_text = make_release(body=filler + "<p>Sturgeon, sturgeon.</p>")
    in_title = make_release(title="The sturgeon", body=filler)
    in_summary = make_release(summary="On the sturgeon.", body=filler)
    assert keys("sturgeon", now) == [in_title.pk, in_summary.pk, in_text.pk]


def test_of_equals_the_newest_comes_first(now):
    old = make_release(title="The same words", body="<p>x</p>", publish_at=now - timedelta(days=9))
    new = make_release(title="The same words", body="<p>x</p>", publish_at=now - timedelta(days=1))
    assert keys("same words", now) == [new.pk, old.pk]


# --- Who may see it ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.WITHDRAWN])
def test_what_is_not_published_is_not_found(status, now):
    make_release(title="Otters", status=status)
    assert search.find("otters", now=now).total == 0


def test_an_embargoed_release_is_found_from_its_second_on_with_no_job_running(now):
    due = now + timedelta(hours=3)
    release = make_release(title="Otters", publish_at=due)
    assert search.find("otters", now=due - timedelta(microseconds=1)).counts == {}
    assert keys("otters", due) == [release.pk]


def test_a_withdrawn_release_is_gone_at_once_and_its_document_with_it(now):
    release = make_release(title="Otters")
    workflow.withdraw(release, user=make_user(), now=now)
    assert keys("otters", now) == []
    assert not SearchDocument.objects.exists()


def test_a_document_that_stayed_behind_shows_nothing(now):
    release = make_release(title="Otters")
    PressRelease.objects.filter(pk=release.pk).update(status=Status.WITHDRAWN)
    assert SearchDocument.objects.count() == 1
    assert keys("otters", now) == []
    PressRelease.objects.filter(pk=release.pk).delete()
    assert keys("otters", now) == []


def test_a_document_of_a_kind_that_no_longer_exists_shows_nothing(now):
    SearchDocument.objects.create(kind="gone.thing", object_id=1, language="en", title="Otters", path="/")
    assert keys("otters", now) == []


def test_a_source_is_found_only_while_something_visible_cites_it(now):
    source = make_source(title="A survey of otters")
    assert keys("survey", now) == []
    due = now + timedelta(hours=3)
    release = make_release(title="Seen again", body=f"<p>Yes.{cite(source)}</p>", publish_at=due)
    assert keys("survey", now) == []
    assert keys("survey", due) == [source.pk]
    workflow.withdraw(release, user=make_user(), now=due)
    assert keys("survey", due) == []
    source.is_listed = True
    source_operations.store(source, user=None, now=now)
    assert keys("survey", now) == [source.pk]
    source.visibility = "on_file"
    source_operations.store(source, user=None, now=now)
    assert keys("survey", now) == []


def test_invisible_documents_do_not_crowd_out_a_visible_one(now, monkeypatch):
    monkeypatch.setattr(finding, "BATCH", 3)
    for _number in range(7):
        make_source(title="Otters")
    release = make_release(title="Weirs", body="<p>" + "Much else. " * 30 + "Otters.</p>")
    assert keys("otters", now) == [release.pk]


# --- Narrowing, paging, numbers ----------------------------------------------------------------


def test_results_can_be_narrowed_by_kind_language_tag_and_year(now, noon):
    english = make_release(title="Otters", tags=["Wildlife"], publish_at=noon)
    armenian = make_release(title="Otters, ջրասամույր", language="hy", publish_at=noon.replace(year=2025))
    campaign = make_campaign(title="Otters", publish_at=noon)
    assert set(keys("otters", now, kind="press.pressrelease")) == {english.pk, armenian.pk}
    assert paths("otters", now, kind="campaigns.campaign") == [campaign.get_absolute_url()]
    assert paths("otters", now, language="hy") == [armenian.get_absolute_url()]
    assert paths("otters", now, tag="wildlife") == [english.get_absolute_url()]
    assert paths("otters", now, year=2025) == [armenian.get_absolute_url()]
    assert paths("otters", now, kind="press.pressrelease", year=2026) == [english.get_absolute_url()]
    for nothing in ({"kind": "press.nothing"}, {"language": "xx"}, {"tag": "none"}, {"year": 1}, {"year": 9999}):
        assert paths("otters", now, **nothing) == []


def test_counts_name_every_kind_also_when_one_is_asked_for(now):
    make_release(title="Otters")
    make_campaign(title="Otters")
    found = search.find("otters", now=now, kind="campaigns.campaign")
    assert found.total == 1
    assert found.counts == {"press.pressrelease": 1, "campaigns.campaign": 1}


def test_pages_do_not_overlap_and_the_total_stays(now):
    for _number in range(7):
        make_release(title="Otters")
    pages = [search.find("otters", now=now, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [len(page.results) for page in pages] == [3, 3, 1, 0]
    assert {page.total for page in pages} == {7}
    assert len({result.object_id for page in pages for result in page.results}) == 7


def test_the_total_stops_at_a_number_and_says_so(now, monkeypatch):
    monkeypatch.setattr(finding, "MOST_RESULTS", 4)
    for _number in range(5):
        make_release(title="Otters")
    found = search.find("otters", now=now)
    assert (found.total, found.is_capped, len(found.results)) == (4, True, 4)
    PressRelease.objects.order_by("pk").first().delete()
    found = search.find("otters", now=now)
    assert (found.total, found.is_capped) == (4, False)


def test_the_year_of_a_source_is_that_of_the_document_and_its_day_is_not_claimed(now):
    make_source(title="Otters", issued_as_typed="2018", is_listed=True)
    [result] = search.find("otters", now=now, year=2018).results
    assert result.dated.year == 2018
    assert not result.has_day
    make_source(title="Beavers", issued_as_typed="", is_listed=True)
    [result] = search.find("beavers", now=now).results
    assert result.dated is None


# --- What is shown -----------------------------------------------------------------------------


def test_words_are_marked_in_title_and_passage_and_nothing_else_is_html(now):
    make_release(
        title="<b>Otters</b> & friends", body="<p>We saw &lt;script&gt;alert(1)&lt;/script&gt; otters\x02 there.</p>"
    )
    [result] = search.find("otter", now=now).results
    assert result.title_html == "&lt;b&gt;<mark>Otters</mark>&lt;/b&gt; &amp; friends"
    assert result.snippet_html == "We saw &lt;script&gt;alert(1)&lt;/script&gt; <mark>otters</mark> there."


def test_the_passage_is_where_most_of_the_words_stand():
    text = "Rivers are long. " * 30 + "Here rivers meet their dams at last. " + "Dams are high. " * 30
    shown = excerpts.excerpt("", text, read("rivers dams"))
    assert "Here <mark>rivers</mark> meet their <mark>dams</mark> at last." in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown.replace("<mark>", "").replace("</mark>", "")) <= excerpts.LENGTH + 2


def test_the_summary_is_shown_where_it_serves_as_well_as_the_text():
    words = read("rivers dams")
    summary = "Why rivers and dams do not go together."
    assert excerpts.excerpt(summary, "Rivers here, dams there.", words) == (
        "Why <mark>rivers</mark> and <mark>dams</mark> do not go together."
    )
    assert excerpts.excerpt("On rivers.", "Rivers and dams.", words) == "<mark>Rivers</mark> and <mark>dams</mark>."
    assert excerpts.excerpt("", "No such word.", words) == "No such word."
    assert excerpts.excerpt("", "", words) == ""


def test_a_long_text_full_of_the_word_is_shown_quickly_and_cut_between_words():
    shown = excerpts.excerpt("", "river " * 16_000, read("river"))
    assert shown.endswith("<mark>river</mark>…")
    assert excerpts.excerpt("", "x" * 5000, read("river")) == "x" * excerpts.LENGTH + "…"


# --- Hostile input -----------------------------------------------------------------------------

HOSTILE = [
    "",
    " ",
    '"',
    '""',
    "'",
    "*",
    "-",
    "^otters",
    "otters*",
    "title:otters",
    "{title}:otters",
    "otters OR weirs",
    "NOT otters",
    "AND",
    "NEAR(otters weirs, 2)",
    "(otters",
    "otters)",
    "otters:*",
    "otters & !weirs",
    "<-> |",
    "\\",
    "otters\\",
    "%s %(x)s %",
    "'; DROP TABLE publishing_searchdocument; --",
    "\x00",
    "ott\x00ers",
    "\x02\x03\x1b",
    "\u202e\u200b\ufeff",
    "\ud800",
    "²①Ⅷ½",
    "🐟🦦",
    "𞤀𞤁",
    "İıſßﬁ",
    "e\u0301" * 200,
    "1e5 0x10 -5 3.14 https://example.org/a?b=c a@example.org a-b_c",
    "a" * 10_000,
    "otters " * 2_000,
    " ".join(str(number) for number in range(3_000)),
    "«»—…" * 3_000,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed)[:30])
def test_whatever_is_typed_gets_an_answer(typed, now):
    make_release(title="Otters at weirs", body="<p>Not near.</p>")
    found = search.find(typed, now=now)
    assert found.total in (0, 1)
    assert SearchDocument.objects.count() == 1


@given(typed=st.text(max_size=40))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_gets_an_answer(typed, noon):
    found = search.find(typed, now=noon)
    assert found.has_words == bool(read(typed))


def test_without_a_word_nothing_is_found_and_nothing_asked(now, django_assert_num_queries):
    make_release()
    with django_assert_num_queries(0):
        found = search.find(' "–" * ', now=now)
    assert found == finding.NOTHING
    assert not found.has_words


def test_operators_are_words(now):
    release = make_release(title="Dams or rivers")
    make_release(title="Dams")
    assert keys("dams OR rivers", now) == [release.pk]


def test_a_very_long_text_is_stored_and_found_by_its_beginning(now):
    many = " ".join(f"գետ{number}" for number in range(60_000))
    release = make_release(title="Long", body=f"<p>Otters. {many}</p>")
    assert keys("otters", now) == [release.pk]
    assert keys("long", now) == [release.pk]


# --- In step -----------------------------------------------------------------------------------


def test_the_index_follows_every_change_of_a_document(now):
    document = SearchDocument.objects.create(
        kind="press.pressrelease",
        object_id=make_release(status=Status.DRAFT).pk,
        language="en",
        title="Otters",
        path="/",
    )

    def indexed(word: str) -> list[int]:
        return finding.engine().ranked(read(word), language=None, year=None, limit=10, offset=0)

    assert indexed("otters") == [document.pk]
    document.title, document.text = "Beavers", "and their dams"
    document.save()
    assert indexed("otters") == []
    assert indexed("beavers") == [document.pk]
    SearchDocument.objects.update(summary="Herons")
    assert indexed("herons") == indexed("dams") == [document.pk]
    document.delete()
    assert indexed("beavers") == indexed("herons") == []


def test_a_renamed_and_moved_release_is_found_by_its_new_name_and_address(now):
    release = make_release(title="Otters", slug="otters")
    release.title, release.slug = "Beavers", "beavers"
    operations.store(release, user=None, now=now)
    assert paths("otters", now) == []
    assert paths("beavers", now) == ["/press/beavers/"]


@pytest.mark.django_db(transaction=True)
def test_the_migration_can_be_undone_and_done_again_with_documents_present(now):
    release = make_release(title="Otters")
    migration = import_module("publishing.migrations.0002_search_index")
    with connection.schema_editor() as editor:
        migration.backwards(None, editor)
    SearchDocument.objects.update(path="/changed/")
    with connection.schema_editor() as editor:
        migration.forwards(None, editor)
    assert paths("otters", now) == ["/changed/"]
    assert keys("otters", now) == [release.pk]


# --- Rebuilding --------------------------------------------------------------------------------


def rebuild(*options: str) -> str:
    out = StringIO()
    call_command("rebuild_search", *options, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_rebuilding_adds_what_is_missing_mends_what_differs_and_removes_what_is_left_over(now):
    release, campaign, page = make_release(title="Otters"), make_campaign(), make_page()
    scheduled = make_release(title="Herons", publish_at=now + timedelta(days=1))
    source = make_source(title="Beavers", is_listed=True)
    make_release(title="Draft", status=Status.DRAFT)
    documents = SearchDocument.objects
    before = list(documents.order_by("kind", "object_id").values("kind", "object_id", "title", "path", "dated", "text"))
    assert len(before) == 5

    documents.filter(kind="press.pressrelease").delete()
    documents.filter(kind="campaigns.campaign").update(title="Wrong", path="/wrong/")
    documents.create(kind="press.pressrelease", object_id=987654, language="en", title="Gone", path="/")
    documents.create(kind="gone.thing", object_id=1, language="en", title="Gone", path="/")

    assert rebuild("--dry-run") == "Would be added: 2, changed: 1, removed: 2, right as they were: 2."
    assert documents.filter(title="Wrong").count() == 1
    assert documents.filter(title="Gone").count() == 2
    assert rebuild() == "Added: 2, changed: 1, removed: 2, right as they were: 2."
    after = list(documents.order_by("kind", "object_id").values("kind", "object_id", "title", "path", "dated", "text"))
    assert after == before
    assert rebuild() == "Added: 0, changed: 0, removed: 0, right as they were: 5."
    assert keys("otters", now) == [release.pk]
    assert keys("herons", now + timedelta(days=1)) == [scheduled.pk]
    assert keys("beavers", now) == [source.pk]
    assert {campaign.get_absolute_url(), page.get_absolute_url()} <= {row["path"] for row in after}


def test_rebuilding_works_in_batches(now, monkeypatch):
    monkeypatch.setattr("publishing.search.rebuilding.BATCH", 2)
    for _number in range(5):
        make_release(title="Otters")
    SearchDocument.objects.all().delete()
    assert rebuild() == "Added: 5, changed: 0, removed: 0, right as they were: 0."
    assert search.find("otters", now=now).total == 5


@pytest.mark.skipif(connection.vendor != "sqlite", reason="In PostgreSQL the column is generated and cannot differ.")
def test_rebuilding_mends_an_index_that_lost_its_words(now):
    release = make_release(title="Otters")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO publishing_search_stems (publishing_search_stems) VALUES ('delete-all')")
        cursor.execute("INSERT INTO publishing_search_words (publishing_search_words) VALUES ('delete-all')")
    assert keys("otters", now) == []
    rebuild("--dry-run", "--index")
    assert keys("otters", now) == []
    rebuild("--index")
    assert keys("otters", now) == [release.pk]


# --- Size --------------------------------------------------------------------------------------


def test_five_thousand_documents_cost_three_queries_and_little_time(now, django_assert_num_queries):
    releases = PressRelease.objects.bulk_create(
        PressRelease(
            title=f"Otters seen at weir {number}",
            slug=f"weir-{number}",
            status=Status.PUBLISHED,
            publish_at=now - timedelta(hours=number + 1) if number % 10 else now + timedelta(hours=1),
            created_at=now,
            updated_at=now,
            body="<p>" + "They swim, dive and eat fish, as the survey says. " * 3 + "</p>",
        )
        for number in range(5_000)
    )
    rebuild()
    assert SearchDocument.objects.count() == len(releases)
    started = perf_counter()
    with django_assert_num_queries(3):
        found = search.find("otter weir", now=now, limit=20, offset=20)
    # It takes a few hundredths of a second; a plan that visits every document for every other takes minutes.
    assert perf_counter() - started < 3
    assert (found.total, found.is_capped, len(found.results)) == (500, True, 20)
    assert len({result.object_id for result in found.results}) == 20
    assert search.find("weir 4321", now=now).total == 1
    assert search.find("weir 4320", now=now).total == 0
