"""Markers and what they name: sources found by their keys, what is wrong with a marker, and where in the text it is."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from lxml import etree

from publishing.rendering import Marker, markers
from publishing.rendering.marking import VERBATIM, read_marker
from publishing.rendering.trees import parse
from publishing.rendering.words import BLOCK_TAGS
from sources.locators import LOCATOR_KINDS, Locator, read_locator
from sources.models.source import Source

MOST_VIAS: Final = 3
LONGEST_LOCATOR: Final = 100
WORDS_BEFORE: Final = 8
LONGEST_BEFORE: Final = 60
LETTER: Final = re.compile(r"\w")
HOLD: Final = "SELECT 1 FROM sources_source WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
MODES: Final = (VERBATIM, "paraphrase", "mention")


@dataclass(frozen=True, slots=True)
class Cited:
    """A marker with the sources that it names: `vias` from the one that cites `source` to the one that was read.

    `stands` says whether what it quotes are still the words of the text: see `sources.seen`.
    """

    marker: Marker
    source: Source
    vias: tuple[Source, ...] = ()
    stands: bool = True

    @property
    def seen_in(self) -> Source:
        """Return the source that was read: in its copies the passage must stand."""
        return self.vias[-1] if self.vias else self.source

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.source, *self.vias)

    @property
    def group(self) -> tuple[int, ...]:
        """Return what markers of one note have in common."""
        return tuple(source.pk for source in self.sources)

    @property
    def locator(self) -> Locator | None:
        return read_locator(self.marker.locator, self.marker.label)

    @property
    def via_locator(self) -> Locator | None:
        return read_locator(self.marker.via_locator, self.marker.via_label) if self.vias else None

    @property
    def is_verbatim(self) -> bool:
        return self.marker.mode == VERBATIM

    @property
    def quoted(self) -> str:
        """Return the words that must stand in the source; empty for what is no quotation."""
        return self.marker.passage if self.is_verbatim else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A marker and what stands before it: `before` are the last words of its block; `is_alone` if there are none."""

    marker: Marker
    before: str
    is_alone: bool


def read(found: Iterable[Marker], known: dict[str, Source] | None = None) -> list[Cited]:
    """Return markers with their sources, in the same order; from `known`, if somebody looked them up already.

    Raises KeyError for a key that names no source.
    """
    found = list(found)
    keys = {key for marker in found for key in marker.keys}
    if known is None or not keys <= known.keys():
        known = sources_by_key(keys)
    return [resolved(marker, known) for marker in found]


def resolved(marker: Marker, known: dict[str, Source]) -> Cited:
    """Return a marker with its sources from `known`. Of sources that were merged into one, the first in the chain counts."""
    source = known[marker.source]
    vias = {via.pk: via for via in (known[key] for key in marker.via) if via.pk != source.pk}
    return Cited(marker, source, tuple(vias.values()))


def sources_by_key(keys: Collection[str]) -> dict[str, Source]:
    """Return the sources for keys as typed in markers; a key that is no number or names nothing is left out.

    What was merged is the source that it went into. One query, and one for each step of a chain of merges.
    """
    numbers = {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19}
    found: dict[int, Source] = {}
    wanted = set(numbers)
    while wanted:
        rows = Source.objects.filter(pk__in=wanted).select_related("link")
        found.update({source.pk: source for source in rows})
        wanted = {source.merged_into_id for source in found.values() if source.merged_into_id} - found.keys()
    return {str(number): _went_to(found[number], found) for number in numbers if number in found}


def hold(found: Iterable[Marker]) -> None:
    """Keep the sources that markers name as they are until the transaction ends, before they are read to be cited.

    Nobody waits for that who writes a source: what is held is that its row is there. `sources.merging.settle` waits,
    to find citations that came while it merged. SQLite has one writer anyway; in PostgreSQL the constraint itself
    would only look when the transaction ends.
    """
    keys = {int(key) for marker in found for key in marker.keys if key.isascii() and key.isdigit() and len(key) < 19}
    if keys and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [sorted(keys)])


def _went_to(source: Source, found: dict[int, Source]) -> Source:
    seen = set()
    while source.merged_into_id is not None and source.pk not in seen:
        seen.add(source.pk)
        source = found[source.merged_into_id]
    return source


def unknown_keys(found: Iterable[Marker]) -> list[str]:
    """Return the keys of markers that name no source, sorted."""
    keys = {key for marker in found for key in marker.keys}
    return sorted(keys - sources_by_key(keys).keys())


def check(body: str) -> None:
    """Raise ValidationError if a marker of a clean body cannot be stored. The message says which, by the words before it."""
    found = markers(body)
    if not found:
        return
    gone = unknown_keys(found)
    if gone:
        raise ValidationError(
            _("The text cites a source that does not exist (%(keys)s). Remove the marker or cite again: %(places)s"),
            code="unknown_source",
            params={"keys": ", ".join(key[:20] for key in gone[:3]), "places": "; ".join(places_of(body, gone)[:3])},
        )
    for marker in found:
        _check_marker(marker)


def _check_marker(marker: Marker) -> None:
    if max(len(marker.locator), len(marker.via_locator)) > LONGEST_LOCATOR:
        raise ValidationError(_("A locator is longer than 100 characters."), code="long_locator")
    if any(label and label not in LOCATOR_KINDS for label in (marker.label, marker.via_label)):
        raise ValidationError(_("A citation has a kind of locator that does not exist."), code="unknown_locator")
    if marker.mode not in MODES:
        raise ValidationError(_("A citation is used in a way that does not exist."), code="unknown_mode")
    if len(marker.via) > MOST_VIAS:
        raise ValidationError(
            _("A citation names more than %(count)d sources between what is cited and what was read."),
            code="long_via",
            params={"count": MOST_VIAS},
        )
    if len(set(marker.keys)) < len(marker.keys):
        raise ValidationError(
            _("A citation names the same source twice: what is cited, and what it was read in."), code="repeated_via"
        )


def standing(body: str) -> list[Standing]:
    """Return the markers of a clean body in reading order with the words before them. Parses the body once."""
    root = parse(body)
    found: list[Standing] = []
    line: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in BLOCK_TAGS:
            line.clear()
        if event == "start" and element.get("data-cite") is not None and element.tag == "sup":
            words = "".join(line).split()
            found.append(
                Standing(
                    read_marker(element),
                    " ".join(words[-WORDS_BEFORE:])[-LONGEST_BEFORE:],
                    not LETTER.search("".join(words)),
                )
            )
        text = element.text if event == "start" else element.tail
        if element.tag == "br" and event == "start":
            line.append(" ")
        if text and not (element is root and event == "end"):
            line.append(text)
    return found


def places_of(body: str, keys: Collection[str]) -> list[str]:
    """Return where the markers are that name one of `keys`: the words before each, and its number in the text."""
    return [
        place_words(one, number)
        for number, one in enumerate(standing(body), start=1)
        if any(key in keys for key in one.marker.keys)
    ]


def place_words(one: Standing, number: int) -> str:
    """Return the place of a marker, by which one finds it: "… emptied the valley (marker 3)"."""
    if one.is_alone:
        return _("at the beginning of a paragraph (marker %(number)d)") % {"number": number}
    return _("after “%(words)s” (marker %(number)d)") % {"words": one.before, "number": number}


def alone(body: str) -> list[str]:
    """Return where markers stand without words before them: what they proved was deleted, or went elsewhere."""
    found = enumerate(standing(body), start=1)
    return [place_words(one, number) for number, one in found if one.is_alone]
