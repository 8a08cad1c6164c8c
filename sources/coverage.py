"""How well the quotations of a text are proved: how many there are, carry a source, and are verified in our copy of it."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.preflight import lines, quotations
from publishing.rendering.pull_quotes import drop_repeated
from publishing.rendering.trees import parse
from sources import proofs
from sources.markers import Cited
from sources.models.checks import Passage, passage_digest
from sources.quotes import Status, check_quote

FIELDS: Final = ("quotations_total", "quotations_cited", "quotations_verified")
FOUND: Final = (Status.EXACT, Status.NORMALISED)


class Coverage(NamedTuple):
    """Numbers of quotations; each is at most the one before it."""

    total: int
    cited: int
    verified: int

    def short(self) -> str:
        """Return the numbers in few words, for lists."""
        return _("%(cited)d of %(total)d cited, %(verified)d verified") % self._asdict()

    def in_words(self) -> str:
        """Return the numbers in a sentence for staff; empty without quotations."""
        if not self.total:
            return ""
        words = ngettext(
            "%(total)d quotation: %(cited)d with a source, %(verified)d verified in our copies.",
            "%(total)d quotations: %(cited)d with a source, %(verified)d verified in our copies.",
            self.total,
        )
        return words % self._asdict()


def stored(item: Any) -> Coverage:
    """Return the coverage of an item as its last save, or the last change of a copy, left it. No query."""
    return Coverage(*(getattr(item, name) for name in FIELDS))


def of(body: str, cited: Sequence[Cited]) -> Coverage:
    """Return the coverage of a clean body whose markers are `cited`, in reading order. One query.

    A quotation is verified if the words that readers see stand, typography aside, in the passage of one of its
    markers, and that passage is verified: what was changed in the text since it was cited proves nothing.
    """
    root = parse(body)
    drop_repeated(root)
    found = quotations.quotations(lines.read(root))
    rows = proofs.passages(proofs.quotations(cited)) if any(one.marks for one in found) else {}
    passages = [_verified_passage(one, rows) for one in cited]
    verified = sum(any(_holds(passages[mark], one.words) for mark in one.marks) for one in found)
    return Coverage(len(found), sum(bool(one.marks) for one in found), verified)


def _verified_passage(cited: Cited, rows: dict[proofs.PassageKey, Passage]) -> str:
    row = rows.get((cited.seen_in.pk, passage_digest(cited.quoted))) if cited.quoted else None
    return cited.quoted if row is not None and row.is_verified else ""


def _holds(passage: str, words: str) -> bool:
    """Say whether `words`, quoted in a text, stand in a passage that was cited for them."""
    return bool(passage) and check_quote(words, passage).status in FOUND
