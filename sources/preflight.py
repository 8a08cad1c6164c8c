"""What preflight finds of citations: markers that name nothing, words that are not where they should be, dead addresses.

Nothing is written. What was found of passages is as the last save of the item, or the last change of a copy, left it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing import rendering
from publishing.findings import Finding, blocker, warning
from sources import differences, markers, proofs, seen
from sources.markers import Cited
from sources.models.checks import Passage, passage_digest
from sources.models.snapshots import OutsideCopy, Snapshot
from sources.quotes import check_quote

if TYPE_CHECKING:
    from sources.models import CitingPublication

LONGEST_PLACE: Final = 160


def findings(item: "CitingPublication", now: datetime) -> Iterator[Finding]:
    """Yield what there is to say of the citations of an item. A fixed number of queries."""
    found = rendering.markers(item.body)
    if not found:
        return
    gone = markers.unknown_keys(found)
    if gone:
        message = _("The text cites sources that do not exist. Remove these markers, or cite again:")
        yield blocker("citation_unresolved", message, "body", markers.places_of(item.body, gone))
    places = markers.alone(item.body)
    if places:
        message = _("These citations stand alone: the words that they proved are gone. Remove them, or move them:")
        yield warning("marker_alone", message, "body", places)
    cited = seen.read(rendering.without_markers(item.body, gone))
    yield from _check_changed(cited)
    yield from _check_passages(cited)
    yield from _check_addresses(cited)


def _check_changed(cited: Sequence[Cited]) -> Iterator[Finding]:
    changed = [_short(one.quoted) for one in cited if not one.stands]
    if changed:
        message = _(
            "These passages were cited and checked, but the text beside their markers now has other words. Open the "
            "citation and bring the passage in line, or say that it is told in our own words:"
        )
        yield warning("quote_changed", message, "body", changed)


def _check_passages(cited: Sequence[Cited]) -> Iterator[Finding]:
    """Yield passages that the copies do not hold, hold in other words, or that there is no copy to look in for."""
    rows = proofs.passages(proofs.quotations(cited))
    by_status: dict[str, dict[int, Passage]] = {}
    no_copy: dict[int, str] = {}
    for one in cited:
        row = rows.get((one.seen_in.pk, passage_digest(one.quoted))) if one.quoted else None
        if row is not None and row.status != Passage.Status.NO_COPY:
            by_status.setdefault(row.status, {})[row.pk] = row
        elif one.quoted and not one.seen_in.is_on_file:
            no_copy[one.seen_in.pk] = one.seen_in.short_label
    yield from _absent(by_status.get(Passage.Status.ABSENT, {}))
    yield from _near(by_status.get(Passage.Status.NEAR, {}))
    if no_copy:
        message = ngettext(
            "Quotations from this source cannot be checked, since there is no copy of it. Have it archived, or upload it:",
            "Quotations from these sources cannot be checked, since there are no copies of them. Have them archived, or "
            "upload them:",
            len(no_copy),
        )
        yield warning("quote_no_copy", message, "body", no_copy.values())


def _absent(rows: dict[int, Passage]) -> Iterator[Finding]:
    if rows:
        message = _("These words are not in our copies of the sources that are cited for them:")
        yield warning("quote_absent", message, "body", (_short(row.words) for row in rows.values()))


def _near(rows: dict[int, Passage]) -> Iterator[Finding]:
    """Yield passages that a copy has in other words, with the difference. One query."""
    if rows:
        place = proofs.part_of_text("snapshot__text", F("start"), F("end"))
        copied = dict(Passage.objects.filter(pk__in=rows).annotate(copied=place).values_list("pk", "copied"))
        message = _("Our copies of the sources have these words otherwise (ours → theirs):")
        places = [
            differences.in_words(check_quote(row.words, copied[pk]).diff) or row.words for pk, row in rows.items()
        ]
        yield warning("quote_near", message, "body", (_short(words) for words in places))


def _check_addresses(cited: Sequence[Cited]) -> Iterator[Finding]:
    """Yield the sources whose address is dead and of which readers get no copy. At most two queries."""
    sources = {source.pk: source for one in cited for source in one.sources}
    dead = {pk: source for pk, source in sources.items() if proofs.is_dead(source) and not source.is_on_file}
    if not dead:
        return
    kept = set(Snapshot.objects.kept().filter(source__in=dead).values_list("source", flat=True))
    kept |= set(OutsideCopy.objects.filter(source__in=dead).values_list("source", flat=True))
    lost = [f"{source.short_label}: {source.url}" for pk, source in dead.items() if pk not in kept]
    if lost:
        message = _("These addresses no longer answer, and there is no copy for readers. Find the document elsewhere:")
        yield warning("source_dead", message, "body", lost)


def _short(words: str) -> str:
    return Truncator(words).chars(LONGEST_PLACE)
