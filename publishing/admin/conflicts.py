"""Two people changed one item: where what one typed differs from what is saved, and one text made of both by choice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from publishing.admin.fields import TagsField
from publishing.admin.typed import Filled, Part, canonical, clean_body, digest, is_sent, sent, shown, tag_names
from publishing.comparing.reading import Names
from publishing.comparing.texts import Change, Row, Segment, compare_bodies, compare_plain
from publishing.editing import Typed
from publishing.editor import BodyField
from publishing.models import Publication

MINE: Final = "mine"
THEIRS: Final = "theirs"
BOTH: Final = "both"


@dataclass(frozen=True)
class Difference:
    """A field, or an inline, that is saved otherwise than it was typed.

    `changed_by` says who changed it since the form was opened, MINE, THEIRS or BOTH. `choices` are what can be kept.
    `theirs` and `mine` are the lines or entries of either side, marked where the other lacks them; a text has them in
    `both` together.
    """

    name: str
    label: str
    changed_by: str
    theirs: list[SafeString]
    mine: list[SafeString]
    both: list[SafeString] = field(default_factory=list)
    choices: tuple[str, ...] = (THEIRS, MINE)
    is_body: bool = False

    @property
    def is_text(self) -> bool:
        return bool(self.both)

    @property
    def proposed(self) -> str:
        """Return what is chosen unless the person chooses: nothing where both changed it."""
        return "" if self.changed_by == BOTH else self.changed_by


def read_digests(text: str) -> dict[str, str]:
    """Return the marks of what a form showed when it was opened, as it sends them back; {} for anything odd."""
    try:
        marks = json.loads(text[:20_000])
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(mark) for name, mark in marks.items()} if isinstance(marks, dict) else {}


def differences(item: Publication, mine: Filled, theirs: Filled, seen: Mapping[str, str]) -> list[Difference]:
    """Return where `mine`, which is bound to what was typed, differs from `theirs`, which shows what is saved.

    `seen` holds the marks (`Filled.digests`) of what was saved when the form was opened.
    """
    saved = {one.name: one for one in theirs.fields()}
    found = []
    for one in mine.fields():
        if (
            one.name in saved
            and is_sent(one)
            and (who := _changed_by(canonical(one), canonical(saved[one.name]), seen.get(one.name)))
        ):
            found.append(_of_field(item, one, saved[one.name], who))
    parts = {part.name: part for part in theirs.parts}
    for part in mine.parts:
        other = parts.get(part.name)
        if (
            other is not None
            and part.is_sent
            and (who := _changed_by(part.canonical(), other.canonical(), seen.get(part.name)))
        ):
            found.append(_of_lists(part.name, part.label, other.shown(), part.shown(), who))
    return found


def _changed_by(typed: str, saved: str, seen: str | None) -> str:
    """Say who changed what since it was opened: "" where typed and saved are the same."""
    if typed == saved:
        return ""
    if seen == digest(saved):
        return MINE
    return THEIRS if seen == digest(typed) else BOTH


def _of_field(item: Publication, mine: BoundField, theirs: BoundField, who: str) -> Difference:
    label = str(mine.label)
    if isinstance(mine.field, TagsField):
        both = [sorted(tag_names(str(one.value() or "")), key=str.casefold) for one in (theirs, mine)]
        return _of_lists(mine.name, label, both[0], both[1], who)
    if isinstance(mine.field, BodyField):
        texts = [clean_body(str(one.value() or "")) for one in (theirs, mine)]
        names = [_names(item, text) for text in texts]
        return _of_text(mine.name, label, compare_bodies(texts[0], texts[1], names[0], names[1]), who, is_body=True)
    if isinstance(mine.field, forms.CharField):
        return _of_text(
            mine.name, label, compare_plain(str(theirs.value() or "").strip(), str(mine.value() or "").strip()), who
        )
    sides = [[words] if (words := shown(one)) else [] for one in (theirs, mine)]
    return _of_lists(mine.name, label, sides[0], sides[1], who, choices=(THEIRS, MINE))


def _of_text(name: str, label: str, rows: list[Row], who: str, *, is_body: bool = False) -> Difference:
    return Difference(
        name,
        label,
        who,
        theirs=[_marked(row.left_segments) for row in rows if row.left],
        mine=[_marked(row.right_segments) for row in rows if row.right],
        both=[_marked(row.segments) for row in rows],
        is_body=is_body,
    )


def _marked(segments: Iterable[Segment]) -> SafeString:
    """Return words with marks on those that only one side has."""
    tags = {Change.REMOVED: "del", Change.ADDED: "ins", Change.RESTYLED: "mark"}
    return format_html_join("", "<{0}>{1}</{0}>", ((tags.get(one.change, "span"), one.text) for one in segments))


def _of_lists(
    name: str,
    label: str,
    theirs: list[str],
    mine: list[str],
    who: str,
    *,
    choices: tuple[str, ...] = (THEIRS, MINE, BOTH),
) -> Difference:
    return Difference(
        name,
        label,
        who,
        theirs=[format_html("{}" if entry in mine else "<del>{}</del>", entry) for entry in theirs],
        mine=[format_html("{}" if entry in theirs else "<ins>{}</ins>", entry) for entry in mine],
        choices=choices,
    )


def _names(item: Publication, body: str) -> Names:
    """Return what the keys in a text are called. The text may be any: an item that is not saved is asked."""
    references = type(item)(body=body).named_references()
    cited, pictures, actions = (references.get(kind, {}) for kind in ("cited", "pictures", "actions"))
    return Names(cited=cited, pictures=pictures, actions=actions)


def laid_out(typed: Typed, mine: Filled, theirs: Filled) -> tuple[Typed, dict[str, list[int]], dict[str, str]]:
    """Return what was typed, with its rows laid out on those that are saved now (`Part.rebased`).

    Beside it for each inline the numbers of the rows that others added, and the names of files that were chosen, under
    the names of their fields. What was not sent at all is as it is saved.
    """
    parts = {part.name: part for part in mine.parts}
    data = {name: values for name, values in typed.items() if not any(name.startswith(f"{part}-") for part in parts)}
    added: dict[str, list[int]] = {}
    files: dict[str, str] = {}
    for saved in theirs.parts:
        part = parts.get(saved.name)
        if part is None or not part.is_sent:
            data |= saved.sent()
            continue
        rebased = part.rebased(saved)
        data |= rebased.data
        added[part.name] = rebased.added
        files |= rebased.files
    sent_fields = {one.name for one in mine.fields() if is_sent(one)}
    for one in theirs.fields():
        if one.name not in sent_fields:
            data |= sent(one)
    return data, added, files


def merged(typed: Typed, mine: Filled, theirs: Filled, choices: Mapping[str, str], added: Mapping[str, Any]) -> Typed:
    """Return what a form holds after each field was chosen. What is not among `choices` stays as typed.

    `typed` is laid out on what is saved now (`Part.rebased`); `added` are the numbers of others' rows in it by inline.
    """
    data = dict(typed)
    typed_fields = {one.name: one for one in mine.fields()}
    for one in theirs.fields():
        choice = choices.get(one.name, MINE)
        if choice == THEIRS:
            data = {name: values for name, values in data.items() if name not in sent(typed_fields[one.name])}
            data |= sent(one)
        elif choice == BOTH and isinstance(one.field, TagsField):
            tags = [*tag_names(str(one.value() or "")), *tag_names(str(typed_fields[one.name].value() or ""))]
            data[one.html_name] = [", ".join(dict.fromkeys(tags))]
    for part in theirs.parts:
        data = _merged_part(data, part, choices.get(part.name, MINE), added.get(part.name, []))
    return data


def _merged_part(data: Typed, theirs: Part, choice: str, added: list[int]) -> Typed:
    if choice == THEIRS:
        return {name: values for name, values in data.items() if not name.startswith(f"{theirs.name}-")} | theirs.sent()
    if choice == BOTH:
        unmarked = {f"{theirs.name}-{number}-DELETE" for number in added}
        return {name: values for name, values in data.items() if name not in unmarked}
    return data
