"""What stands between words: when it counts as the same, and where a word is only a part of one.

A gap is what `characters.detail` makes of the characters between two words. Spaces around punctuation do not count,
except between digits; kinds and runs of quotation marks and of dashes do not; all else does.
"""

import re
from functools import lru_cache
from typing import Final

from sources.quoting.characters import BULLETS, DASH, ELLIPSIS, HYPHEN, QUOTE, SOFT_HYPHEN, is_solid
from sources.quoting.reading import Word

CLOSERS: Final = ".,،۔。、।։︒﹐﹑"
"""The comma or full stop that a writer may put inside the marks at the end of a passage."""

LOOSE: Final = CLOSERS + ";:؛" + DASH + HYPHEN
"""What may also be kept or dropped where words are left out."""

_DOTS = re.compile(rf"{ELLIPSIS}+|\.(?:\s*\.){{2,}}")
_QUOTES = re.compile(rf"{QUOTE}(?:\s*{QUOTE})+")
_DASHES = re.compile(rf"[{DASH}{HYPHEN}](?:\s*[{DASH}{HYPHEN}])*")
_BULLETS = re.compile(f"[{BULLETS}]")
_SPACE = re.compile(r"\s+")

_BREAK = re.compile(rf"[{HYPHEN}{SOFT_HYPHEN}]\s+")
_TIED = re.compile(rf"[{HYPHEN}{SOFT_HYPHEN}]\s*")
_IN_NUMBERS = re.compile(rf"[.,:/{QUOTE}٫٬]")
_BRACKETED = re.compile(r"\[[^\]]*\]")
_RAISED = re.compile("[⁰¹²³⁴-⁹]+(?:[,–-][⁰¹²³⁴-⁹]+)*")
_PLAIN_DIGITS = re.compile(r"\d+")

LONG_WORD: Final = 4
"""Letters of a word after which raised digits are a note; after fewer they may be a power: m², km³."""


@lru_cache(maxsize=4096)
def folded(gap: str, *, in_number: bool = False) -> str:
    """Return what counts of a gap. Between two digits its spaces do, once there is something else: 3,5 is not 3, 5."""
    gap = _DOTS.sub(ELLIPSIS, gap.replace(SOFT_HYPHEN, ""))
    gap = _DASHES.sub(HYPHEN, _QUOTES.sub(QUOTE, gap))
    gap = _BULLETS.sub("", gap)
    return _SPACE.sub(" " if in_number and _IN_NUMBERS.search(gap) else "", gap)


@lru_cache(maxsize=4096)
def without_notes(gap: str, *, after_long: bool) -> str:
    """Return a gap of a text without references to notes. `after_long`: it comes after a word of LONG_WORD letters."""
    gap = _PLAIN_DIGITS.sub("", _BRACKETED.sub(" ", gap))
    raised = _RAISED.search(gap)
    if raised and (after_long or gap[: raised.start()].strip()):
        gap = _RAISED.sub("", gap)
    return gap


def same(passage: str, text: str, before: Word, after: Word) -> bool:
    """Say whether the gap of a passage and that of the text, between these two words of the text, are the same."""
    if passage == text:
        return True
    in_number = before.bone[-1:].isdigit() and after.bone[:1].isdigit()
    wanted = folded(passage, in_number=in_number)
    if wanted == folded(text, in_number=in_number):
        return True
    plain = without_notes(text, after_long=is_long(before))
    return plain != text and wanted == folded(plain, in_number=in_number)


def is_long(word: Word) -> bool:
    return len(word.bone) >= LONG_WORD and word.bone.isalpha()


def is_break(before: Word, after: Word) -> bool:
    """Say whether a hyphen and white space part two halves that may be one word, broken at the end of a line."""
    return bool(_BREAK.fullmatch(after.gap)) and before.bone[-1:].isalpha() and after.bone[:1].isalpha()


def is_whole_before(before: Word, word: Word) -> bool:
    """Say whether a word begins where a passage begins: 500 does not in 1,500, nor rights in a hyphenated human-rights."""
    gap = word.gap
    if _TIED.fullmatch(gap) or _touches(before, word):
        return False
    if not word.bone[:1].isdigit():
        return True
    return not _IN_NUMBERS.fullmatch(gap) and not _is_thousands(before, word)


def is_whole_after(word: Word, after: Word) -> bool:
    """Say whether a word ends where a passage ends: did does not in didn’t, nor 15 in 15,000 or 15 000."""
    gap = after.gap
    if _TIED.fullmatch(gap) or _touches(word, after) or (gap == QUOTE and after.bone == "t"):
        return False
    if not (word.bone[-1:].isdigit() and after.bone[:1].isdigit()):
        return True
    return not _IN_NUMBERS.fullmatch(gap) and not _is_thousands(word, after)


def _touches(before: Word, after: Word) -> bool:
    """Say whether two words have nothing between them, as the parts of 1½, in a script that parts words."""
    touching = not after.gap and before.bone and after.bone
    return bool(touching and not is_solid(before.form[-1]) and not is_solid(after.form[0]))


def _is_thousands(before: Word, after: Word) -> bool:
    return bool(re.fullmatch(r"\d{1,3}", before.bone) and re.fullmatch(r"\d{3}", after.bone)) and not after.gap.strip()


def fits_before(lead: str, word: Word, *, loose: bool) -> bool:
    """Say whether what stands before the first word of a segment agrees with the gap before `word` in the text.

    Quotation marks and dashes there are the writer's, but not the sign of a number.
    """
    signed = lead.endswith(HYPHEN) and word.bone[:1].isdigit()
    wanted = folded(lead).replace(QUOTE, "").lstrip(LOOSE if loose else HYPHEN)
    there = folded(word.gap).replace(QUOTE, "")
    return there.endswith(HYPHEN + wanted if signed else wanted)


def fits_after(tail: str, gap: str, *, loose: bool, after_long: bool) -> bool:
    """Say whether what stands after the last word of a segment agrees with the text's gap there."""
    optional = LOOSE if loose else CLOSERS
    wanted = folded(tail).replace(QUOTE, "").rstrip(optional)
    if loose:
        wanted = wanted.lstrip(optional)
    there = folded(without_notes(gap, after_long=after_long)).replace(QUOTE, "")
    return there.startswith(wanted) or there.lstrip(CLOSERS).startswith(wanted)
