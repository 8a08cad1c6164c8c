"""Places inside a source, by the locator labels of CSL 1.0.2."""

import re
from functools import cache
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LocatorKind(NamedTuple):
    """How one kind of locator is named in a choice, and written before one value and before several."""

    name: Promise
    one: Promise
    several: Promise
    typed: tuple[str, ...]
    """What staff may have typed before the value, in lower case; it is dropped, since the kind says it."""


class Locator(NamedTuple):
    """The place in a source: `label` is a key of LOCATOR_KINDS, `value` what follows, such as "4–6"."""

    label: str
    value: str


# CSL's locator terms that occur in what advocacy groups cite.
LOCATOR_KINDS: Final[dict[str, LocatorKind]] = {
    "page": LocatorKind(
        _("page"),
        pgettext_lazy("abbreviation of page", "p."),
        pgettext_lazy("abbreviation of pages", "pp."),
        ("pages", "page", "pp.", "pp", "pgs.", "pg.", "p.", "p"),
    ),
    "paragraph": LocatorKind(
        _("paragraph"),
        pgettext_lazy("abbreviation of paragraph", "para."),
        pgettext_lazy("abbreviation of paragraphs", "paras."),
        ("paragraphs", "paragraph", "paras.", "paras", "para.", "para", "par.", "¶¶", "¶"),
    ),
    "section": LocatorKind(
        _("section"),
        pgettext_lazy("abbreviation of section", "sec."),
        pgettext_lazy("abbreviation of sections", "secs."),
        ("sections", "section", "secs.", "sec.", "sec", "§§", "§"),
    ),
    "chapter": LocatorKind(
        _("chapter"),
        pgettext_lazy("abbreviation of chapter", "chap."),
        pgettext_lazy("abbreviation of chapters", "chaps."),
        ("chapters", "chapter", "chaps.", "chap.", "ch."),
    ),
    "article-locator": LocatorKind(
        _("article"),
        pgettext_lazy("abbreviation of article", "art."),
        pgettext_lazy("abbreviation of articles", "arts."),
        ("articles", "article", "arts.", "art."),
    ),
    "timestamp": LocatorKind(
        _("time in a recording"),
        pgettext_lazy("before a time in a recording", "at"),
        pgettext_lazy("before several times in a recording", "at"),
        ("at", "@"),
    ),
    "line": LocatorKind(
        _("line"),
        pgettext_lazy("before a line number", "line"),
        pgettext_lazy("before several line numbers", "lines"),
        ("lines", "line"),
    ),
    "note": LocatorKind(
        _("note"),
        pgettext_lazy("abbreviation of note", "n."),
        pgettext_lazy("abbreviation of notes", "nn."),
        ("notes", "note", "nn.", "n.", "fn."),
    ),
    "figure": LocatorKind(
        _("figure"),
        pgettext_lazy("abbreviation of figure", "fig."),
        pgettext_lazy("abbreviation of figures", "figs."),
        ("figures", "figure", "figs.", "fig."),
    ),
    "table": LocatorKind(
        _("table"),
        pgettext_lazy("before a table number", "table"),
        pgettext_lazy("before several table numbers", "tables"),
        ("tables", "table"),
    ),
    "part": LocatorKind(
        _("part"),
        pgettext_lazy("abbreviation of part", "pt."),
        pgettext_lazy("abbreviation of parts", "pts."),
        ("parts", "part", "pts.", "pt."),
    ),
    "volume": LocatorKind(
        _("volume"),
        pgettext_lazy("abbreviation of volume", "vol."),
        pgettext_lazy("abbreviation of volumes", "vols."),
        ("volumes", "volume", "vols.", "vol."),
    ),
    "appendix": LocatorKind(
        _("appendix"),
        pgettext_lazy("abbreviation of appendix", "app."),
        pgettext_lazy("abbreviation of appendices", "apps."),
        ("appendices", "appendix", "apps.", "app."),
    ),
}
LOCATORS: Final[list[tuple[str, Promise]]] = [(label, kind.name) for label, kind in LOCATOR_KINDS.items()]

ROMAN: Final = r"[ivxlcdm]+"
NUMBER: Final = rf"(?:\d+|\b{ROMAN}\b)"
DASH: Final = re.compile(rf"(?<=\d)\s*[-‐‑–—]\s*(?=\d)|(?<=[ivxlcdm])\s*[-‐‑–—]\s*(?={ROMAN}\b)", re.IGNORECASE)
NUMBERED: Final = re.compile(rf"\d|\b(?:{ROMAN}|[a-z])\b", re.IGNORECASE)
# "Annex V" and "Schedule 2" name their kind themselves; "iii" is a number.
WORDED: Final = re.compile(rf"(?!{ROMAN}\b)[^\W\d_]{{3,}}\b", re.IGNORECASE)
SEVERAL: Final = re.compile(rf"{NUMBER}\s*(?:[–,;&]|\band\b)\s*{NUMBER}", re.IGNORECASE)


def read_locator(text: str, label: str = "") -> Locator | None:
    """Return the locator that staff typed, None for an empty one.

    What is typed before the value wins over `label`, since it is what the reader would see: "para. 12" is a paragraph.
    Without either it is a page. Hyphens between numbers become dashes.
    """
    value = DASH.sub("–", " ".join(text.split()))
    if not value:
        return None
    for kind_label, pattern in _typed_patterns():
        match = pattern.match(value)
        if match:
            return Locator(kind_label, value[match.end() :])
    return Locator(label if label in LOCATOR_KINDS else "page", value)


def locator_text(locator: Locator) -> str:
    """Return a locator in words of the active language: "p. 4", "pp. 4–6", "para. 12", "at 12:30".

    What has no number in it, such as "inside cover", or begins with a word, such as "Annex V", speaks for itself.
    """
    if not NUMBERED.search(locator.value) or WORDED.match(locator.value):
        return locator.value
    kind = LOCATOR_KINDS[locator.label]
    return f"{kind.several if is_several(locator) else kind.one} {locator.value}"


def is_several(locator: Locator) -> bool:
    """Say whether a locator names more than one place: "4–6", "12, 14", "iv–xii"; "A-12" is one."""
    return bool(SEVERAL.search(locator.value))


@cache
def _typed_patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return for each label what may stand before its value; a number, a Roman one or a single letter must follow."""
    follows = rf"\s*(?=\d|(?<=[\s.§¶@]){ROMAN}\b|(?<=[\s.§¶@])[a-z]\b)"
    return [
        (label, re.compile(rf"(?:{'|'.join(map(re.escape, kind.typed))}){follows}", re.IGNORECASE))
        for label, kind in LOCATOR_KINDS.items()
    ]
