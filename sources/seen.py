"""Whether the words that readers see are the words that were checked: the text may have changed since it was cited."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from publishing.preflight import lines
from publishing.preflight.quotations import MARK, QUOTED, Line
from publishing.rendering import markers
from publishing.rendering.pull_quotes import drop_repeated
from publishing.rendering.trees import parse
from sources.markers import Cited
from sources.markers import read as read_markers
from sources.models.source import Source
from sources.quotes import check_quote

BEYOND: Final = 300
"""So many characters more than a passage has are looked through before its marker."""


def read(body: str, known: dict[str, Source] | None = None) -> list[Cited]:
    """Return what the markers of a clean body cite, in reading order, each with whether its words are still there.

    Raises KeyError for a marker that names no source. Arguments and queries as for `markers.read`.
    """
    cited = read_markers(markers(body), known)
    if not any(one.quoted for one in cited):
        return cited
    return [replace(one, stands=stands) for one, stands in zip(cited, standing(body, cited), strict=True)]


def standing(body: str, cited: Sequence[Cited]) -> list[bool]:
    """Return for each marker whether its passage stands in the text beside it, or holds what is quoted there.

    A text may quote less than the passage that proves it, and in other typography. What quotes nothing has nothing to
    be checked and stands.
    """
    root = parse(body)
    drop_repeated(root)
    text = lines.read(root)
    places = [(number, at) for number, line in enumerate(text) for at in _marks(line.text)]
    return [
        not one.quoted or _is_there(text, number, at, one.quoted)
        for one, (number, at) in zip(cited, places, strict=True)
    ]


def _marks(words: str) -> list[int]:
    return [at for at, character in enumerate(words) if character == MARK]


def _is_there(text: Sequence[Line], number: int, at: int, passage: str) -> bool:
    around = _around(text, number, len(passage))
    if " ".join(passage.split()) in around or check_quote(passage, around).is_verified:
        return True
    quoted = _nearest_quotation(text[number].text, at)
    return bool(quoted) and check_quote(quoted, passage).is_verified


def _around(text: Sequence[Line], number: int, length: int) -> str:
    """Return the words of the line of a marker, of enough lines before it, and of the block quotation it introduces."""
    first, size = number, 0
    while first > 0 and size < length + BEYOND:
        first -= 1
        size += len(text[first].text)
    last = number + 1
    while last < len(text) and text[last].quote is not None:
        last += 1
    return " ".join(line.words for line in text[first:last])


def _nearest_quotation(words: str, at: int) -> str:
    """Return what is in the last quotation marks that begin before a marker; those of its line, of any length."""
    found = [match.group() for match in QUOTED.finditer(words) if match.start() < at]
    return found[-1].replace(MARK, "").strip('“”„«»"') if found else ""
