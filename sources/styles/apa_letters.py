"""The letters by which APA tells works of one author and year apart: "2024a", "2024b" (Publication Manual, 8.19 and 9.47)."""

from collections.abc import Mapping
from string import ascii_lowercase
from typing import Final

from sources.csl import CSLItem
from sources.styles import names
from sources.styles.apa_dates import entry_date, in_text
from sources.styles.apa_parts import leading
from sources.styles.facts import ARTICLE, LAW, edtf, short_title, text, year

# Laws are told apart by their numbers; letters and calls are in no list.
WITHOUT_LETTERS: Final = LAW | {"legal_case", "personal_communication"}


def tell_apart(items: Mapping[int, CSLItem]) -> dict[int, CSLItem]:
    """Return all works of one text, those that would be cited alike with a letter in `year-suffix`.

    The letters follow the order of APA's list: dates that are only a year, then more exact ones as time goes,
    then titles by the alphabet without their article. A letter that a record brought from elsewhere is dropped.
    """
    works = {key: without_letter(item) for key, item in items.items()}
    alike: dict[tuple[str, str], list[CSLItem]] = {}
    for item in works.values():
        if item.get("type") not in WITHOUT_LETTERS:
            alike.setdefault(_called(item), []).append(item)
    for several in alike.values():
        for number, item in enumerate(sorted(several, key=_order) if len(several) > 1 else []):
            item["year-suffix"] = _letter(number)
    return works


def without_letter(item: CSLItem) -> CSLItem:
    """Return a copy of a work without the letter of a list: it means nothing outside of that list."""
    copy = item.copy()
    copy.pop("year-suffix", None)
    return copy


def _called(item: CSLItem) -> tuple[str, str]:
    """Return what works have in common that need letters: authors, or the title that stands for them, and the year."""
    return (names.apa_list(leading(item)) or short_title(item)).casefold(), in_text(item)


def _order(item: CSLItem) -> tuple[str, str]:
    moment = edtf(item.get("issued", {}))
    exact = "" if entry_date(item) == year(item) else moment
    return exact, ARTICLE.sub("", text(item, "title"), count=1).casefold()


def _letter(number: int) -> str:
    """Return "a" to "z" for 0 to 25, then "aa", "ab"."""
    before, last = divmod(number, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[last]
