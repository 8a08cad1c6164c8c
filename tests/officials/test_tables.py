"""Plain tables of any country, and of postcodes: columns, broken rows in the middle, repeated runs."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from officials.models import Area, Office, Official, PostcodeArea, Term
from tests.officials.files import PEOPLE, POSTCODES

pytestmark = pytest.mark.django_db

OFFICES = (
    "scheme,identifier,office,address,city,phone,is_capital\nam-parliament,1,yerevan,1 Main St.,Yerevan,+374 10,yes\n"
)


@pytest.fixture
def bring_table(bring):
    def importer(text=PEOPLE, **options):
        return bring(text, form="csv", **options)

    return importer


def test_a_table_brings_in_people_areas_and_terms(bring_table):
    said = bring_table(offices=OFFICES)
    assert "officials: 2 added" in said
    anahit = Official.objects.get(scheme="am-parliament", identifier="1")
    assert (anahit.email, anahit.terms.get().end) == ("anahit@example.am", None)
    assert Area.objects.get(code="AM-SH").parent == Area.objects.get(code="AM", name="Armenia", kind="country")
    assert (anahit.offices.get().city, anahit.offices.get().is_capital) == ("Yerevan", True)
    assert "Nothing changed" in bring_table(offices=OFFICES)


def test_the_examples_of_the_documentation_can_be_imported(bring_table, bring, bring_postcodes):
    text = (Path(settings.BASE_DIR) / "docs" / "officials.md").read_text("utf-8")
    people, zips = re.findall(r"```\n((?:scheme|postcode),.*?)```", text, re.DOTALL)
    assert "officials: 2 added" in bring_table(people)
    bring()
    assert "postcodes: 3 added" in bring_postcodes(zips)


def test_columns_that_are_not_there_change_nothing_and_empty_cells_empty(bring_table):
    bring_table()
    lines = [line.split(",") for line in PEOPLE.splitlines()]
    bring_table("\n".join(",".join(cells[:4] + cells[5:]) for cells in lines))
    assert Official.objects.get(identifier="1").email == "anahit@example.am"
    bring_table(PEOPLE.replace("anahit@example.am", ""))
    assert Official.objects.get(identifier="1").email == ""


def test_a_table_ends_terms_of_its_own_lists_alone(bring_table):
    bring_table()
    other = Official.objects.create(scheme="own", identifier="1", full_name="Added by Hand")
    Term.objects.create(
        official=other, area=Area.objects.get(code="AM"), office="Mayor", role="mayor", start="2020-01-01"
    )
    bring_table("\n".join(PEOPLE.splitlines()[:2]))
    assert set(Official.objects.current(date(2099, 1, 1))) == {
        other,
        Official.objects.get(scheme="am-parliament", identifier="1"),
    }


def test_spreadsheets_of_other_countries_and_areas_without_people_are_read(bring_table):
    text = "\ufeff" + PEOPLE.replace(",", ";").replace("\n", "\r\n") + ";;;;;AM;AM-LO;region;Lori;;;;;\r\n"
    bring_table(text)
    assert Area.objects.filter(code="AM-LO", kind="region", parent__code="AM").exists()
    assert Official.objects.count() == 2


def test_areas_lie_in_each_other_whatever_their_order(bring_table):
    head, first, second = PEOPLE.splitlines()
    rows = [f"{head},parent_code", f"{first},", f"{second},AM-N", ",,,,,AM,AM-N,province,North,,,,,,"]
    bring_table("\n".join(rows))
    assert [area.code for area in Area.objects.get(code="AM-SH").lineage()] == ["AM-SH", "AM-N", "AM"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("scheme,identifier", "scheme,id"), "line 1: the head lacks: identifier"),
        (("family_name", "surname"), "line 1: unknown columns: surname"),
        (("family_name", "party"), "line 1: the head names “party” twice"),
        (("Party B,2021-08-02,", "Party B,2021-08-02"), "line 3: there are 13 cells, and 14 in the head"),
        (("Party B,2021-08-02", "Party B,02.08.2021"), "line 3: “start”: “02.08.2021” is no day"),
        (("Party B,2021-08-02", "Party B,"), "line 3: “start” is empty"),
        (("Party B,2021-08-02,", "Party B,2021-08-02,2020-01-01"), "line 3: a term ends before it begins"),
        (("2,Davit", "1,Davit"), "line 3: 1 is told differently in line 2"),
        (("Davit Harutyunyan", ""), "line 3: “full_name” is empty"),
        ((",,AM,AM-SH", ",nobody,AM,AM-SH"), "line 3: “email”"),
        (("AM,AM-SH", "Armenia,AM-SH"), "line 3: “ARMENIA” is no country"),
        (("region,Shirak", ",Shirak"), "line 3: the area AM-SH is new"),
        (("Parliament,mp,Party B", "Parliament,M. P.,Party B"), "line 3: the role “M. P.”"),
        (("Davit", '"Davit'), "line 3: this is broken as CSV"),
        ((PEOPLE.split("\n", 1)[1], ""), "no row below the head"),
        ((PEOPLE.split("\n", 1)[1], ",,,,,AM,AM,,,,,,,\n"), "no row has an identifier"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_half_done(bring_table, refused, change, words):
    assert change[0] in PEOPLE
    assert words in refused(bring_table, PEOPLE.replace(*change))
    assert not Official.objects.exists()
    assert not Area.objects.exists()


def test_an_area_in_itself_or_in_an_unknown_one_is_refused(bring_table, refused):
    head, _first, second = PEOPLE.splitlines()
    assert "“AM-X” is neither in the file nor known" in refused(bring_table, f"{head},parent_code\n{second},AM-X\n")
    bring_table(f"{head},parent_code\n{second},\n,,,,,AM,AM-N,province,North,,,,,,AM-SH\n")
    told = refused(bring_table, f"{head},parent_code\n{second},AM-N\n")
    assert "lies in itself" in told


def test_postcodes_come_in_change_and_go(bring, bring_postcodes):
    bring()
    assert "postcodes: 4 added" in bring_postcodes()
    assert "Nothing changed" in bring_postcodes()
    said = bring_postcodes("postcode,area,share\n90001-0001,CA-12,1\n90002,CA-12,.6\n90002,CA-11,.4\n", dry_run=True)
    assert "1 unchanged, 2 changed, 1 removed" in said
    assert PostcodeArea.objects.count() == 4
    bring_postcodes("postcode;area\n90001;CA-11\n")
    assert [(row.postcode, row.area.code, row.share) for row in PostcodeArea.objects.all()] == [("90001", "CA-11", 1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (POSTCODES.replace("90002,CA-11,0.3", "90002,CA-11,lots"), "line 4: “share”: “lots” is no number"),
        (POSTCODES.replace("90002,CA-11,0.3", "90002,CA-11,0"), "line 4: “share” is 0"),
        (POSTCODES.replace("90002,CA-11,0.3", "90002,CA-11,nan"), "line 4"),
        (POSTCODES.replace("90002,CA-11,0.3", "90002,CA-99,0.3"), "line 4: US has no area “CA-99”"),
        (POSTCODES.replace("90002,CA-11,0.3", "90002-1111,CA-12,0.3"), "line 4: 90002-1111 in CA-12 stands in line 3"),
        (
            POSTCODES.replace("90002,CA-11", "2139,CA-11"),
            "line 4: “2139” is no postcode of US. Was a leading zero lost",
        ),
        (POSTCODES.replace("90002,CA-11,0.3", "90002,CA-11"), "line 4: there are 2 cells"),
        ("postcode,region\n1,2\n", "the head lacks: area"),
        ("", "the file is empty"),
    ],
)
def test_a_broken_row_of_postcodes_is_named_and_nothing_is_half_done(bring, bring_postcodes, refused, text, words):
    bring()
    assert words in refused(bring_postcodes, text)
    assert not PostcodeArea.objects.exists()


def test_half_a_table_of_postcodes_does_not_empty_a_country(bring, bring_postcodes, refused):
    bring()
    bring_postcodes("postcode,area\n" + "".join(f"{number},CA-12\n" for number in range(90001, 90021)))
    assert "15 of 20" in refused(
        bring_postcodes, "postcode,area\n" + "".join(f"{n},CA-12\n" for n in range(90001, 90006))
    )
    assert PostcodeArea.objects.count() == 20
    assert "no country" in refused(bring_postcodes, country="USA")


def test_offices_of_a_table_that_are_gone_are_kept(bring_table):
    bring_table(offices=OFFICES)
    bring_table(offices=OFFICES.replace("yerevan,", "gyumri,"))
    assert set(Office.objects.values_list("identifier", "gone")) == {("yerevan", True), ("gyumri", False)}
