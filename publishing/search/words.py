"""Words as search understands them: what somebody typed, and when a word of a text is meant by it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

LONGEST_INPUT: Final = 300
MOST_WORDS: Final = 12
LONGEST_WORD: Final = 60

MARK_ON_LATIN: Final = re.compile(r"([A-Za-z])[\u0300-\u036f]+")
"""Only Latin letters lose their marks: й is not и. SQLite's tokenizer and the index in PostgreSQL do the same."""

ARMENIAN_EV: Final = re.compile("և|եւ")

TOKEN: Final = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")

ENDINGS: Final = (
    "ations",
    "ation",
    "ements",
    "ement",
    "ions",
    "ion",
    "ings",
    "ing",
    "ies",
    "ive",
    "ives",
    "ed",
    "es",
    "ly",
    "s",
    "e",
    "y",
)


@dataclass(frozen=True)
class Word:
    """One word to look for, folded. With `is_prefix`, longer words that begin with it are meant too."""

    text: str
    is_prefix: bool

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the ways to write the word: Armenian և is also written եւ, and ԵՎ in capitals."""
        plain = ARMENIAN_EV.sub("եվ", self.text)
        return tuple(dict.fromkeys([plain, plain.replace("եվ", "և"), plain.replace("եվ", "եւ")]))

    @property
    def script(self) -> str:
        """Return ``armenian``, ``arabic`` or, for all others, ``latin``: which stemmer the word needs."""
        name = unicodedata.name(self.text[0], "").partition(" ")[0].lower()
        return name if name in ("armenian", "arabic") else "latin"

    def is_meant_by(self, token: str) -> bool:
        """Say whether a token of a text is to be highlighted for this word.

        The database decides what is found, with its own stemmer; this only chooses what is marked.
        """
        folded = fold(token)
        if folded in self.spellings or (self.is_prefix and folded.startswith(self.spellings)):
            return True
        return self.script == "latin" and _stem(folded) == _stem(self.text)


def fold(text: str) -> str:
    """Return `text` in small letters, composed (NFC), without marks on Latin letters: “Café” is “cafe”."""
    bare = MARK_ON_LATIN.sub(r"\1", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).lower()


def read(typed: str) -> list[Word]:
    """Return the words of what somebody typed: whatever it holds, they are letters and digits only.

    The last word may be unfinished, so it is a prefix. So is every word in a script whose endings the
    small engine's stemmer does not know: Armenian գետ finds գետերի. Input beyond 300 characters is left out.
    """
    tokens = list(dict.fromkeys(fold(token)[:LONGEST_WORD] for token in TOKEN.findall(typed[:LONGEST_INPUT])))[
        :MOST_WORDS
    ]
    return [
        Word(token, is_prefix=number == len(tokens) or (not token.isascii() and len(token) > 2))
        for number, token in enumerate(tokens, start=1)
    ]


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
