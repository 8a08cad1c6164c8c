"""Files of members of Congress: what becomes of them, again and again, and what is refused whole."""

import time
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from officials.models import Area, DataImport, Office, Official, Term
from tests.officials.files import MEMBERS, OFFICES, without

pytestmark = pytest.mark.django_db

REAL = Path(settings.BASE_DIR).parent / "shared" / "data"
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel("2026-06-15T12:00:00Z", tick=False):
        yield


def test_members_come_in_with_areas_terms_and_offices(bring):
    said = bring(offices=OFFICES, as_of=date(2026, 6, 1))
    assert "officials: 4 added" in said
    assert list(Area.objects.values_list("code", "kind", "parent__code").order_by("code")) == [
        ("CA", "state", "US"), ("CA-11", "district", "CA"), ("CA-12", "district", "CA"),
        ("GU", "state", "US"), ("GU-0", "district", "GU"), ("US", "country", None),
    ]  # fmt: skip
    ada = Official.objects.get(scheme="bioguide", identifier="A000001")
    assert (ada.full_name, ada.given_name, ada.family_name) == ("Ada Alder", "Ada", "Alder")
    assert ada.web_address == "https://alder.example.gov"
    assert Official.objects.get(identifier="C000003").full_name == "Cleo Cedar Jr."
    assert Term.objects.get(official__identifier="D000004").office == "Delegate"
    assert [(term.role, term.area.code) for term in ada.terms.all()] == [
        ("representative", "CA-12"),
        ("representative", "CA-11"),
    ]
    oakton = Office.objects.get(identifier="A000001-oakton")
    assert (oakton.suite, oakton.region, oakton.latitude, oakton.is_capital) == ("5", "CA", 34.1, False)
    capital = Office.objects.get(is_capital=True)
    assert (capital.postcode, capital.phone) == ("20515", "202-555-0100")
    record = DataImport.objects.get()
    assert (record.dataset, record.as_of, record.counts["offices"]) == ("bioguide", date(2026, 6, 1), {"added": 2})


