"""Members of the United States Congress and their offices, as github.com/unitedstates/congress-legislators keeps them.

Two files of it are read: `legislators-current.yaml`, and `legislators-district-offices.yaml` on request. Its fields are
described in that repository's README; the data is in the public domain (CC0). Senators hold office for their state,
representatives for a district; a district that is the whole of its state or territory is number 0.
"""

import math
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from officials.importing import files, yaml_files
from officials.importing.records import AreaRow, Dataset, Key, OfficeRow, OfficialRow, TermRow, Unreadable, named
from officials.importing.states import NON_VOTING, STATES
from officials.models.areas import COUNTRY

SCHEME: Final = "bioguide"
US: Final = "US"
BIOGUIDE: Final = re.compile(r"[A-Z][0-9]{6}")
STATE: Final = re.compile(r"[A-Z]{2}")
CAPITAL_ADDRESS: Final = re.compile(
    r"(?P<address>.*?)[,;]? Washington,? DC (?P<postcode>[0-9]{5})(?:-[0-9]{4})?", re.IGNORECASE
)
ROLES: Final = {"sen": ("senator", "Senator"), "rep": ("representative", "Representative")}
is_web_address: Final = URLValidator(schemes=["http", "https"])
OFFICE_FIELDS: Final = {
    "building": "building", "suite": "suite", "address": "address", "city": "city", "state": "region", "zip": "postcode",
    "phone": "phone", "fax": "fax", "hours": "hours",
}  # fmt: skip


def read(path: Path, offices: Path | None) -> Dataset:
    """Return what the file of members says, and the one of offices where it is given. Raises Unreadable, OSError."""
    data = Dataset(format="congress-legislators", schemes={SCHEME}, capital_offices={})
    data.areas[US, US] = AreaRow((US, US), {"kind": COUNTRY, "name": "United States"}, "", 0)
    for member in _mappings(path):
        _read_member(data, member)
    if offices is not None:
        data.offices, data.offices_file = {}, offices.name
        with named(offices.name):
            for member in _mappings(offices):
                _read_offices(data, data.offices, member)
    return data


def _mappings(path: Path) -> list[yaml_files.Mapping]:
    members = yaml_files.load(files.read_text(path))
    if not isinstance(members, list) or not members:
        raise Unreadable("this is no list of members; is it the right file?")
    for number, member in enumerate(members, start=1):
        if not isinstance(member, yaml_files.Mapping):
            raise Unreadable(f"entry {number} of the list is no member.")
    return members


def _read_member(data: Dataset, member: yaml_files.Mapping) -> None:
    key = _key(member)
    if key in data.officials:
        raise Unreadable(f"{key[1]} is there twice.", member.line)
    name = _mapping(member, "name")
    family = _text(name, "last", needed=True)
    given = _text(name, "first")
    terms = [_read_term(data, key, term) for term in _list(member, "terms")]
    if not terms:
        raise Unreadable(f"{key[1]} has no term.", member.line)
    latest, said = max(terms, key=lambda pair: pair[0].start)
    fields = {
        "full_name": _text(name, "official_full") or " ".join(filter(None, [given, family, _text(name, "suffix")])),
        "given_name": given,
        "family_name": family,
        "web_address": latest.fields["web_address"],
    }
    data.officials[key] = OfficialRow(key, fields, member.line)
    if data.capital_offices is not None and _text(said, "address"):
        office = _capital_office(key, said)
        data.capital_offices[key, office.identifier] = office


def _read_term(data: Dataset, official: Key, term: Any) -> tuple[TermRow, yaml_files.Mapping]:
    """Return a term, and the mapping that it was read from."""
    if not isinstance(term, yaml_files.Mapping):
        raise Unreadable(f"a term of {official[1]} is no mapping.")
    kind = _text(term, "type", needed=True)
    if kind not in ROLES:
        raise Unreadable(f"a term of the type “{kind[:40]}”: only sen and rep are known.", term.line)
    state = _text(term, "state", needed=True)
    if not STATE.fullmatch(state):
        raise Unreadable(f"“{state[:40]}” is no state.", term.line)
    role, office = ROLES[kind]
    area = _state(data, state, term.line) if kind == "sen" else _district(data, state, term)
    fields = {
        "area": area,
        "office": NON_VOTING.get(state, office) if kind == "rep" else office,
        "party": _text(term, "party"),
        "end": _date(term, "end"),
        "phone": _text(term, "phone"),
        "contact_form": _web_address(data, term, "contact_form"),
        "web_address": _web_address(data, term, "url"),
    }
    row = TermRow(official, area, role, _date(term, "start"), fields, term.line)
    if (official, role, row.start) in data.terms:
        raise Unreadable(f"{official[1]} has two terms as {office} from {row.start} on.", term.line)
    data.terms[official, role, row.start] = row
    return row, term


