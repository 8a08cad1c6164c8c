"""Putting a proposal into a source: what is empty is filled, what stands there stays, and each value keeps who said it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sources import csl
from sources.autofill.proposals import Found, Proposal
from sources.importing.mapping import IDENTIFIERS, NAME_FIELDS, NAMES, TEXTS, map_record
from sources.importing.records import Record
from sources.models import Source

# CSL variable → field of a source.
FIELDS: Final[dict[str, str]] = (
    {"type": "type", "title": "title", "issued": "issued_as_typed", "URL": "url"} | TEXTS | NAMES | IDENTIFIERS
)
TYPED_NAMES: Final = {name: f"{name}_typed" for name in NAME_FIELDS}
"""Names are typed one a line, in form fields of their own."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A value for one field, ready to be stored, and where it was found."""

    value: Any
    found: Found

    def provenance(self, now: datetime) -> dict[str, str]:
        """Return what `Source.provenance` keeps of the field."""
        return {"from": self.found.said_by, "address": self.found.address, "at": now.isoformat(timespec="seconds")}

    def as_typed(self) -> str:
        """Return the value as it stands in the box of a form."""
        return csl.format_names(self.value) if isinstance(self.value, list) else str(self.value)


def offers(proposal: Proposal) -> dict[str, Offer]:
    """Return by field what a proposal has for a source, in the forms and lengths that its fields take."""
    item: dict[str, Any] = {variable: found.value for variable, found in proposal.values.items() if variable in FIELDS}
    if "issued" in item:
        item["issued"] = {"raw": item["issued"]}
    mapped = map_record(Record(line=0, item=item))
    fields = {FIELDS[variable]: found for variable, found in proposal.values.items() if variable in FIELDS}
    return {name: Offer(mapped.fields[name], found) for name, found in fields.items() if mapped.fields.get(name)}


def fill(source: Source, proposal: Proposal, *, now: datetime, also: Iterable[str] = ()) -> list[str]:
    """Set the empty fields of a source, note where their values come from, and return their names; saves nothing.

    `also` names fields that hold a value nobody chose, such as the type that a new form begins with.
    """
    filled: list[str] = []
    for name, offer in offers(proposal).items():
        if getattr(source, name) and name not in also:
            continue
        setattr(source, name, offer.value)
        source.provenance = source.provenance | {name: offer.provenance(now)}
        filled.append(name)
    return filled
