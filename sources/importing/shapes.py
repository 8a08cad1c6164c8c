"""What values of CSL-JSON look like, and what anybody's file may hold in their place."""

import re
import unicodedata
from typing import Any, Final

from sources.csl import CSLName

LONGEST_TEXT: Final = 20_000
"""Characters of one value that are kept; a field of a megabyte would be read with every page that shows the source."""

DEEPEST: Final = 6
MOST_PARTS: Final = 500
NAME_PARTS: Final = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle")
LONGEST_NAME: Final = 500
DATES: Final = frozenset({"available-date", "event-date", "original-date", "submitted"})
NAMES: Final = frozenset(
    """
    chair collection-editor compiler composer container-author contributor curator director editorial-director
    executive-producer guest host illustrator interviewer narrator organizer original-author performer producer recipient
    reviewed-author script-writer series-creator
    """.split()  # noqa: SIM905
)
TEXTS: Final = frozenset(
    """
    abstract annote archive_collection archive_location archive-place call-number categories chapter-number citation-label
    citation-number collection-number collection-title-short container-title-short dimensions division event-type
    first-reference-note-number jurisdiction keyword language locator medium number-of-pages number-of-volumes
    original-publisher original-publisher-place original-title page-first part-number part-title PMCID PMID printing-number
    references reviewed-genre reviewed-title scale source status supplement-number version volume-title volume-title-short
    year-suffix
    """.split()  # noqa: SIM905
)
TAG: Final = re.compile(r"</?(?:i|b|sub|sup|sc|em|strong)\s*>|<span[^<>]{0,100}>|</span>", re.IGNORECASE)


def clean(item: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return an item whose texts are fit to be stored, and the names of variables that were cut for good."""
    cut: list[str] = []
    result = {}
    for name, value in list(item.items())[:MOST_PARTS]:
        cleaned = _cleaned(value, 0)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            cut.append(_text(str(name))[:100])
        result[_text(str(name))[:100]] = cleaned
    return result, cut


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _text(value)[:LONGEST_TEXT]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, int) and abs(value) > 10**18:
        return str(value)[:LONGEST_TEXT]
    if isinstance(value, dict | list) and depth >= DEEPEST:
        return _text(str(value))[:LONGEST_TEXT]
    if isinstance(value, dict):
        pairs = list(value.items())[:MOST_PARTS]
        return {_text(str(name))[:100]: _cleaned(inner, depth + 1) for name, inner in pairs}
    if isinstance(value, list):
        return [_cleaned(inner, depth + 1) for inner in value[:MOST_PARTS]]
    return value


def _text(text: str) -> str:
    """Return text in NFC without control characters, halves of letters and what no database takes; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(
        letter if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"} else " " for letter in text
    )
    return unicodedata.normalize("NFC", kept)


def plain_title(text: str) -> str:
    """Return a title without the few tags by which CSL sets type. What else looks like HTML is part of the title."""
    return " ".join(TAG.sub("", text).split()) if "<" in text else text


def names(value: Any) -> tuple[list[CSLName], bool]:
    """Return what of a list of CSL names can be kept, and whether that is all of it."""
    if value in (None, "", []):
        return [], True
    if isinstance(value, str):
        return [{"literal": " ".join(value.split())[:LONGEST_NAME]}], False
    found = [_name(one) for one in (value if isinstance(value, list) else [value])]
    return [name for name, _whole in found if name], isinstance(value, list) and all(whole for _one, whole in found)


def _name(value: Any) -> tuple[CSLName | None, bool]:
    if isinstance(value, str):
        return ({"literal": value[:LONGEST_NAME]} if value.strip() else None), False
    if not isinstance(value, dict):
        return None, False
    texts = {part: " ".join(text.split()) for part, text in value.items() if isinstance(text, str) and text.strip()}
    literal = texts.pop("literal", "") or texts.pop("name", "")
    if literal:
        return {"literal": literal[:LONGEST_NAME]}, len(literal) <= LONGEST_NAME and not texts
    known = {part: texts[part][:LONGEST_NAME] for part in NAME_PARTS if part in texts}
    if not known.get("family"):
        known["family"] = known.pop("given", "")
    is_whole = all(len(text) <= LONGEST_NAME for text in texts.values()) and not (texts.keys() - set(NAME_PARTS))
    return (known if known["family"] else None), is_whole  # type: ignore[return-value]  # the keys are a name's


def is_variable(name: str, value: Any) -> bool:
    """Say whether a value may stand in CSL-JSON under this name; then it is kept there and exported."""
    if name in TEXTS:
        return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
    if name in NAMES:
        found, is_whole = names(value)
        return bool(found) and is_whole
    return name in DATES and is_date(value)


def is_date(value: Any) -> bool:
    """Say whether a value has the form of a CSL date; whether it is one of the calendar is not looked at."""
    if not isinstance(value, dict):
        return False
    parts = value.get("date-parts")
    if parts is None:
        return isinstance(value.get("literal"), str) or isinstance(value.get("raw"), str)
    return (
        isinstance(parts, list)
        and 0 < len(parts) <= 2
        and all(isinstance(part, list) and all(isinstance(number, int | str) for number in part) for part in parts)
    )


def date_words(value: Any) -> str:
    """Return a date that was not understood as it was typed, or as near as can be said."""
    if isinstance(value, dict):
        words = next((value[name] for name in ("raw", "literal") if isinstance(value.get(name), str)), None)
        return words if words is not None else (str(value) if value else "")
    return str(value) if value else ""
