"""Text that can be stored and shown: without what is no character of a document, or hides or reorders others."""

import re
from typing import Final

LONGEST_TITLE: Final = 500
LONGEST_TEXT: Final = 10_000_000
"""Characters; about 4,000 book pages."""

# C0 and C1 controls but for tab and line feed. PostgreSQL stores no NUL, and none of them is part of a word.
CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
# Break opportunities and byte order marks: soft hyphen, zero width space, word joiner. The joiners stay: they are letters'.
INVISIBLE: Final = "\u00ad\u200b\u2060\ufeff"
# Embeddings, overrides and isolates: they could show our readers other words than those that were checked.
REORDERING: Final = "\u202a-\u202e\u2066-\u2069"
SURROGATES: Final = "\ud800-\udfff"
UNWANTED: Final = re.compile(f"[{CONTROLS}{INVISIBLE}{REORDERING}]")
LONE: Final = re.compile(f"[{SURROGATES}]")
LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
BLANK_LINE_ENDS: Final = re.compile(r"[ \t]+$", re.MULTILINE)
BLANK_LINES: Final = re.compile(r"\n{3,}")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")


def clean(text: str) -> str:
    """Return the text without controls, invisible break marks and reordering marks; line ends as line feeds.

    Letters, spaces of all widths and punctuation stay as they are. Lone surrogates become U+FFFD.
    """
    text = LINE_ENDS.sub("\n", text)
    return LONE.sub("\ufffd", UNWANTED.sub("", text))


def tidy(text: str) -> str:
    """Return a clean text without blanks at the ends of lines and with one empty line at most between two lines."""
    return BLANK_LINES.sub("\n\n", BLANK_LINE_ENDS.sub("", clean(text))).strip("\n")


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """Return a clean text on one line, of at most `longest` characters."""
    return " ".join(clean(text[: longest * 10]).split())[:longest].rstrip()


def language_tag(value: str) -> str:
    """Return a language tag (BCP 47) as written, with hyphens; "" for what is none."""
    tag = value.strip().split(",")[0].strip().replace("_", "-")
    return tag if LANGUAGE.fullmatch(tag) else ""
