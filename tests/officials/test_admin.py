"""The desk of decision makers: who may do what, what is marked, and queries that do not grow with the tables."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from officials.models import Area, DataImport, Official, PostcodeArea, Term
from tests.admin.desk import change_url, errors, form_values, signed_in
from tests.officials import files

pytestmark = pytest.mark.django_db

LISTS = ("official", "area", "postcodearea", "dataimport")
VIEWER = tuple(f"officials.view_{name}" for name in LISTS)


@pytest.fixture
def congress(bring, bring_postcodes):
    bring(offices=files.OFFICES)
    bring_postcodes()


def list_url(name):
    return reverse(f"admin:officials_{name}_changelist")


def count_queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def more(number):
    """Add officials with two terms each, one of them over, in areas of their own, with postcodes and imports."""
    state = Area.objects.get(code="CA")
    areas = Area.objects.bulk_create(
        Area(country="US", kind="ward", code=f"W-{i}", name=f"Ward {i}", parent=state) for i in range(number)
    )
    people = Official.objects.bulk_create(
        Official(scheme="own", identifier=str(i), full_name=f"Person {i}") for i in range(number)
    )
    for start, end in (("2020-01-01", "2021-01-01"), ("2022-01-01", None)):
        Term.objects.bulk_create(
            Term(official=one, area=area, office="Warden", role="warden", start=start, end=end)
            for one, area in zip(people, areas, strict=True)
        )
    PostcodeArea.objects.bulk_create(
        PostcodeArea(country="US", postcode=str(10_000 + i), area=area) for i, area in enumerate(areas)
    )


@pytest.mark.parametrize("name", LISTS)
def test_lists_take_the_same_few_queries_at_two_sizes(congress, name):
    client = signed_in(superuser=True)
    few = count_queries(client, list_url(name))
    more(60)
    assert count_queries(client, list_url(name)) == few <= 14


def test_who_is_not_in_office_is_shown_and_marked(congress, now):
    Term.objects.filter(official__identifier="B000002").update(end="2025-02-01")
    client = signed_in(*VIEWER)
    page = client.get(list_url("official")).content.decode()
    assert "Ben Birch" in page
    assert "not in office" in page
    assert "Representative, California, district 12" in page
    gone = client.get(list_url("official"), {"in_office": "no"}).content.decode()
    assert "Ben Birch" in gone
    assert "Ada Alder" not in gone
    assert "Ben Birch" not in client.get(list_url("official"), {"in_office": "yes"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [{"q": "CA-12"}, {"q": "alder"}, {"q": "A000001"}, {"q": "district 12"}, {"role": "representative", "q": "Ada"}],
)
def test_officials_are_found_by_name_identifier_and_area(congress, query):
    page = signed_in(*VIEWER).get(list_url("official"), query).content.decode()
    assert "Ada Alder" in page
    assert "Ben Birch" not in page


def test_filters_and_nonsense_in_the_address(congress):
    client = signed_in(*VIEWER)
    assert "Ada Alder" in client.get(list_url("official"), {"in": "US"}).content.decode()
    assert "Ada Alder" not in client.get(list_url("official"), {"in": "AM"}).content.decode()
    assert "90001" in client.get(list_url("postcodearea"), {"in": "US", "q": "9000"}).content.decode()
    assert "California (CA)" in client.get(list_url("area"), {"of": "district"}).content.decode()
    assert ">Guam<" not in client.get(list_url("area"), {"of": "district"}).content.decode()
    assert "96910" not in client.get(list_url("postcodearea"), {"q": "9000"}).content.decode()
    for query in ({"in_office": "x"}, {"role": "x"}, {"in": "x"}, {"list": "x"}, {"q": "'\"%\0"}, {"p": "9999"}):
        assert client.get(list_url("official"), query).status_code in (200, 302), query
    for query in ({"role": "\0"}, {"in": "\0"}, {"list": "\0"}):
        assert client.get(list_url("official"), query).status_code == 400, query


def test_viewers_read_officials_and_change_none(congress):
    client = signed_in(*VIEWER)
    ada = Official.objects.get(identifier="A000001")
    page = client.get(change_url(ada))
    assert "Oakton" in page.content.decode()
    assert "ended" in page.content.decode()
    assert client.post(change_url(ada), {"full_name": "Other"}).status_code == 403
    assert client.get(reverse("admin:officials_official_add")).status_code == 403


def test_an_administrator_adds_a_term_by_hand(congress):
    client = signed_in(*VIEWER, "officials.change_official")
    ada = Official.objects.get(identifier="A000001")
    form = form_values(client.get(change_url(ada)))
    number = int(form["terms-TOTAL_FORMS"])
    added = {
        "office": "Chair",
        "role": "chair",
        "area": Area.objects.get(code="US").pk,
        "start": "2026-01-01",
        "id": "",
    }
    new = {f"terms-{number}-{name}": value for name, value in added.items()} | {"terms-TOTAL_FORMS": number + 1}
    backwards = client.post(change_url(ada), form | new | {f"terms-{number}-end": "2025-01-01"})
    assert "A term cannot end before it begins." in errors(backwards)
    assert client.post(change_url(ada), form | new | {"note": "Met in May"}).status_code == 302
    assert ada.terms.filter(role="chair").count() == 1
    ada.refresh_from_db()
    assert ada.note == "Met in May"


def test_imports_are_read_and_never_changed(congress):
    client = signed_in(superuser=True)
    record = DataImport.objects.latest_of("bioguide")
    page = client.get(change_url(record)).content.decode()
    assert "Ada Alder (bioguide A000001)" in page
    assert client.post(change_url(record), {"dataset": "x"}).status_code == 403
    assert client.post(reverse("admin:officials_dataimport_delete", args=[record.pk])).status_code == 403
    assert "11 added" not in page
    assert "4 added" in client.get(list_url("dataimport")).content.decode()


def test_a_postcode_typed_in_the_admin_is_kept_in_one_form(congress):
    client = signed_in(superuser=True)
    url = reverse("admin:officials_postcodearea_add")
    area = Area.objects.get(code="CA-11").pk
    wrong = client.post(url, {"country": "US", "postcode": "9001", "area": area, "share": "1"})
    assert "no postcode of this country" in " ".join(errors(wrong))
    assert client.post(url, {"country": "US", "postcode": "90005-1234", "area": area, "share": "1"}).status_code == 302
    assert PostcodeArea.objects.filter(postcode="90005").exists()
    assert client.post(url, {"country": "US", "postcode": "90006", "area": "\0", "share": "x"}).status_code == 200
    twice = client.post(url, {"country": "US", "postcode": "90005", "area": area, "share": "2"})
    assert len(errors(twice)) >= 1


def test_an_area_that_somebody_decides_for_is_not_deleted(congress):
    client = signed_in(superuser=True)
    area = Area.objects.get(code="CA-12")
    client.post(reverse("admin:officials_area_delete", args=[area.pk]), {"post": "yes"})
    assert Area.objects.filter(pk=area.pk).exists()
