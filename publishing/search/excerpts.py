"""What a result shows of its item: the title and a passage around the words, both with the words marked."""

import re
from collections.abc import Sequence
from typing import Final

from django.utils.safestring import SafeString

from publishing import rendering
from publishing.search.words import TOKEN, Word

START, END = "\x02", "\x03"
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\s]+")
LENGTH: Final = 240
LEAD_IN: Final = 60
MOST_PLACES: Final = 200
"""How many places of a text are weighed for a passage: enough, and a long text full of the word stays cheap."""


def marked(text: str, words: Sequence[Word]) -> SafeString:
    """Return plain text as safe HTML with `words` in <mark>."""
    text = CONTROL.sub(" ", text).strip()
    return _highlighted(text, 0, len(text), _hits(text, words))


def excerpt(summary: str, text: str, words: Sequence[Word]) -> SafeString:
    """Return the passage, about 240 characters, that holds most of `words`, as safe HTML with them in <mark>.

    The summary is preferred where it serves as well: it was written to be read by itself.
    """
    summary, text = (CONTROL.sub(" ", part).strip() for part in (summary, text))
    summary_hits, text_hits = _hits(summary, words), _hits(text, words)[:MOST_PLACES]
    if summary and _count(summary_hits) >= max((_count(_window(text_hits, hit[0])) for hit in text_hits), default=0):
        return _highlighted(summary, *_passage(summary, summary_hits), summary_hits)
    return _highlighted(text, *_passage(text, text_hits), text_hits)


type Hit = tuple[int, int, int]
"""Where a word stands: start, end, and which of the words it is."""


def _hits(text: str, words: Sequence[Word]) -> list[Hit]:
    found = []
    known: dict[str, int | None] = {}
    for match in TOKEN.finditer(text):
        token = match[0]
        if token not in known:
            known[token] = next((number for number, word in enumerate(words) if word.is_meant_by(token)), None)
        number = known[token]
        if number is not None:
            found.append((match.start(), match.end(), number))
    return found


def _window(hits: Sequence[Hit], start: int) -> list[Hit]:
    return [hit for hit in hits if start <= hit[0] and hit[1] <= start + LENGTH - LEAD_IN]


def _count(hits: Sequence[Hit]) -> int:
    """Return how many different words there are."""
    return len({number for _start, _end, number in hits})


def _closeness(hits: Sequence[Hit], start: int) -> tuple[int, int]:
    """Return how many different words follow within a passage, and how near (negative: the greater the nearer)."""
    first: dict[int, int] = {}
    for hit_start, _end, number in _window(hits, start):
        first.setdefault(number, hit_start)
    return len(first), start - max(first.values(), default=start)


def _passage(text: str, hits: Sequence[Hit]) -> tuple[int, int]:
    """Return start and end of the passage to show: around the first place where most of the words stand closest."""
    best = max(hits, key=lambda hit: (*_closeness(hits, hit[0]), -hit[0]), default=(0, 0, 0))[0]
    start = max(0, min(best - LEAD_IN, len(text) - LENGTH))
    end = min(len(text), start + LENGTH)
    # Cut between words, unless there is no space in reach.
    if start:
        start = max(start, text.find(" ", start, best) + 1)
    if end < len(text):
        end = max(text.rfind(" ", best, end), start) if text.rfind(" ", best, end) > best else end
    return start, end


def _highlighted(text: str, start: int, end: int, hits: Sequence[Hit]) -> SafeString:
    parts, position = ["…"] if start else [], start
    for hit_start, hit_end, _number in hits:
        if hit_start >= position and hit_end <= end:
            parts += [text[position:hit_start], START, text[hit_start:hit_end], END]
            position = hit_end
    parts.append(text[position:end])
    if end < len(text):
        parts.append("…")
    return rendering.highlight("".join(parts), START, END)
