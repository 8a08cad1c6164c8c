"""Plain text, as it stands."""

from typing import Final

from sources.extraction.charsets import decode
from sources.extraction.cleaning import LONGEST_TEXT, tidy
from sources.extraction.results import CUT, Extracted

EXTRACTOR: Final = "plain 1"
MOST_BYTES: Final = 4 * LONGEST_TEXT


def extract_plain(body: bytes, charset: str = "") -> Extracted:
    """Return the text of a plain text file. Linear in its length; `cut` at LONGEST_TEXT characters."""
    text = tidy(decode(body[:MOST_BYTES], charset))
    is_cut = len(body) > MOST_BYTES or len(text) > LONGEST_TEXT
    return Extracted(text=text[:LONGEST_TEXT], extractor=EXTRACTOR, problem=CUT if is_cut else "")
