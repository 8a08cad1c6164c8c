"""An invented country with those who decide in it. Its code is one that ISO 3166-1 leaves to everybody (QM to QZ)."""

from datetime import date
from typing import TYPE_CHECKING, Final

from advocacy_site.demo.shapes import OfficialText
from officials.models import Area, DataImport, Office, Official, PostcodeArea, Term

if TYPE_CHECKING:
    from advocacy_site.demo.loading import Loading

COUNTRY: Final = "QO"
SCHEME: Final = "sample"

# Code, kind, name, and what it is part of.
AREAS: Final = (
    ("QO", "country", "Land of the Orlune (invented)", ""),
    ("QO-U", "district", "Upper Orlune", "QO"),
    ("QO-L", "district", "Lower Orlune", "QO"),
    ("QO-T", "district", "Lindrel and Kestre", "QO"),
)
POSTCODES: Final = (("7101", "QO-U"), ("7102", "QO-U"), ("7201", "QO-L"), ("7202", "QO-L"), ("7301", "QO-T"))

OFFICIALS: Final = (
    OfficialText(
        key="dunmore",
        name="Agnes Dunmore",
        office="Director of the Basin Authority",
        role="director",
        area="QO",
        phone="+00 555 0140",
        hours="Monday to Thursday, 9 to 12",
    ),
    OfficialText(
        key="velt",
        name="Tomas Velt",
        office="Member of the Basin Assembly",
        role="member",
        area="QO-U",
        email="velt@assembly.example.org",
        phone="+00 555 0141",
        stance="committed",
        source="assembly-minutes",
    ),
    OfficialText(
        key="okono",
        name="Miriam Okono",
        office="Member of the Basin Assembly",
        role="member",
        area="QO-L",
        email="okono@assembly.example.org",
        stance="committed",
        source="assembly-minutes",
    ),
    OfficialText(
        key="tarrow",
        name="Lew Tarrow",
        office="Member of the Basin Assembly",
        role="member",
        area="QO-T",
        phone="+00 555 0143",
        stance="opposed",
        source="assembly-minutes",
    ),
    OfficialText(key="lisk", name="Hanna Lisk", office="Minister for Waters", role="minister", area="QO"),
)


def add_officials(run: "Loading") -> dict[str, Official]:
    """Add the country and those who decide in it, unless it is there; return them by key."""
    if not Area.objects.filter(country=COUNTRY).exists():
        _add_country(run)
    known = {official.identifier: official for official in Official.objects.filter(scheme=SCHEME)}
    for text in OFFICIALS:
        if text.key not in known:
            known[text.key] = _add(text)
            run.count("decision makers")
    return known


def _add_country(run: "Loading") -> None:
    areas: dict[str, Area] = {}
    for code, kind, name, parent in AREAS:
        areas[code] = Area.objects.create(
            country=COUNTRY, code=code, kind=kind, name=name, parent=areas[parent] if parent else None
        )
    for postcode, code in POSTCODES:
        PostcodeArea.objects.create(country=COUNTRY, postcode=postcode, area=areas[code])
    DataImport.objects.create(
        dataset="sample", format="sample", file="written by hand", as_of=run.now.date(), imported_at=run.now
    )


def _add(text: OfficialText) -> Official:
    given, family = text.name.rsplit(" ", 1)
    official = Official.objects.create(
        scheme=SCHEME,
        identifier=text.key,
        full_name=text.name,
        given_name=given,
        family_name=family,
        email=text.email,
        note="Invented.",
    )
    Term.objects.create(
        official=official,
        area=Area.objects.get(country=COUNTRY, code=text.area),
        office=text.office,
        role=text.role,
        start=date(2024, 1, 8),
        phone=text.phone,
    )
    if text.hours:
        Office.objects.create(
            official=official,
            identifier="1",
            name="Basin Authority",
            address="1 Quay",
            city="Port Orlune",
            phone=text.phone,
            hours=text.hours,
            is_capital=True,
        )
    return official
