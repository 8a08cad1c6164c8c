"""Doubles: what is the same, what is like, what a person says is not; while one types, on saving, and in the library."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sources import duplicates, keys, relations
from sources.duplicates import Why
from sources.models import Source, SourceRelation
from tests.admin.desk import change_url, errors, form_values, send, signed_in
from tests.factories import make_source

ADD, PAGE, TYPED = "/admin/sources/source/add/", "/admin/sources/source/duplicates/", "/admin/sources/source/typed/"


@pytest.fixture
def researcher():
    return signed_in("sources.view_source", "sources.add_source", "sources.change_source", "sources.merge_source")


def found(**typed):
    return {double.source.title: list(double.why) for double in duplicates.find(duplicates.typed_keys(**typed))}


# --- Keys --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        (" doi:10.1000/182. ", "10.1000/182"),
        ("https://doi.org/10.1000%2F182", "10.1000/182"),
        ("10.1000/(sici)1-2<3::a>4", "10.1000/(sici)1-2<3::a>4"),
        ("none", ""),
        ("", ""),
    ],
)
def test_a_doi_is_the_same_however_it_is_typed(typed, key):
    assert keys.doi_key(typed) == key
    assert keys.doi_key("", "https://dx.doi.org/10.1000/182") == "10.1000/182"
    assert keys.doi_key("", "https://example.org/10.1000/182") == keys.doi_key("", "http://[") == ""


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("0-306-40615-2", "9780306406157"),
        ("ISBN 978-0-306-40615-7", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("1234", ""),
        ("", ""),
    ],
)
def test_both_lengths_of_an_isbn_are_one_book(typed, key):
    assert keys.isbn_key(typed) == key


def test_keys_of_titles_and_addresses_leave_out_what_nobody_minds():
    assert (
        keys.title_key("The Émigrés: a “Report”") == keys.title_key("the emigres – a report") == "the emigres a report"
    )
    assert keys.title_key("Ջրի մասին օրենքը") == "ջրի մասին օրենքը"
    assert keys.title_key("Report") == keys.title_key("!!!") == ""
    assert (
        keys.address_key("https://example.org/A/index.html")
        == keys.address_key("https://example.org/a/")
        == "example.org/a"
    )
    assert keys.address_key("https://example.org/?id=1") != keys.address_key("https://example.org/?id=2")
    assert keys.address_key(None) == ""


# --- Finding -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_reason_is_found_and_the_most_certain_comes_first():
    make_source(title="By address", url="https://example.org/report")
    make_source(title="By DOI", doi="10.1000/182")
    make_source(title="By ISBN", isbn="0-306-40615-2", type="book")
    make_source(title="Human rights in the valley", issued_as_typed="2023")
    assert found(url="http://www.example.org/report?utm_source=x") == {"By address": [Why.ADDRESS]}
    assert found(url="https://example.org/report/index.html") == {"By address": [Why.LIKE_ADDRESS]}
    assert found(doi="https://doi.org/10.1000/182") == {"By DOI": [Why.DOI]}
    assert found(isbn="9780306406157") == {"By ISBN": [Why.ISBN]}
    assert found(isbn="9780306406157", kind="chapter") == {}
    assert found(title="Human Rights in the Valley") == {"Human rights in the valley": [Why.TITLE]}
    assert found(title="Human rights in the vally", issued="2023") == {"Human rights in the valley": [Why.LIKE_TITLE]}
    assert found(title="Human rights in the valley", issued="2022") == {}
    assert list(found(title="Human rights in the valley", doi="10.1000/182")) == [
        "By DOI",
        "Human rights in the valley",
    ]
    assert found() == found(url="not an address", issued="?!") == {}


@pytest.mark.django_db
def test_another_number_makes_another_title():
    make_source(title="Rights in the river valley, part 1", issued_as_typed="")
    assert found(title="Rights in the river valley, part 2") == {}


@pytest.mark.django_db
def test_what_was_merged_leads_to_what_it_became():
    kept, gone = make_source(title="The one that stays"), make_source(title="Gone", url="https://example.org/gone")
    Source.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert found(url="https://example.org/gone") == {"The one that stays": [Why.ADDRESS]}
    assert Source.at_address("https://example.org/gone") == kept
    assert found(title="Gone and nothing like it") == {}


@pytest.mark.django_db
def test_no_source_is_its_own_double_and_what_was_noted_as_different_is_left_alone():
    one, other = (make_source(title="The same title of both") for _ in range(2))
    typed = duplicates.keys_of(one)
    assert [double.source for double in duplicates.find(typed, but=one.pk)] == [other]
    relations.relate(other, one, kind="related", user=None, now=timezone.now())
    assert duplicates.find(typed, but=one.pk) == []


# --- In the form -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_while_one_types_the_source_that_is_there_is_named(researcher):
    source = make_source(title="A report on rivers", url="https://example.org/report", authors=[{"literal": "UN"}])
    answer = researcher.get(TYPED, {"url": "example.org/report"}).json()
    assert answer == {"doubles": []}  # not an address yet
    [double] = researcher.get(TYPED, {"url": "https://example.org/report?fbclid=1"}).json()["doubles"]
    assert double == {
        "title": "A report on rivers",
        "detail": "UN 2024",
        "url": change_url(source),
        "why": "the same web address",
        "same": True,
    }
    assert researcher.get(TYPED, {"url": source.url, "but": source.pk}).json() == {"doubles": []}
    assert researcher.get(TYPED, {"but": "x", "title": "y" * 5000}).json() == {"doubles": []}
    assert researcher.post(TYPED).status_code == 405
    assert signed_in().get(TYPED).status_code == 403


@pytest.mark.django_db
def test_the_same_address_is_refused_with_a_link_to_the_source(researcher):
    source = make_source(title="A report on rivers", url="https://example.org/report")
    page = send(researcher, ADD, title="Something else", url="http://www.example.org/report?utm_source=x")
    assert Source.objects.get() == source
    assert "The source “A report on rivers” has this web address already." in errors(page)
    assert change_url(source) in page.content.decode()


@pytest.mark.django_db
def test_a_likely_double_is_saved_once_it_is_confirmed(researcher):
    source = make_source(title="A report on rivers", doi="10.1000/182")
    typed = {"title": "Rivers: a report", "doi": "https://doi.org/10.1000/182", "type": "report"}
    page = send(researcher, ADD, confirm=False, **typed)
    assert errors(page) == ["Look at the warnings and confirm them."]
    assert "“A report on rivers” has the same DOI." in page.content.decode()
    assert change_url(source) in page.content.decode()
    assert Source.objects.count() == 1
    values = form_values(page)
    assert values["title"] == "Rivers: a report"
    assert researcher.post(ADD, values | {"confirm_warnings": "1", "_save": "1"}).status_code == 302
    assert Source.objects.count() == 2
    # It is not asked about again while nothing of it changes.
    send(researcher, change_url(Source.objects.get(title="Rivers: a report")), confirm=False, summary="Short")
    assert Source.objects.filter(summary="Short").exists()


# --- In the library ----------------------------------------------------------------------------


@pytest.fixture
def library():
    first = make_source(title="The report on rivers", doi="10.1000/182")
    second = make_source(title="Report on the rivers", doi="doi:10.1000/182")
    third = make_source(title="The Report on Rivers!", issued_as_typed="")
    make_source(title="The report on rivers", issued_as_typed="2011")
    make_source(title="Alone in the world")
    return first, second, third


@pytest.mark.django_db
def test_the_library_groups_what_may_be_the_same(library):
    first, second, third = library
    groups = list(duplicates.groups())
    doubles = duplicates.doubles_of(groups)
    shown = {source.title: [(one.source.pk, list(one.why)) for one in doubles[source.pk]] for source in groups}
    assert shown["The report on rivers"] == [(second.pk, [Why.DOI]), (third.pk, [Why.TITLE])]
    assert groups[0] == first
    assert len(groups) == 1


@pytest.mark.django_db
def test_both_rules_agree_on_who_is_a_double(library):
    """The list is found in SQL and explained in Python: whatever is listed has a reason."""
    groups = list(duplicates.groups())
    assert all(duplicates.doubles_of(groups)[source.pk] for source in groups)


@pytest.mark.django_db
def test_the_page_of_duplicates_offers_to_merge_or_to_note_that_they_are_not_the_same(researcher, library):
    first, second, third = library
    page = researcher.get(PAGE).content.decode()
    assert f"/admin/sources/source/merge/?kept={first.pk}&amp;merged={second.pk}" in page
    for other in (second, third):
        assert researcher.post(PAGE, {"source": [first.pk, other.pk], "page": "1"}).status_code == 302
    assert SourceRelation.objects.filter(kind="related", source=first).count() == 2
    again = researcher.get(PAGE).content.decode()
    assert f"merged={second.pk}" not in again
    before = SourceRelation.objects.count()
    for wrong in ({}, {"source": ["x"]}, {"source": [first.pk]}, {"source": [first.pk, 10**17]}):
        assert researcher.post(PAGE, wrong).status_code == 302
    assert SourceRelation.objects.count() == before
    assert signed_in("sources.view_source").post(PAGE, {"source": [first.pk, second.pk]}).status_code == 403
    assert signed_in().get(PAGE).status_code == 403
    assert researcher.delete(PAGE).status_code == 405


@pytest.mark.django_db
def test_the_page_of_duplicates_costs_the_same_at_two_sizes(researcher):
    counts = []
    for size in (2, 8):
        for number in range(size):
            for _ in range(2):
                make_source(title=f"Report on rivers {size} {number}")
        with CaptureQueriesContext(connection) as queries:
            page = researcher.get(PAGE, {"page": "7"})
        counts.append(len(queries))
        assert page.status_code == 200
    assert counts[0] == counts[1] <= 14
