"""What stands behind notes: verified passages, and copies to read where an address is dead. Reads alone, few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Value
from django.db.models.functions import Substr

from sources import text_fragments
from sources.markers import Cited
from sources.models.checks import Link, Passage, passage_digest
from sources.models.house import EvidenceSettings, NoteStyle
from sources.models.snapshots import OutsideCopy, Snapshot
from sources.models.source import Source, Visibility

VERIFIED: Final = (Passage.Status.EXACT, Passage.Status.NORMALISED)
# What a note needs of a copy is little, and its text may be a book.
LIGHT: Final = ("source_id", "sha256", "taken_at", "media_type", "page_starts")
PDF: Final = "application/pdf"
type PassageKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Proof:
    """A passage that is verified in a copy whose page readers may open; of what may only be excerpted it shows the passage.

    `live` is the place on the live page, or empty.
    """

    passage: Passage
    source: Source
    snapshot: Snapshot
    live: str

    @property
    def is_missing(self) -> bool:
        """Say whether the words were looked for on the live page and are no longer there."""
        return bool(self.passage.live == Passage.Live.MISSING)


@dataclass(frozen=True)
class Evidence:
    """What the notes of one text are made of, besides its markers and their sources."""

    style: NoteStyle = NoteStyle.CHICAGO
    proofs: dict[PassageKey, Proof] = field(default_factory=dict)
    copies: dict[int, Snapshot] = field(default_factory=dict)
    outside: dict[int, OutsideCopy] = field(default_factory=dict)

    def proof(self, cited: Cited) -> Proof | None:
        """Return what verifies the words of a marker; None for what is no quotation, or not verified, or was changed."""
        if not cited.quoted or not cited.stands or any(source.is_on_file for source in cited.sources):
            return None
        return self.proofs.get((cited.seen_in.pk, passage_digest(cited.quoted)))


def quotations(cited: Iterable[Cited]) -> list[tuple[Source, str]]:
    """Return what must be looked for: the words of each marker that quotes, with the source that was read."""
    return [(one.seen_in, one.quoted) for one in cited if one.quoted]


def gather(cited: Sequence[Cited], *, with_proofs: bool = True) -> Evidence:
    """Return what is known, at most five queries: house style, two for passages, and two for copies of what is dead.

    `with_proofs` off leaves the passages out: nothing is then said of words, and two queries are saved.
    """
    if not cited:
        return Evidence()
    sources = {source.pk: source for one in cited for source in one.sources if not source.is_on_file}
    dead = [source for source in sources.values() if is_dead(source)]
    return Evidence(
        style=NoteStyle(EvidenceSettings.current().note_style),
        proofs=_proofs(sources, quotations(cited)) if with_proofs else {},
        copies=_copies(dead),
        outside=_outside(dead),
    )


def is_dead(source: Source) -> bool:
    """Say whether the address of a source is known to answer no more. Ask for its `link` along with the source."""
    link: Link | None = getattr(source, "link", None)
    return link is not None and link.state == Link.State.DEAD and link.url == source.url


def passages(pairs: Iterable[tuple[Source, str]]) -> dict[PassageKey, Passage]:
    """Return the rows there are for words and the sources in which they must stand. One query at most."""
    keys = {(source.pk, passage_digest(words)) for source, words in pairs}
    if not keys:
        return {}
    rows = Passage.objects.filter(source__in={pk for pk, _digest in keys}, digest__in={digest for _pk, digest in keys})
    return {key: row for row in rows if (key := (row.source_id, row.digest)) in keys}


def part_of_text(name: str, start: Any, end: Any) -> Substr:
    """Return the part of a text in the database between two offsets: a text may be a book, and its part is a sentence."""
    return Substr(name, Value(start + 1) if isinstance(start, int) else start + 1, end - start)


def _proofs(sources: dict[int, Source], pairs: Iterable[tuple[Source, str]]) -> dict[PassageKey, Proof]:
    keys = {(source.pk, passage_digest(words)) for source, words in pairs if source.pk in sources}
    if not keys:
        return {}
    rows = (
        Passage.objects.filter(source__in={pk for pk, _digest in keys}, digest__in={digest for _pk, digest in keys})
        .filter(status__in=VERIFIED, snapshot__withdrawn_at__isnull=True, snapshot__damage="")
        .annotate(as_copied=part_of_text("snapshot__text", F("start"), F("end")))
        .defer("words")
    )
    found = {key: row for row in rows if (key := (row.source_id, row.digest)) in keys}
    copies = Snapshot.objects.only(*LIGHT).in_bulk({row.snapshot_id for row in found.values()})
    return {
        key: _proof(row, copies[row.snapshot_id], sources[row.source_id])
        for key, row in found.items()
        if row.snapshot_id in copies
    }


def _proof(row: Passage, snapshot: Snapshot, source: Source) -> Proof:
    return Proof(row, source, snapshot, _live(row, snapshot, source))


def _live(row: Passage, snapshot: Snapshot, source: Source) -> str:
    """Return the address of the words on the live page; a page of a PDF; empty where they are not, or may not be."""
    if not source.url or is_dead(source) or row.live == Passage.Live.MISSING:
        return ""
    if snapshot.media_type == PDF:
        page = snapshot.page_of(row.start or 0)
        return f"{source.url.partition('#')[0]}#page={page}" if page else ""
    return text_fragments.with_text(source.url, row.as_copied)  # type: ignore[attr-defined]  # annotated


def _copies(dead: Sequence[Source]) -> dict[int, Snapshot]:
    """Return the latest copy that readers may open of each dead source."""
    shown = [source.pk for source in dead if source.visibility == Visibility.PUBLIC]
    if not shown:
        return {}
    rows = Snapshot.objects.kept().filter(source__in=shown, damage="").only(*LIGHT).order_by("taken_at", "pk")
    return {row.source_id: row for row in rows}


def _outside(dead: Sequence[Source]) -> dict[int, OutsideCopy]:
    """Return the latest copy elsewhere of each dead source."""
    if not dead:
        return {}
    rows = OutsideCopy.objects.filter(source__in=[source.pk for source in dead]).order_by(
        F("copied_on").asc(nulls_first=True), "pk"
    )
    return {row.source_id: row for row in rows}
