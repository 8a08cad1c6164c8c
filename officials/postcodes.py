"""The one form in which a postcode is kept and looked up, however it was typed."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 12
LONGEST_TYPED: Final = 40
BETWEEN: Final = re.compile(r"[\s.‐‑‒–—−-]+")
PLAIN: Final = re.compile(rf"[0-9A-Z]{{1,{LONGEST}}}")
# Countries whose postcodes come in longer forms, or that forms and spreadsheets mutilate: what is kept of what is typed.
ZIP: Final = re.compile(r"([0-9]{5})(?:[0-9]{4})?")


def canonical(country: str, typed: str) -> str:
    """Return a postcode as it is kept: capitals and digits alone, "" if it cannot be one of that country.

    `sw1a 1aa` and `SW1A-1AA` are SW1A1AA; digits of other scripts become ours; of the nine digits of a US postcode (ZIP+4)
    the first five are kept, and one with fewer is none: its leading zero was lost in a spreadsheet.
    """
    if len(typed) > LONGEST_TYPED:
        return ""
    compact = BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()
    compact = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in compact)
    if country == "US":
        found = ZIP.fullmatch(compact)
        return found[1] if found else ""
    return compact if PLAIN.fullmatch(compact) else ""