def test_a_second_run_changes_nothing_and_says_so(bring):
    bring(offices=OFFICES)
    before = list(Term.objects.values())
    with CaptureQueriesContext(connection) as captured:
        said = bring(offices=OFFICES)
    assert "Nothing changed" in said
    writes = [query["sql"] for query in captured if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len(writes) == 1, "the record of the import alone"
    assert list(Term.objects.values()) == before


def test_a_dry_run_tells_the_same_and_writes_nothing(bring):
    said = bring(offices=OFFICES, dry_run=True, verbosity=2)
    assert "officials: 4 added" in said
    assert "added: Ada Alder (bioguide A000001)" in said
    assert "dry run" in said
    assert not any(model.objects.exists() for model in (Area, Official, Office, DataImport))


def test_what_changed_in_the_file_changes_and_what_staff_wrote_stays(bring):
    bring()
    Official.objects.filter(identifier="A000001").update(note="Met in May", email="ada@example.org")
    said = bring(
        MEMBERS.replace("202-555-0100", "202-555-0199").replace("official_full: Ada", "official_full: Dr. Ada"),
        verbosity=2,
    )
    assert "changed: Dr. Ada Alder (bioguide A000001) (full_name)" in said
    ada = Official.objects.get(identifier="A000001")
    assert (ada.full_name, ada.note, ada.email) == ("Dr. Ada Alder", "Met in May", "ada@example.org")
    assert ada.terms.get(start="2025-01-03").phone == ada.offices.get().phone == "202-555-0199"


def test_who_is_not_in_the_file_leaves_office_and_is_kept(bring):
    bring(offices=OFFICES)
    said = bring(without(MEMBERS, "A000001"), offices=without(OFFICES, "x"), as_of=date(2026, 6, 10))
    assert "1 ended" in said
    ada = Official.objects.get(identifier="A000001")
    assert [term.end for term in ada.terms.all()] == [date(2026, 6, 9), date(2023, 1, 3)]
    assert not Official.objects.current(TODAY).filter(pk=ada.pk).exists()
    assert ada.offices.filter(is_capital=True).get().gone
    assert "Nothing changed" in bring(without(MEMBERS, "A000001"), as_of=date(2026, 6, 11))
    bring(offices=OFFICES, as_of=date(2026, 6, 12))
    assert Official.objects.current(TODAY).filter(pk=ada.pk).exists()
    assert not ada.offices.filter(gone=True).exists()


def test_a_term_that_had_not_begun_is_taken_out_again(bring):
    later = MEMBERS.replace(
        "start: '2025-01-03', end: '2027-01-03', state: GU", "start: '2027-01-03', end: '2029-01-03', state: GU"
    )
    bring(later)
    assert "1 removed" in bring(without(MEMBERS, "D000004"))
    assert not Term.objects.filter(official__identifier="D000004").exists()


def test_offices_of_an_unknown_person_are_passed_over(bring):
    said = bring(offices=OFFICES.replace("A000001}", "Z000009}"))
    assert "offices: 2 passed over" in said
    assert "nobody is bioguide Z000009" in said


@pytest.mark.parametrize("wrong", ["441.5", "north", "nan", "inf"])
def test_an_office_beyond_the_globe_has_no_place_on_it_and_the_report_tells_it(bring, wrong):
    said = bring(offices=OFFICES.replace("34.1", wrong))
    assert f"offices, line 3: “latitude”: “{wrong}” is no latitude" in said
    oakton = Office.objects.get(identifier="A000001-oakton")
    assert (oakton.city, oakton.latitude, oakton.longitude) == ("Oakton", None, None)


def test_a_broken_web_address_is_left_out_and_told(bring):
    said = bring(MEMBERS.replace("https://birch", "javascript:birch"))
    assert "line 23: “contact_form”: “javascript:birch.example.gov/c” is no web address" in said
    assert Term.objects.get(official__identifier="B000002").contact_form == ""


def test_without_a_file_of_offices_those_that_are_there_stay(bring):
    bring(offices=OFFICES)
    bring()
    assert Office.objects.open().filter(is_capital=False).count() == 2


def test_an_older_file_does_not_put_the_clock_back(bring, refused):
    bring(as_of=date(2026, 6, 10))
    assert "put the clock back" in refused(bring, as_of=date(2026, 6, 9))
    assert "future" in refused(bring, as_of=date(2026, 6, 16))


def test_half_a_file_does_not_empty_a_parliament(bring, refused):
    many = "".join(
        f"- id: {{bioguide: X{number:06}}}\n  name: {{last: N{number}}}\n"
        f"  terms: [{{type: rep, start: '2025-01-03', end: '2027-01-03', state: CA, district: {number}}}]\n"
        for number in range(1, 13)
    )
    bring(many)
    few = "- id:".join(many.split("- id:")[:5])
    assert "8 of the 12 in office would leave" in refused(bring, few)
    assert Official.objects.current(TODAY).count() == 12
    bring(few, allow_many_gone=True)
    assert Official.objects.current(TODAY).count() == 4


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("  \n", "the file is empty"),
        ("{}", "no list of members"),
        ("- just words", "entry 1"),
        (BOMB, "line 1: anchors and aliases"),
        ("- !!python/object/apply:os.system [ls]", "line 1: tags"),
        ("[" * 5000, "nested more deeply"),
        ("- a: 1\n  a: 2\n", "line 2: “a” stands here twice"),
        ("- ? [1]\n  : 2\n", "must be text"),
        ("- a: [1, 2\n- b\n", "broken as YAML"),
        ("--- []\n--- []\n", "line 2: a second document"),
        ("- a: \x07\n", "broken as YAML"),
        ("- a: \0\n", "NUL"),
        (MEMBERS.encode("utf-16"), "UTF-16"),
        (MEMBERS.replace("Ada", "Adé").encode("latin-1"), "line 6: this is not in UTF-8"),
        (MEMBERS.replace("bioguide: B000002", "lis: S1"), "line 20: “bioguide” is missing"),
        (MEMBERS.replace("B000002", "nonsense"), "line 20: “nonsense” is no bioguide"),
        (MEMBERS.replace("B000002", "A000001"), "A000001 is there twice"),
        (MEMBERS.replace("last: Birch", "x: y"), "“last” is missing"),
        (MEMBERS.replace("'2031-01-03'", "soon"), "line 23: “end”: “soon” is no day"),
        (MEMBERS.replace("'2031-01-03'", "'2021-01-03'"), "ends before it begins"),
        (MEMBERS.replace("type: sen", "type: king"), "the type “king”"),
        (MEMBERS.replace("district: 0", "district: north"), "no number of a district"),
        (MEMBERS.replace("state: GU", "state: Guam"), "“Guam” is no state"),
        (MEMBERS.replace("last: Birch", f"last: {'B' * 500}"), "at most"),
        (MEMBERS.replace("name: {first: Ben, last: Birch}", "name: Ben"), "“name” is missing, or is no mapping"),
        (MEMBERS.replace("party: Blue, contact", "party: [Blue], contact"), "“party” must be text"),
    ],
)
def test_a_wrong_file_is_refused_whole_with_its_line(bring, refused, text, words):
    told = refused(bring, text)
    assert words in told
    assert "Nothing was imported." in told
    assert not Official.objects.exists()
    assert not DataImport.objects.exists()


def test_a_wrong_file_of_offices_is_named(bring, refused):
    told = refused(bring, offices=OFFICES.replace("id: A000001-elmton, ", ""))
    assert told.startswith("offices: line 4: “id” is missing")
    told = refused(bring, offices=OFFICES.replace("Oakton", "O" * 200))
    assert told.startswith("offices: line 3: “city”")
    assert not Official.objects.exists()


def test_files_that_are_not_there_or_too_large_are_refused(bring, refused, monkeypatch):
    from django.core.management import call_command

    told = refused(call_command, "import_officials", "/nowhere/x.yaml", format="congress-legislators")
    assert "cannot be read" in told
    monkeypatch.setattr("officials.importing.files.MAX_BYTES", 100)
    assert "larger than" in refused(bring)


@pytest.mark.skipif(not REAL.exists(), reason="needs the files of Congress in ../shared/data")
def test_the_files_of_congress_load_whole_and_a_second_time_change_nothing(bring):
    members = (REAL / "legislators-current.yaml").read_bytes()
    offices = (REAL / "legislators-district-offices.yaml").read_bytes()
    began = time.process_time()
    bring(members, offices=offices, as_of=TODAY)
    assert time.process_time() - began < 30
    assert Official.objects.count() == 537
    assert Official.objects.current(TODAY).count() == 537
    assert Office.objects.filter(is_capital=False).count() == 1312
    assert Term.objects.count() == 2792
    assert Area.objects.filter(kind="state").count() == 56
    assert "Nothing changed" in bring(members, offices=offices, as_of=TODAY)
