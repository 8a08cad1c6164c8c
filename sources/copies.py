"""Archived copies as readers see them: our own plain rendering of the text, a part at a time, with the passage marked.

Nothing of the foreign page is rendered: `Snapshot.text` is plain text, and templates escape it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from django.db.models import QuerySet

from publishing.visibility import visible_q
from sources.models import Citation, Passage, Snapshot, Source, Visibility, citation_models
from sources.models.checks import passage_digest
from sources.proofs import VERIFIED

PART: Final = 20_000
"""Characters of a text shown at once: a few screens, and light on a slow line."""
OVERLAP: Final = 10_000
"""How much longer a part may get so that a marked passage stays whole."""
AROUND: Final = 300
"""Characters shown before and behind a passage of a source of which we show excerpts only."""
MOST_PASSAGES: Final = 200
MOST_COPIES: Final = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line; `is_marked` if they belong to the passage that was asked for."""

    text: str
    is_marked: bool = False
    begins: bool = False
    """Whether the passage begins here: the place to which the address leads."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a copy's text, and the page of the document that begins with it, if one does."""

    pieces: tuple[Piece, ...]
    page: int | None = None


@dataclass(frozen=True)
class Part:
    """What one page shows of a text: part `number` of `count`. An excerpt is cut off at an end that `is_cut`."""

    lines: list[Line]
    number: int = 1
    count: int = 1
    is_cut_before: bool = False
    is_cut_behind: bool = False


def public_passages(snapshot: Snapshot, now: datetime) -> list[Passage]:
    """Return the passages verified in a copy that something visible quotes, in the order of the copy's text.

    One query for each content type, and one.
    """
    digests = {
        passage_digest(words)
        for model in citation_models()
        for words in _quoted(model, snapshot.source, now).values_list("passage", flat=True)[:MOST_PASSAGES]
    }
    rows = Passage.objects.filter(snapshot=snapshot, source=snapshot.source_id, status__in=VERIFIED, digest__in=digests)
    return list(rows.order_by("start", "pk"))


def _quoted(model: type[Citation], source: Source, now: datetime) -> QuerySet[Any]:
    quoting = model._default_manager.filter(visible_q(now, "owner__"), seen_in=source, mode=Citation.Mode.VERBATIM)
    return quoting.exclude(passage="").order_by("-owner__publish_at", "position")


def part_with(snapshot: Snapshot, passage: Passage) -> Part:
    """Return the part of a text in which a passage begins, with the passage marked, and whole if that can be."""
    bounds = _bounds(snapshot.text)
    start, end = passage.start or 0, passage.end or 0
    index = max(number for number, bound in enumerate(bounds[:-1]) if bound <= start)
    stop = max(bounds[index + 1], min(_line_end(snapshot.text, end), bounds[index + 1] + OVERLAP))
    return Part(list(_lines(snapshot, bounds[index], stop, (start, end))), index + 1, len(bounds) - 1)


def part(snapshot: Snapshot, number: int) -> Part | None:
    """Return part `number` (from 1) of a text; None if there is no such part."""
    bounds = _bounds(snapshot.text)
    if not 1 <= number < len(bounds):
        return None
    return Part(list(_lines(snapshot, bounds[number - 1], bounds[number])), number, len(bounds) - 1)


def excerpts(snapshot: Snapshot, passages: Iterable[Passage]) -> list[Part]:
    """Return the passages with a few words around each: all that we show of a source of which we show excerpts only."""
    return [_excerpt(snapshot, passage) for passage in passages]


def _excerpt(snapshot: Snapshot, passage: Passage) -> Part:
    start, end = passage.start or 0, passage.end or 0
    begin, stop = max(0, start - AROUND), min(len(snapshot.text), end + AROUND)
    lines = list(_lines(snapshot, begin, stop, (start, end)))
    return Part(lines, is_cut_before=begin > 0, is_cut_behind=stop < len(snapshot.text))


def _bounds(text: str) -> list[int]:
    """Return where parts begin, and the end of the text; parts end with a line where lines are not too long."""
    bounds = [0]
    while len(text) - bounds[-1] > PART:
        cut = text.rfind("\n", bounds[-1] + PART // 2, bounds[-1] + PART)
        if cut < 0:
            cut = text.rfind(" ", bounds[-1] + PART // 2, bounds[-1] + PART)
        bounds.append(cut + 1 if cut >= 0 else bounds[-1] + PART)
    return [*bounds, len(text)]


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return found if found >= 0 else len(text)


def _lines(snapshot: Snapshot, begin: int, stop: int, marked: tuple[int, int] = (0, 0)) -> Iterator[Line]:
    """Yield the paragraphs of a stretch of text.

    In the text of a page each block is a line of its own. In plain text and in that of a PDF lines end where paper did,
    and an empty line parts paragraphs.
    """
    pages = {start: page for page, start in enumerate(snapshot.page_starts, start=1)}
    ends = "\n" if snapshot.extractor.startswith("html") else "\n\n"
    page = None
    for start, end in _stretches(snapshot.text, begin, stop, ends, pages):
        page = pages.get(start, page)
        words = snapshot.text[start:end]
        if words.strip():
            yield Line(tuple(_pieces(words, start, marked)), page)
            page = None


def _stretches(text: str, begin: int, stop: int, ends: str, pages: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield where paragraphs begin and end; pages part them, too."""
    breaks = sorted(start for start in pages if begin < start < stop)
    for first, last in pairwise([begin, *breaks, stop]):
        start = first
        for words in text[first:last].split(ends):
            yield start, start + len(words)
            start += len(words) + len(ends)


def _pieces(words: str, offset: int, marked: tuple[int, int]) -> Iterator[Piece]:
    start, end = (min(max(place - offset, 0), len(words)) for place in marked)
    if words[:start]:
        yield Piece(words[:start])
    if words[start:end]:
        yield Piece(words[start:end], is_marked=True, begins=offset <= marked[0] < offset + len(words))
    if words[end:]:
        yield Piece(words[end:])


def known(source: Source) -> list[Snapshot]:
    """Return our copies of a source with a public page, withdrawn ones too, the latest first, without their texts."""
    light = source.snapshots.defer("text", "headers", "page_starts", "timestamp_token")
    rows = list(light.order_by("-taken_at", "-pk")[:MOST_COPIES])
    for row in rows:
        row.source = source
    return rows


def to_read(source: Source, rows: Iterable[Snapshot]) -> Snapshot | None:
    """Return the latest copy of a source that readers may open whole; None if there is none."""
    if source.visibility != Visibility.PUBLIC:
        return None
    return next((row for row in rows if not row.is_withdrawn and not row.damage), None)
