"""Does a segment stand at this place of the text, word for word?"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from sources.quoting import punctuation
from sources.quoting.marked import Kind, Part, Segment
from sources.quoting.reading import Word

MOST_HALVES: Final = 4

LEAST_CAPITALS: Final = 2
"""Words of capitals that make a heading: one alone (US, AIDS) is another word in small letters."""


def fit(segment: Segment, words: Sequence[Word], start: int) -> int | None:
    """Return the number of the word after the segment if it stands at word `start` of the text; None if it does not.

    `words` hold the one before the first and the one after the last that may belong to it, as `Prepared.window` does.
    """
    end = _fit_words(segment, words, start)
    if end is None or end >= len(words):
        return None
    loose = segment.kind is Kind.ELLIPSIS
    first, last, after = words[start], words[end - 1], words[end]
    whole = punctuation.is_whole_before(words[start - 1], first) and punctuation.is_whole_after(last, after)
    if not whole or not punctuation.fits_before(segment.lead, first, loose=loose):
        return None
    after_long = punctuation.is_long(last)
    return (
        end if punctuation.fits_after(segment.tail, after.gap, loose=segment.leads_on, after_long=after_long) else None
    )


def _fit_words(segment: Segment, words: Sequence[Word], start: int) -> int | None:
    """Compare word for word; the halves of a word that the end of a line parts, on either side, count as one."""
    parts = segment.parts
    changed: list[tuple[int, str, str]] = []
    at, number = start, 0
    while number < len(parts):
        if at >= len(words) - 1:
            return None
        if number and not punctuation.same(parts[number].word.gap, words[at].gap, words[at - 1], words[at]):
            return None
        steps = _steps(parts, number, words, at)
        if steps is None:
            return None
        mine, theirs = steps
        if parts[number].forms is None:
            wanted = "".join(part.word.form for part in parts[number : number + mine])
            there = "".join(word.form for word in words[at : at + theirs])
            if wanted != there:
                changed.append((number, wanted, there))
        number, at = number + mine, at + theirs
    return at if _is_case_alone(segment, changed, words[start:at]) else None


def _steps(parts: Sequence[Part], number: int, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Return how many words of the passage are how many of the text, if those at `number` and `at` have the same letters."""
    part, word = parts[number], words[at]
    if part.forms is not None:
        theirs = _has_form(part.forms, word, words[at + 1])
        return (1, theirs) if theirs else None
    if part.word.bone == word.bone:
        return 1, 1
    if part.word.bone.startswith(word.bone):
        theirs = _halves(words[at : at + MOST_HALVES], part.word.bone)
        return (1, theirs) if theirs else None
    if word.bone.startswith(part.word.bone):
        mine = _halves([part.word for part in parts[number : number + MOST_HALVES]], word.bone)
        return (mine, 1) if mine else None
    return None


def _has_form(forms: re.Pattern[str], word: Word, after: Word) -> int:
    """Return how many words of the text are the one that has one of these forms: 2 if a line ends in it; 0 for none."""
    if forms.fullmatch(word.form):
        return 1
    return 2 if punctuation.is_break(word, after) and forms.fullmatch(word.form + after.form) else 0


def _halves(words: Sequence[Word], bone: str) -> int:
    """Return how many words, broken at ends of lines, make up one; 0 if they do not."""
    made = words[0].bone
    for count, (before, after) in enumerate(pairwise(words), start=1):
        if made == bone:
            return count
        if not punctuation.is_break(before, after):
            return 0
        made += after.bone
    return len(words) if made == bone else 0


def _is_case_alone(segment: Segment, changed: list[tuple[int, str, str]], there: Sequence[Word]) -> bool:
    """Say whether words that differ do so in a way that needs no bracket.

    The first letter of a passage, and after an ellipsis, may be large or small as the writer's sentence asks (Chicago
    Manual of Style, 17th ed., 13.7). A heading set in capitals may be quoted in small letters.
    """
    if not changed:
        return True
    if any(loosely(wanted) != loosely(form) for _number, wanted, form in changed):
        return False
    number, wanted, form = changed[0]
    if len(changed) == 1 and number == 0 and segment.kind is not Kind.BRACKET and wanted[1:] == form[1:]:
        return True
    return is_heading([word.form for word in there]) or is_heading([part.word.form for part in segment.parts])


def loosely(form: str) -> str:
    """Return a word without its case. Armenian և has no capital: it is written ԵՎ."""
    return form.casefold().replace("եվ", "եւ")


def is_heading(forms: Sequence[str]) -> bool:
    """Say whether words are set in capitals throughout, and are enough to tell."""
    capitals = sum(len(form) > 1 and form.isupper() for form in forms)
    return capitals >= LEAST_CAPITALS and not any(letter.islower() for form in forms for letter in form)
