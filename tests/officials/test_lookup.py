"""Who decides for a place: by postcode, area and country; split postcodes ask; unknown is told from nobody."""

from datetime import date

import pytest

from officials import postcodes
from officials.lookup import Answer, Place, areas_of_postcode, find
from officials.models import Area, Official, Term
from tests.officials import files

TODAY = date(2026, 6, 15)


@pytest.fixture
def congress(db, bring, bring_postcodes):
    bring(offices=files.OFFICES)
    bring_postcodes()


def names(found):
    return [match.official.full_name for match in found.officials]


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("US", "90001", "90001"),
        ("US", " 90001-1234 ", "90001"),
        ("US", "900011234", "90001"),
        ("US", "٩٠٠٠١", "90001"),
        ("US", "2139", ""),
        ("US", "9000a", ""),
        ("GB", "sw1a 1aa", "SW1A1AA"),
        ("GB", "SW1A-1AA", "SW1A1AA"),
        ("CA", "k1a 0b1", "K1A0B1"),
        ("AM", "0010", "0010"),
        ("PL", "00–950", "00950"),
        ("GB", "", ""),
        ("GB", "<b>", ""),
        ("GB", "\0", ""),
        ("GB", "1" * 10_000, ""),
    ],
)
def test_a_postcode_has_one_form_however_it_is_typed(country, typed, kept):
    assert postcodes.canonical(country, typed) == kept


def test_a_postcode_leads_to_who_decides_for_its_district_and_its_state(congress, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found = find(Place("us", "90001-0007"), today=TODAY)
    assert found.answer == Answer.FOUND
    assert names(found) == ["Ada Alder", "Ben Birch"]
    assert [area.code for area in found.areas] == ["CA-12", "CA", "US"]
    ada = found.officials[0]
    assert [(term.office, term.area.name) for term in ada.terms] == [("Representative", "California, district 12")]
    assert [office.city for office in ada.offices] == ["Washington", "Elmton", "Oakton"]


def test_a_postcode_in_two_districts_asks_and_knows_meanwhile_who_decides_for_both(
    congress, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        found = find(Place("US", "90002"), today=TODAY)
    assert found.answer == Answer.ASKS
    assert [(area.code, float(share)) for area, share in found.choices] == [("CA-12", 0.7), ("CA-11", 0.3)]
    assert names(found) == ["Ben Birch"]
    chosen = find(Place("US", "90002", ("CA-11",)), today=TODAY)
    assert (chosen.answer, names(chosen)) == (Answer.FOUND, ["Cleo Cedar Jr.", "Ben Birch"])
    assert find(Place("US", "90002", ("GU-0",)), today=TODAY).answer == Answer.UNKNOWN_AREA


def test_a_postcode_lies_in_one_area_of_each_kind_without_asking(congress, bring_postcodes):
    county = Area.objects.create(
        country="US", kind="county", code="CA-OAK", name="Oak County", parent=Area.objects.get(code="CA")
    )
    sheriff = Official.objects.create(scheme="own", identifier="1", full_name="Sam Spruce")
    Term.objects.create(official=sheriff, area=county, office="Sheriff", role="sheriff", start=date(2020, 1, 1))
    bring_postcodes(files.POSTCODES + "90001,CA-OAK,1\n90002,CA-OAK,1\n")
    assert set(names(find(Place("US", "90001"), today=TODAY))) == {"Ada Alder", "Ben Birch", "Sam Spruce"}
    split = find(Place("US", "90002"), today=TODAY)
    assert (split.answer, set(names(split))) == (Answer.ASKS, {"Ben Birch", "Sam Spruce"})
    chosen = find(Place("US", "90002", ("CA-12",)), today=TODAY)
    assert set(names(chosen)) == {"Ada Alder", "Ben Birch", "Sam Spruce"}


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        (Place("US", "12345"), Answer.UNKNOWN_POSTCODE),
        (Place("US", "nonsense"), Answer.UNKNOWN_POSTCODE),
        (Place("FR", "75001"), Answer.UNKNOWN_COUNTRY),
        (Place("FR"), Answer.UNKNOWN_COUNTRY),
        (Place(""), Answer.UNKNOWN_COUNTRY),
        (Place("\0\0", "\0"), Answer.UNKNOWN_COUNTRY),
        (Place("US", areas=("ZZ-1",)), Answer.UNKNOWN_AREA),
        (Place("US", areas=("CA-12\0",)), Answer.UNKNOWN_AREA),
        (Place("US"), Answer.NOBODY),
    ],
)
def test_what_is_unknown_is_told_from_nobody(congress, place, answer, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found = find(place, today=TODAY)
    assert (found.answer, found.officials, found.choices) == (answer, [], [])


def test_by_area_and_by_country(congress):
    assert names(find(Place("US", areas=("GU-0",)), today=TODAY)) == ["Dora Dogwood"]
    president = Official.objects.create(scheme="own", identifier="1", full_name="Pat Pine")
    Term.objects.create(
        official=president,
        area=Area.objects.get(code="US"),
        office="President",
        role="president",
        start=date(2025, 1, 20),
    )
    assert names(find(Place("US"), today=TODAY)) == ["Pat Pine"]
    assert names(find(Place("US", "90001"), today=TODAY)) == ["Ada Alder", "Ben Birch", "Pat Pine"]


def test_ended_terms_and_gone_offices_are_hidden(congress, bring):
    assert find(Place("US", areas=("GU-0",)), today=date(2027, 1, 4)).answer == Answer.NOBODY
    bring(offices=files.OFFICES.split("  - {id: A000001-elmton")[0])
    found = find(Place("US", "90001"), today=TODAY)
    assert [office.city for office in found.officials[0].offices] == ["Washington", "Oakton"]


def test_the_areas_of_a_postcode_come_best_first_in_one_query(congress, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = areas_of_postcode("us", "90002-1111")
        assert [area.parent.parent.code for area, _share in found] == ["US", "US"]
    assert [area.code for area, _share in found] == ["CA-12", "CA-11"]
