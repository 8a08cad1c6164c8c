"""Decision makers of any country in a plain table, one row for each term in office; docs/officials.md explains it.

A second table may hold their offices. A row without identifier describes an area alone.
"""

import re
from pathlib import Path
from typing import Any, Final

from officials.importing import files, tables
from officials.importing.records import AreaRow, Dataset, Key, OfficeRow, OfficialRow, TermRow, Unreadable, named

AREA: Final = ("country", "area_code", "area_kind", "area_name", "parent_code")
PERSON: Final = ("full_name", "given_name", "family_name", "email", "web_address")
TERM: Final = ("office", "role", "party", "start", "end", "phone", "contact_form")
NEEDED: Final = ("scheme", "identifier", "full_name", "country", "area_code", "office", "role", "start")
COLUMNS: Final = ("scheme", "identifier", *PERSON, *AREA, *TERM)
OFFICE_TEXTS: Final = (
    "name", "building", "suite", "address", "city", "region", "postcode", "phone", "fax", "hours",
)  # fmt: skip
OFFICE_COLUMNS: Final = ("scheme", "identifier", "office", *OFFICE_TEXTS, "latitude", "longitude", "is_capital")
COUNTRY_CODE: Final = re.compile(r"[A-Z]{2}")
ROLE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
YES_NO: Final = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False, "": False}


def read(path: Path, offices: Path | None) -> Dataset:
    """Return what the table says, and the one of offices where it is given. Raises Unreadable, OSError."""
    data = Dataset(format="csv")
    for row in tables.rows(files.read_text(path), needed=NEEDED, allowed=COLUMNS):
        area = _read_area(data, row)
        if row.cell("identifier"):
            _read_term(data, row, _read_person(data, row), area)
    if not data.officials:
        raise Unreadable("no row has an identifier: there is nobody in this file.")
    if offices is not None:
        data.offices, data.offices_file = {}, offices.name
        with named(offices.name):
            for row in tables.rows(files.read_text(offices), needed=OFFICE_COLUMNS[:3], allowed=OFFICE_COLUMNS):
                _read_office(data.offices, row)
    return data


def _read_area(data: Dataset, row: tables.Row) -> Key:
    """Note the area of a row, and its country; what other rows say of the same area must not differ."""
    country, code = row.needed("country").upper(), row.needed("area_code")
    if not COUNTRY_CODE.fullmatch(country):
        raise Unreadable(f"“{country[:40]}” is no country: two letters (ISO 3166-1), such as AM.", row.line)
    key, root = (country, code), (country, country)
    fields = {name.removeprefix("area_"): row.cell(name) for name in ("area_kind", "area_name") if row.cell(name)}
    known = data.areas.get(key, AreaRow(key, {}, "", row.line))
    parent = row.cell("parent_code")
    if any(known.fields.get(name, value) != value for name, value in fields.items()) or (
        parent and known.parent not in ("", parent)
    ):
        raise Unreadable(f"the area {code} is told differently in line {known.line}.", row.line)
    data.areas[key] = AreaRow(key, known.fields | fields, parent or known.parent, known.line)
    data.areas.setdefault(root, AreaRow(root, {}, "", row.line))
    return key


def _read_person(data: Dataset, row: tables.Row) -> Key:
    key = (row.needed("scheme"), row.needed("identifier"))
    fields = {name: row.cell(name) for name in PERSON if row.has(name)}
    row.needed("full_name")
    known = data.officials.get(key)
    if known is not None and known.fields != fields:
        raise Unreadable(f"{key[1]} is told differently in line {known.line}.", row.line)
    data.officials.setdefault(key, OfficialRow(key, fields, row.line))
    data.schemes.add(key[0])
    return key


def _read_term(data: Dataset, row: tables.Row, official: Key, area: Key) -> None:
    role, start = row.needed("role"), row.day("start")
    if not ROLE.fullmatch(role):
        raise Unreadable(f"the role “{role[:60]}” must be small letters, digits and hyphens.", row.line)
    if start is None:
        raise Unreadable("“start” is empty.", row.line)
    fields: dict[str, Any] = {
        name: row.cell(name) for name in ("office", "party", "phone", "contact_form") if row.has(name)
    }
    fields |= {"office": row.needed("office"), "area": area, "end": row.day("end")}
    key = (official, role, start)
    if key in data.terms:
        raise Unreadable(f"this term stands in line {data.terms[key].line} already.", row.line)
    data.terms[key] = TermRow(official, area, role, start, fields, row.line)


def _read_office(offices: dict[tuple[Key, str], OfficeRow], row: tables.Row) -> None:
    official, identifier = (row.needed("scheme"), row.needed("identifier")), row.needed("office")
    if (official, identifier) in offices:
        raise Unreadable(f"the office {identifier} of {official[1]} is there twice.", row.line)
    fields: dict[str, Any] = {name: row.cell(name) for name in OFFICE_TEXTS if row.has(name)}
    for name in ("latitude", "longitude"):
        if row.has(name):
            number = row.number(name)
            fields[name] = None if number is None else float(number)
    if row.has("is_capital"):
        if row.cell("is_capital").lower() not in YES_NO:
            raise Unreadable("“is_capital” is yes or no.", row.line)
        fields["is_capital"] = YES_NO[row.cell("is_capital").lower()]
    offices[official, identifier] = OfficeRow(official, identifier, fields, row.line)