def _state(data: Dataset, state: str, line: int) -> Key:
    row = AreaRow((US, state), {"kind": "state", "name": STATES.get(state, state)}, US, line)
    data.areas.setdefault(row.key, row)
    return row.key


def _district(data: Dataset, state: str, term: yaml_files.Mapping) -> Key:
    number = _text(term, "district", needed=True)
    if not re.fullmatch(r"[0-9]{1,3}", number):
        raise Unreadable(f"“{number[:40]}” is no number of a district.", term.line)
    _state(data, state, term.line)
    name = STATES.get(state, state)
    named = f"{name}, district {int(number)}" if int(number) else f"{name}, at large"
    row = AreaRow((US, f"{state}-{int(number)}"), {"kind": "district", "name": named}, state, term.line)
    data.areas.setdefault(row.key, row)
    return row.key


def _capital_office(official: Key, term: yaml_files.Mapping) -> OfficeRow:
    """Return the office in Washington, whose whole address is one line in the file."""
    whole = _text(term, "address")
    found = CAPITAL_ADDRESS.fullmatch(whole)
    fields = {
        "address": found["address"] if found else whole,
        "city": "Washington" if found else "",
        "region": "DC" if found else "",
        "postcode": found["postcode"] if found else "",
        "phone": _text(term, "phone"),
        "fax": _text(term, "fax"),
    }
    return OfficeRow(official, f"{official[1]}-capital", fields, term.line)


def _read_offices(data: Dataset, offices: dict[tuple[Key, str], OfficeRow], member: yaml_files.Mapping) -> None:
    key = _key(member)
    for office in _list(member, "offices"):
        if not isinstance(office, yaml_files.Mapping):
            raise Unreadable(f"an office of {key[1]} is no mapping.", member.line)
        identifier = _text(office, "id", needed=True)
        if (key, identifier) in offices:
            raise Unreadable(f"the office {identifier} is there twice.", office.line)
        fields: dict[str, Any] = {ours: _text(office, theirs) for theirs, ours in OFFICE_FIELDS.items()}
        fields |= _degrees(data, office)
        offices[key, identifier] = OfficeRow(key, identifier, fields, office.line)


def _key(member: yaml_files.Mapping) -> Key:
    identifier = _text(_mapping(member, "id"), "bioguide", needed=True)
    if not BIOGUIDE.fullmatch(identifier):
        raise Unreadable(f"“{identifier[:40]}” is no bioguide identifier, such as C000127.", member.line)
    return SCHEME, identifier


def _mapping(owner: yaml_files.Mapping, name: str) -> yaml_files.Mapping:
    value = owner.get(name)
    if not isinstance(value, yaml_files.Mapping):
        raise Unreadable(f"“{name}” is missing, or is no mapping.", owner.line)
    return value


def _list(owner: yaml_files.Mapping, name: str) -> list[Any]:
    value = owner.get(name)
    if not isinstance(value, list):
        raise Unreadable(f"“{name}” is missing, or is no list.", owner.line)
    return value


def _text(owner: yaml_files.Mapping, name: str, *, needed: bool = False) -> str:
    value = owner.get(name)
    if value is not None and not isinstance(value, str):
        raise Unreadable(f"“{name}” must be text.", owner.line)
    text = (value or "").strip()
    if needed and not text:
        raise Unreadable(f"“{name}” is missing.", owner.line)
    return text


def _date(owner: yaml_files.Mapping, name: str) -> date:
    text = _text(owner, name, needed=True)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"“{name}”: “{text[:40]}” is no day, such as 2027-01-03.", owner.line) from None


def _degrees(data: Dataset, office: yaml_files.Mapping) -> dict[str, float | None]:
    """Return where an office is. What lies beyond the globe is left out and told: the address is there all the same."""
    found: dict[str, float | None] = {"latitude": None, "longitude": None}
    for name, most in (("latitude", 90), ("longitude", 180)):
        text = _text(office, name)
        try:
            degrees = float(text) if text else None
        except ValueError:
            degrees = math.nan
        if degrees is not None and not -most <= degrees <= most:
            data.notes.append(f"{data.offices_file}, line {office.line}: “{name}”: “{text[:40]}” is no {name}")
            return {"latitude": None, "longitude": None}
        found[name] = degrees
    return found


def _web_address(data: Dataset, owner: yaml_files.Mapping, name: str) -> str:
    """Return a web address. One that is broken is left out and told: it is no reason to do without all the others."""
    text = _text(owner, name)
    try:
        is_web_address(text or "https://example.org")
    except ValidationError:
        data.notes.append(f"line {owner.line}: “{name}”: “{text[:80]}” is no web address")
        return ""
    return text
