"""What each character counts as: a letter, a mark on one, a gap between words, or nothing.

Two readings of a text stand on this module. The *skeleton* has small base letters and digits alone, words parted by
single spaces: in it passages are searched, by the fast methods of `str`. The *detail* keeps case, accents and
punctuation, with typography folded: by it what was found is judged. Both are made character by character, without
looking at neighbours, so that the skeleton of a text made quickly and the words read from it slowly are the same.

Folding follows Unicode's compatibility decomposition (NFKC), except where that makes other words or numbers:
superscripts stay what they are (m² is not m2, and a raised 12 after a word is a note), vulgar fractions and numbers in
circles are parted from their neighbours (1½ is not 11/2, 2① is not 21), and the words of symbols such as ™ stay symbols.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

QUOTE: Final = '"'
DASH: Final = "–"
HYPHEN: Final = "-"
ELLIPSIS: Final = "…"

QUOTES: Final = frozenset("'\"`´‘’‚‛“”„‟‹›«»′″‴‵‶「」『』〝〞〟﹁﹂﹃﹄＂＇｀｢｣ʼʻʹ՚׳״❛❜❝❞")
"""Quotation marks, apostrophes and primes of all kinds count as one: which is used where is typography."""

HYPHENS: Final = frozenset("-−‐‑֊־᠆﹣－")
DASHES: Final = frozenset("‒–—―⸺⸻〜﹘⁃")

_SIGNS: Final = ((QUOTES, QUOTE), (HYPHENS, HYPHEN), (DASHES, DASH), (frozenset("/⁄∕"), "/"))

SOFT_HYPHEN: Final = "\u00ad"

IGNORED: Final = frozenset(
    "\u0640"  # tatweel, which makes Arabic words longer to look at
    "\u034f\u180b\u180c\u180d\u180f" + "".join(map(chr, range(0xFE00, 0xFE10)))  # variation selectors, joiner
)

BULLETS: Final = "•‣◦▪▫●○■□▸▹►◆◇➢➤·∙"

INNER: Final = "՛՜՞"
"""Armenian marks of emphasis, exclamation and question, which stand inside the word."""

SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

# Thai, Lao, Tibetan, Myanmar, Khmer, kana, bopomofo and Chinese characters: words are not parted by spaces.
SOLID: Final = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1a20-\u1aaf\u3005-\u3007\u3041-\u30ff\u3105-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@lru_cache(maxsize=20_000)
def is_solid(character: str) -> bool:
    """Say whether a character, or the first of several, is of a script without spaces: each is a word of its own."""
    return SOLID.match(character) is not None


@lru_cache(maxsize=20_000)
def detail(character: str) -> str:
    """Return what one character reads as, typography folded: case, accents and punctuation stay. Empty for nothing."""
    if character in IGNORED:
        return ""
    for alike, sign in _SIGNS:
        if character in alike:
            return sign
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    return "" if category in ("Cf", "Cc") else _decomposed(character, category)


def _decomposed(character: str, category: str) -> str:
    """Return the compatibility decomposition, unless it says something else than the character does."""
    tag, _space, codes = unicodedata.decomposition(character).partition(" ")
    keeps = tag == "<super>" or (tag == "<sub>" and category == "No") or category == "Sk" or character == ELLIPSIS
    if keeps or not tag.startswith("<"):
        return character
    parts = "".join(detail(chr(int(code, 16))) for code in codes.split())
    return f" {parts} " if tag == "<circle>" or category == "No" else parts


@lru_cache(maxsize=20_000)
def skeleton(character: str) -> str:
    """Return what one character adds to the skeleton: small base letters, digits, a space; or nothing."""
    return "".join(_bone(part) for folded in character.casefold() for part in _parts(folded))


def _parts(character: str) -> str:
    read = detail(character)
    return read if "가" <= read <= "힣" else unicodedata.normalize("NFD", read).casefold()


def _bone(part: str) -> str:
    category = unicodedata.category(part)
    if category[0] == "M" or part in INNER:
        return ""
    if part == "ւ":
        return "վ"  # capitals write եւ as ԵՎ; the detail tells them apart
    if category == "No":
        return part.translate(SUBSCRIPTS) if part in "₀₁₂₃₄₅₆₇₈₉" else " "
    return part if part.isalnum() else " "
