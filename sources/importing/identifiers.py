"""DOI, ISBN, ISSN and language as files have them: with addresses, labels and remarks around them."""

import re
from collections.abc import Callable
from typing import Final

DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*|info:doi/)?(10\.[0-9.]{3,}/\S+)", re.IGNORECASE)
REMARK: Final = re.compile(r"\([^()]*\)|isbn(?:-1[03])?:?|issn:?", re.IGNORECASE)
ISSN: Final = re.compile(r"[0-9]{4}-?[0-9]{3}[0-9Xx]")
CODE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
LANGUAGES: Final = {
    "english": "en", "american": "en", "usenglish": "en", "british": "en", "ukenglish": "en", "french": "fr",
    "français": "fr", "francais": "fr", "german": "de", "ngerman": "de", "deutsch": "de", "armenian": "hy",
    "eastern armenian": "hy", "western armenian": "hyw", "russian": "ru", "spanish": "es", "italian": "it", "arabic": "ar",
    "turkish": "tr", "persian": "fa", "dutch": "nl", "portuguese": "pt", "polish": "pl", "azerbaijani": "az",
    "georgian": "ka", "greek": "el", "ukrainian": "uk", "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de",
    "hye": "hy", "arm": "hy", "rus": "ru", "spa": "es", "ita": "it", "ara": "ar", "tur": "tr",
}  # fmt: skip


def doi(typed: str) -> tuple[str, bool]:
    """Return a DOI without what leads to it, and whether that is all that was typed."""
    match = DOI.fullmatch(typed)
    return (match[1], True) if match else ("", not typed)


def isbn(typed: str) -> tuple[str, bool]:
    """Return the first ISBN of those typed, as it is typed, and whether it is the only one."""
    found = [word.strip(",;:") for word in REMARK.sub(" ", typed).split()]
    good = [word for word in found if len(isbn13(word)) == 13]
    if not good and len(isbn13("".join(found))) == 13:
        return " ".join(found), True
    return (good[0] if good else ""), len(found) == len(good) <= 1


def isbn13(typed: str) -> str:
    """Return an ISBN as 13 figures, "" if it is none: its check figure must be right."""
    figures = re.sub(r"[\s‐–-]", "", typed).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", figures):
        values = [10 if figure == "X" else int(figure) for figure in figures]
        if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11:
            return ""
        figures = f"978{figures[:9]}"
        return f"{figures}{-_weighted(figures) % 10}"
    if re.fullmatch(r"97[89][0-9]{10}", figures) and _weighted(figures) % 10 == 0:
        return figures
    return ""


def _weighted(figures: str) -> int:
    return sum(int(figure) * (1, 3)[place % 2] for place, figure in enumerate(figures))


def issn(typed: str) -> tuple[str, bool]:
    """Return the first ISSN of those typed, and whether it is the only one."""
    found = REMARK.sub(" ", typed).replace(",", " ").replace(";", " ").split()
    good = [word for word in found if ISSN.fullmatch(word)]
    return (good[0] if good else ""), len(found) == len(good) <= 1


def language(typed: str) -> tuple[str, bool]:
    """Return a language as its code ("en", "en-GB"), and whether it was understood."""
    code = LANGUAGES.get(typed.casefold(), typed.replace("_", "-"))
    return (code, True) if CODE.fullmatch(code) else ("", not typed)


READERS: Final[dict[str, Callable[[str], tuple[str, bool]]]] = {
    "DOI": doi,
    "ISBN": isbn,
    "ISSN": issn,
    "language": language,
}
