"""A comparison as safe HTML: what went in <del>, what came in <ins>, each named in words for who hears the page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from publishing.comparing.reading import CITATION, LINK, PARTLY
from publishing.comparing.texts import Change, Place, Row, Segment

KINDS: Final[dict[str, Promise]] = {
    "p": gettext_lazy("Paragraph"),
    "h2": gettext_lazy("Heading"),
    "h3": gettext_lazy("Subheading"),
    "h4": gettext_lazy("Small heading"),
    "bullet": gettext_lazy("List entry"),
    "numbered": gettext_lazy("Numbered entry"),
    "tr": gettext_lazy("Table row"),
    "quote": gettext_lazy("Quote"),
    "pull": gettext_lazy("Pull quote"),
    "picture": gettext_lazy("Picture"),
    "action": gettext_lazy("Call to action"),
    "video": gettext_lazy("Video"),
    "rule": gettext_lazy("Dividing line"),
}
MARK_NAMES: Final[dict[str, Promise]] = {
    "bold": pgettext_lazy("formatting of words", "bold"),
    "italic": pgettext_lazy("formatting of words", "italic"),
    "subscript": pgettext_lazy("formatting of words", "subscript"),
    "superscript": pgettext_lazy("formatting of words", "superscript"),
}
ELEMENTS: Final = {"bold": "strong", "italic": "em", "subscript": "sub", "superscript": "sup"}


@dataclass(frozen=True)
class Skipped:
    """Rows in which nothing changed, and that are not near a change."""

    rows: list[Row]

    @property
    def count(self) -> int:
        return len(self.rows)


def inline(row: Row) -> SafeString:
    """Return a row as one text in which what went stands before what came instead."""
    return _draw(row.segments, is_left=False)


def left_side(row: Row) -> SafeString:
    return _draw(row.left_segments, is_left=True)


def right_side(row: Row) -> SafeString:
    return _draw(row.right_segments, is_left=False)


def kind_words(place: Place | None) -> str:
    """Return what a block is called; nothing for a paragraph, which needs no name."""
    return "" if place is None or place.kind in ("p", "line") else str(KINDS[place.kind])


def kind_change(row: Row) -> str:
    """Return in words that a block became another kind of block, such as a paragraph a heading; else an empty text."""
    if row.left is None or row.right is None or row.left == row.right:
        return ""
    if row.left.kind == row.right.kind:
        return _("moved to another level of the list")
    return _("%(old)s became %(new)s") % {"old": KINDS[row.left.kind], "new": KINDS[row.right.kind]}


def with_context(rows: list[Row], around: int = 1) -> list[Row | Skipped]:
    """Return the rows that changed with `around` neighbours on each side; the others in between as Skipped."""
    near = {
        place + step
        for place, row in enumerate(rows)
        if row.change is not Change.EQUAL
        for step in range(-around, around + 1)
    }
    shown: list[Row | Skipped] = []
    for place, row in enumerate(rows):
        if place in near:
            shown.append(row)
        elif shown and isinstance(shown[-1], Skipped):
            shown[-1].rows.append(row)
        else:
            shown.append(Skipped([row]))
    return shown


def _draw(segments: Iterable[Segment], *, is_left: bool) -> SafeString:
    return format_html_join("", "{}", ((piece,) for segment in segments for piece in _pieces(segment, is_left=is_left)))


def _pieces(segment: Segment, *, is_left: bool) -> Iterator[SafeString]:
    words = _marked(segment, segment.left if is_left else segment.right)
    match segment.change:
        case Change.REMOVED:
            yield _named("del", _("removed:"), words)
        case Change.ADDED:
            yield _named("ins", _("added:"), words)
        case Change.RESTYLED:
            yield format_html('<span class="restyled">{}</span>', words)
            if not is_left:
                yield format_html(' <span class="change-note">[{}]</span>', _mark_changes(segment))
        case _:
            yield words


def _named(element: str, name: str, words: SafeString) -> SafeString:
    return format_html(
        '<{0}><span class="visually-hidden"> [{1} </span>{2}<span class="visually-hidden">] </span></{0}>',
        element,
        name,
        words,
    )


def _marked(segment: Segment, marks: frozenset[str]) -> SafeString:
    """Return the words in bold and so on; where a link leads is said only if that changed."""
    if segment.atom:
        return _atom(segment)
    words = format_html("{}", segment.text)
    for mark in sorted(marks):
        if mark.startswith(LINK):
            words = format_html('<span class="linked">{}</span>', words)
        elif mark in ELEMENTS:
            words = format_html("<{0}>{1}</{0}>", ELEMENTS[mark], words)
    return words


def _atom(segment: Segment) -> SafeString:
    """Return an atom by its label; the passage of a citation is said where the citation came or went."""
    is_told = segment.atom == CITATION and segment.detail and segment.change in (Change.ADDED, Change.REMOVED)
    passage = format_html(" “{}”", segment.detail) if is_told else ""
    return format_html('<span class="atom atom-{}">{}{}</span>', segment.atom, segment.text, passage)


def _mark_changes(segment: Segment) -> str:
    """Return in words what changed in how words look or where they lead."""
    old = {mark for mark in segment.left if mark.startswith(LINK)}
    new = {mark for mark in segment.right if mark.startswith(LINK)}
    said = [_("no longer %(mark)s") % {"mark": _mark_name(mark)} for mark in sorted(segment.left - segment.right - old)]
    said += [_("now %(mark)s") % {"mark": _mark_name(mark)} for mark in sorted(segment.right - segment.left - new)]
    if old != new:
        said.append(_link_change(next(iter(old), ""), next(iter(new), "")))
    return ", ".join(said)


def _link_change(old: str, new: str) -> str:
    addresses = {"old": old.removeprefix(LINK), "new": new.removeprefix(LINK)}
    if not old:
        return _("now a link to %(new)s") % addresses
    if not new:
        return _("no longer a link to %(old)s") % addresses
    return _("link changed from %(old)s to %(new)s") % addresses


def _mark_name(mark: str) -> str:
    plain = mark.removeprefix(PARTLY)
    name = _("link") if plain.startswith(LINK) else str(MARK_NAMES[plain])
    return _("partly %(mark)s") % {"mark": name} if mark.startswith(PARTLY) else name
