"""Two texts side by side: blocks that belong together in rows, and in each row what stayed, went and came."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from publishing.comparing.islands import weight, worth_keeping
from publishing.comparing.reading import Block, Names, Token, body_blocks, plain_blocks
from publishing.sequences import Match, matches

ALIKE: Final = 0.35
"""Blocks of which so much is common are one block that was changed; others are one that went and one that came."""


PROSE: Final = frozenset({"p", "h2", "h3", "h4", "bullet", "numbered", "quote", "pull"})


class Change(StrEnum):
    EQUAL = "equal"
    REMOVED = "removed"
    ADDED = "added"
    RESTYLED = "restyled"
    """The same words with other marks, such as bold or another link."""
    CHANGED = "changed"
    """Of a row: some of its words went or came."""


class Segment(NamedTuple):
    """A stretch of text with one fate. An atom is a segment of its own. `left` and `right` are its marks in either text."""

    change: Change
    text: str
    left: frozenset[str]
    right: frozenset[str]
    atom: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Place:
    """What a block is: its kind as `reading` names it, and its depth."""

    kind: str
    level: int


@dataclass(frozen=True)
class Row:
    """A block of the left text, the right text or both, with its words as one run of segments in reading order."""

    left: Place | None
    right: Place | None
    segments: list[Segment]
    change: Change

    @property
    def left_segments(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.change is not Change.ADDED]

    @property
    def right_segments(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.change is not Change.REMOVED]

    @property
    def left_text(self) -> str:
        return "".join(segment.text for segment in self.left_segments)

    @property
    def right_text(self) -> str:
        return "".join(segment.text for segment in self.right_segments)


def compare_plain(left: str, right: str) -> list[Row]:
    """Compare two plain texts line by line and word by word."""
    return compare_blocks(plain_blocks(left), plain_blocks(right))


def compare_bodies(left: str, right: str, left_names: Names, right_names: Names) -> list[Row]:
    """Compare two clean bodies: blocks, words, marks, citations, pictures, calls to action, videos."""
    return compare_blocks(body_blocks(left, left_names), body_blocks(right, right_names))


def compare_blocks(left: list[Block], right: list[Block]) -> list[Row]:
    """Pair blocks that are the same, then those that are alike, and compare the words of each pair."""
    same = matches([block.identity for block in left], [block.identity for block in right])
    rows: list[Row] = []
    at = Match(0, 0)
    for match in [*same, Match(len(left), len(right))]:
        rows += _compare_gap(left[at.left : match.left], right[at.right : match.right])
        if match.left < len(left):
            rows.append(_row(left[match.left], right[match.right]))
        at = Match(match.left + 1, match.right + 1)
    return rows


def has_changes(rows: Iterable[Row]) -> bool:
    return any(row.change is not Change.EQUAL for row in rows)


def _compare_gap(left: list[Block], right: list[Block]) -> list[Row]:
    """Compare blocks none of which is the same: pair those that share most words, in order."""
    rows = []
    at = Match(0, 0)
    for pair in [*_alike(left, right), Match(len(left), len(right))]:
        rows += [_row(block, None) for block in left[at.left : pair.left]]
        rows += [_row(None, block) for block in right[at.right : pair.right]]
        if pair.left < len(left):
            rows.append(_row(left[pair.left], right[pair.right]))
        at = Match(pair.left + 1, pair.right + 1)
    return rows


def _alike(left: list[Block], right: list[Block]) -> list[Match]:
    """Return pairs of blocks that are alike, in order.

    The words of the whole gap are compared once, which is cheap; each pair then is worth the words that it shares.
    """
    if not left or not right:
        return []
    if len(left) == len(right) == 1:
        return [Match(0, 0)] if left[0].kind == right[0].kind or _is_prose(left[0], right[0]) else []
    worth = _shared(left, right)
    pairs: list[Match] = []
    # The pairs come in reading order; of two that want the same block, the one that shares more has it.
    for pair in worth:
        while pairs and (pairs[-1].left == pair.left or pairs[-1].right == pair.right):
            if worth[pairs[-1]] >= worth[pair]:
                break
            pairs.pop()
        else:
            pairs.append(pair)
    return pairs


def _is_prose(*blocks: Block) -> bool:
    """Say whether blocks are running words, which may become another kind of block; tables and placed things do not."""
    return all(block.kind in PROSE for block in blocks)


def _shared(left: list[Block], right: list[Block]) -> dict[Match, int]:
    """Return the weight of the words that blocks share, for each pair that is alike, in reading order."""
    left_owners, left_words = _owned_words(left)
    right_owners, right_words = _owned_words(right)
    shared: dict[Match, int] = {}
    for match in matches([token.identity for token in left_words], [token.identity for token in right_words]):
        pair = Match(left_owners[match.left], right_owners[match.right])
        shared[pair] = shared.get(pair, 0) + weight(left_words[match.left])
    left_sizes = [sum(map(weight, block.tokens)) for block in left]
    right_sizes = [sum(map(weight, block.tokens)) for block in right]
    return {
        pair: common
        for pair, common in shared.items()
        if 2 * common >= ALIKE * (left_sizes[pair.left] + right_sizes[pair.right])
    }


def _owned_words(blocks: list[Block]) -> tuple[list[int], list[Token]]:
    """Return the words of several blocks as one sequence, and beside it to which block each belongs."""
    owners = [number for number, block in enumerate(blocks) for _token in block.tokens]
    return owners, [token for block in blocks for token in block.tokens]


def _row(left: Block | None, right: Block | None) -> Row:
    words = _compare_words(left.tokens if left else [], right.tokens if right else [])
    segments = _merged(_bridged(_joined(words)))
    return Row(_place(left), _place(right), segments, _change_of(left, right, segments))


def _place(block: Block | None) -> Place | None:
    return Place(block.kind, block.level) if block else None


def _change_of(left: Block | None, right: Block | None, segments: list[Segment]) -> Change:
    if left is None or right is None:
        return Change.ADDED if left is None else Change.REMOVED
    changes = {segment.change for segment in segments}
    if Change.REMOVED in changes or Change.ADDED in changes:
        return Change.CHANGED
    return Change.RESTYLED if Change.RESTYLED in changes or _place(left) != _place(right) else Change.EQUAL


def _compare_words(left: list[Token], right: list[Token]) -> Iterator[Segment]:
    """Yield what stayed, went and came, token by token; white space belongs to the token after it."""
    at = Match(0, 0)
    common = matches([token.identity for token in left], [token.identity for token in right])
    for match in [*worth_keeping(left, right, common), Match(len(left), len(right))]:
        for token in left[at.left : match.left]:
            yield _segment(Change.REMOVED, token.lead + token.text, token, token)
        for token in right[at.right : match.right]:
            yield _segment(Change.ADDED, token.lead + token.text, token, token)
        if match.left < len(left):
            yield from _kept(left[match.left], right[match.right])
        at = Match(match.left + 1, match.right + 1)


def _kept(left: Token, right: Token) -> Iterator[Segment]:
    """Yield a token that stayed; where the space before it or the label of an atom differs, that is what changed."""
    change = Change.EQUAL if left.marks == right.marks else Change.RESTYLED
    if left.lead == right.lead and left.text == right.text:
        if left.lead and change is Change.RESTYLED:
            yield Segment(Change.EQUAL, left.lead, frozenset(), frozenset())
            yield _segment(change, left.text, left, right)
        else:
            yield _segment(change, left.lead + left.text, left, right)
        return
    if left.lead != right.lead:
        if left.lead:
            yield Segment(Change.REMOVED, left.lead, left.marks, left.marks)
        if right.lead:
            yield Segment(Change.ADDED, right.lead, right.marks, right.marks)
    yield _segment(change, right.text if left.atom else left.text, left, right)


def _segment(change: Change, text: str, left: Token, right: Token) -> Segment:
    return Segment(change, text, left.marks, right.marks, right.atom, right.detail)


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Join neighbours of one fate; between two kept stretches what went comes first, and what came follows whole."""
    removed: list[Segment] = []
    added: list[Segment] = []
    for segment in segments:
        if segment.change is Change.REMOVED:
            removed.append(segment)
        elif segment.change is Change.ADDED:
            added.append(segment)
        else:
            yield from removed
            yield from added
            removed, added = [], []
            yield segment
    yield from removed
    yield from added


def _bridged(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Give the spaces between words that look otherwise alike to them, so that a sentence in bold is one change."""
    last: Segment | None = None
    space: Segment | None = None
    for segment in segments:
        if space is not None and last is not None:
            is_one = segment.change is Change.RESTYLED and segment[2:4] == last[2:4]
            yield last._replace(text=space.text, atom="", detail="") if is_one else space
            space = None
        if (
            last is not None
            and last.change is Change.RESTYLED
            and segment.change is Change.EQUAL
            and segment.text.isspace()
        ):
            space = segment
            continue
        yield segment
        last = segment
    if space is not None:
        yield space


def _merged(segments: Iterable[Segment]) -> list[Segment]:
    """Make one segment of neighbours that differ in their words alone."""
    merged: list[Segment] = []
    pieces: list[str] = []
    last: Segment | None = None
    for segment in segments:
        if last and not segment.atom and segment[2:] == last[2:] and segment.change is last.change:
            pieces.append(segment.text)
            continue
        if last:
            merged.append(Segment(last.change, "".join(pieces), *last[2:]))
        last, pieces = segment, [segment.text]
    return [*merged, Segment(last.change, "".join(pieces), *last[2:])] if last else merged
