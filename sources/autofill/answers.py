"""What a form is told of a proposal, and what it sends back, so that each value that stayed as it was found says from where.

Between looking up and saving, the values are in the browser. A signed note goes with them: which value was found for which
field, by whom it was said, where and when. What comes back without a note, or with another value, was typed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core import signing
from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from sources.autofill import origins
from sources.autofill.errors import AutofillError
from sources.autofill.filling import TYPED_NAMES, Offer, offers
from sources.autofill.looking_up import identify, look_up

SALT: Final = "sources.autofill"
LONGEST_STAY: Final = 60 * 60 * 24 * 7
"""Seconds for which a form may lie open before it is saved."""
MOST_NOTES: Final = 20
LONGEST_LOOK: Final = 90
GIVEN: Final = ("url", "doi", "isbn")


@dataclass(frozen=True)
class Answer:
    """What was found, by field of a source, with the signed note, what somebody should know, and what they had typed."""

    offers: dict[str, Offer] = field(default_factory=dict)
    note: str = ""
    remarks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return {"fields": {field: {"value", "origin"}}, "note", "remarks"}; names are one a line."""
        fields = {
            name: {"value": offer.as_typed(), "origin": origins.words(offer.found.said_by)}
            for name, offer in self.offers.items()
        }
        return {"fields": fields, "note": self.note, "remarks": list(self.remarks)}


def answer(typed: str, given: Mapping[str, str], *, user_key: int, now: datetime) -> Answer:
    """Look up what was typed into the one box, or else what stands in the fields for address, DOI and ISBN (`given`).

    One at a time for each person. Raises AutofillError.
    """
    asked = dict([identify(typed)]) if typed.strip() else _identified(given)
    with _one_at_a_time(user_key):
        proposal = look_up(**asked)
    found = offers(proposal)
    return Answer(found, signed(found, now), tuple(str(remark) for remark in proposal.remarks))


def signed(found: Mapping[str, Offer], now: datetime) -> str:
    """Return the note that goes with values into a form."""
    content = {name: [_digest(offer.as_typed()), offer.provenance(now)] for name, offer in found.items()}
    return signing.dumps(content, salt=SALT, compress=True)


def provenance_of(data: Mapping[str, Any], notes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return by field where the values of a posted form come from, as far as they are those that its notes tell of.

    `data` are the values as posted; names may stand under "authors" or "authors_typed". Forged notes say nothing.
    """
    found: dict[str, dict[str, str]] = {}
    for note in list(notes)[:MOST_NOTES]:
        for name, (digest, provenance) in _read(note).items():
            value = data.get(TYPED_NAMES.get(name, name), data.get(name, ""))
            if value and _digest(str(value)) == digest:
                found[name] = provenance
    return found


def _identified(given: Mapping[str, str]) -> dict[str, str]:
    return {name: identify(given[name])[1] for name in GIVEN if given.get(name, "").strip()}


def _read(note: str) -> dict[str, Any]:
    try:
        return dict(signing.loads(note, salt=SALT, max_age=LONGEST_STAY))
    except signing.BadSignature:
        return {}


def _digest(value: str) -> str:
    """Return what a value is compared by: browsers send other line ends, and forms cut white space."""
    return hashlib.sha256(value.replace("\r", "").strip().encode()).hexdigest()[:24]


@contextmanager
def _one_at_a_time(user_key: int) -> Iterator[None]:
    """Let nobody have several servers asked at once; what was killed is forgotten after LONGEST_LOOK seconds."""
    key = f"autofill:{user_key}"
    if not caches["limits"].add(key, 1, LONGEST_LOOK):
        raise AutofillError("busy", _("The last address that you asked for is still being looked at. Wait a moment."))
    try:
        yield
    finally:
        caches["limits"].delete(key)
