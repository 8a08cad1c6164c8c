"""What an admin form holds, whether it was typed or is saved: as a browser sends it, as it is compared, as it is read.

A form that is bound holds what was typed, one that is not holds what is saved; here both answer the same questions.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.forms import BoundField
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils.translation import gettext as _

from publishing import rendering
from publishing.admin.fields import TagsField
from publishing.editing import Typed
from publishing.editor import BodyField

BETWEEN_VALUES: Final = "\x1f"
BETWEEN_ROWS: Final = "\x1e"


@dataclass(frozen=True)
class Rebased:
    """Typed rows, laid out anew. `added` are the numbers of rows that somebody else added, `files` what was chosen.

    A file cannot be put into a form again: its name stands under the name of the field in which to choose it once more.
    """

    data: Typed
    added: list[int]
    files: dict[str, str]


@dataclass(frozen=True)
class Part:
    """The rows of one inline, such as “Read also”."""

    rows_form: Any
    inline: InlineModelAdmin

    @property
    def name(self) -> str:
        return str(self.rows_form.prefix)

    @property
    def label(self) -> str:
        return str(self.inline.verbose_name_plural)

    @property
    def can_delete(self) -> bool:
        return bool(self.rows_form.can_delete)

    @property
    def is_sent(self) -> bool:
        """Whether a form that is bound was sent with these rows at all."""
        return f"{self.name}-{TOTAL_FORM_COUNT}" in self.rows_form.data

    def rows(self) -> list[Any]:
        """Return the forms of the rows that there are to be: neither deleted ones nor empty ones."""
        if not self.rows_form.is_bound:
            return list(self.rows_form.initial_forms)
        return [row for row in self.rows_form.forms if not self.is_deleted(row) and self.is_filled(row)]

    def is_deleted(self, row: Any) -> bool:
        return self.can_delete and bool(self.rows_form.data.get(f"{row.prefix}-{DELETION_FIELD_NAME}"))

    def is_filled(self, row: Any) -> bool:
        return bool(self.key(row)) or bool(row.has_changed())

    def key(self, row: Any) -> str:
        """Return the primary key of a row that is, or was, saved; "" for a new one."""
        if not self.rows_form.is_bound:
            return str(row.instance.pk)
        return str(self.rows_form.data.get(f"{row.prefix}-{self._key_name}", ""))

    def cells(self, row: Any) -> list[BoundField]:
        """Return the fields of a row that people fill in."""
        others = {self._key_name, self.rows_form.fk.name, DELETION_FIELD_NAME}
        return [field for field in row if field.name not in others]

    @property
    def _key_name(self) -> str:
        return str(self.rows_form.model._meta.pk.name)

    def canonical(self) -> str:
        """Return the content, equal for what is equal."""
        return BETWEEN_ROWS.join(
            BETWEEN_VALUES.join(canonical(cell) for cell in self.cells(row)) for row in self._in_order()
        )

    def shown(self) -> list[str]:
        """Return each row in words."""
        return [
            " · ".join(words for cell in self.cells(row) if cell.name != "position" and (words := shown(cell)))
            for row in self._in_order()
        ]

    def _in_order(self) -> list[Any]:
        def position(row: Any) -> int:
            text = str(row["position"].value()) if "position" in row.fields else ""
            return int(text) if text.isascii() and text.isdigit() else 0

        return sorted(self.rows(), key=position)

    def sent(self) -> Typed:
        """Return what a browser sends for these rows, saved or typed."""
        return self._laid_out([(row, self.key(row), False) for row in self.rows()])

    def rebased(self, saved: "Part") -> "Rebased":
        """Return what a browser would send if these typed rows had been typed into the form of what is `saved` now.

        Rows that are saved still go by their keys, those that somebody removed meanwhile become new ones. Rows that
        somebody added meanwhile are marked to be deleted, where that is allowed.
        """
        typed = {self.key(row): row for row in self.rows_form.forms if self.key(row)}
        gone = typed.keys() - {saved.key(row) for row in saved.rows()}
        laid: list[tuple[Any, str, bool]] = []
        added = []
        for theirs in saved.rows():
            key = saved.key(theirs)
            mine = typed.pop(key, None) or self._pop_same(typed, theirs, gone)
            if mine is None:
                added.append(len(laid))
                laid.append((theirs, key, self.can_delete))
            else:
                laid.append((mine, key, self.is_deleted(mine)))
        matched = {self.key(row) for row in self.rows_form.forms} - typed.keys() - {""}
        laid += [(row, "", False) for row in self.rows() if self.key(row) not in matched]
        files = {
            f"{self.name}-{number}-{cell.name}": str(self.rows_form.files[cell.html_name].name)
            for number, (row, _key, _deleted) in enumerate(laid)
            for cell in self.cells(row)
            if cell.html_name in self.rows_form.files and row.is_bound
        }
        return Rebased(self._laid_out(laid), added, files)

    def _pop_same(self, typed: dict[str, Any], theirs: Any, gone: set[str]) -> Any:
        """Take a typed row whose own saved row is gone, and which says the same as `theirs`; None if there is none.

        The same thing taken out and put in again has another key; two of it might not be allowed.
        """

        def content(row: Any) -> list[str]:
            return [canonical(cell) for cell in self.cells(row) if cell.name != "position"]

        same = next((key for key in gone & typed.keys() if content(typed[key]) == content(theirs)), None)
        return typed.pop(same) if same is not None else None

    def _laid_out(self, rows: list[tuple[Any, str, bool]]) -> Typed:
        """Return the data of rows, given with their keys and whether they are to be deleted, saved ones first."""
        data: Typed = {
            f"{self.name}-{TOTAL_FORM_COUNT}": [str(len(rows))],
            f"{self.name}-{INITIAL_FORM_COUNT}": [str(sum(bool(key) for _row, key, _deleted in rows))],
            f"{self.name}-MIN_NUM_FORMS": [str(self.rows_form.min_num)],
            f"{self.name}-MAX_NUM_FORMS": [str(self.rows_form.max_num)],
        }
        owner = self.rows_form.instance.pk
        for number, (row, key, is_deleted) in enumerate(rows):
            start = f"{self.name}-{number}"
            data[f"{start}-{self._key_name}"] = [key]
            data[f"{start}-{self.rows_form.fk.name}"] = ["" if owner is None else str(owner)]
            if is_deleted:
                data[f"{start}-{DELETION_FIELD_NAME}"] = ["on"]
            for cell in self.cells(row):
                for name, values in sent(cell).items():
                    data[start + name.removeprefix(row.prefix)] = values
        return data


@dataclass(frozen=True)
class Filled:
    """A publication's form with its inlines. `names` are those of the fields that stand in it."""

    form: Any
    parts: list[Part]
    names: frozenset[str]

    def fields(self) -> Iterator[BoundField]:
        """Go through the fields whose content belongs to the item."""
        return (field for field in self.form if field.name in self.names)

    def digests(self) -> dict[str, str]:
        """Return a short mark of each field's and each inline's content, to tell later whether it was changed."""
        fields = {field.name: digest(canonical(field)) for field in self.fields()}
        return fields | {part.name: digest(part.canonical()) for part in self.parts}

    def sent(self) -> Typed:
        """Return what a browser sends for the whole."""
        data: Typed = {}
        for field in self.fields():
            data |= sent(field)
        for part in self.parts:
            data |= part.sent()
        return data


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def sent(field: BoundField) -> Typed:
    """Return what a browser sends for a field as it is shown: names and values; nothing for files."""
    widget: Any = _widget(field)
    value, name = field.value(), field.html_name
    if isinstance(widget, forms.FileInput):
        return {}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"]} if value else {}
    if hasattr(widget, "decompress"):
        values = value if isinstance(value, list) else widget.decompress(value)
        pairs = zip(widget.widgets_names, widget.widgets, values, strict=True)
        return {name + end: [_text(part.format_value(one))] for end, part, one in pairs}
    formatted = widget.format_value(value)
    return {name: [_text(one) for one in formatted] if isinstance(formatted, list) else [_text(formatted)]}


def is_sent(field: BoundField) -> bool:
    """Say whether a form that is bound was sent with this field at all."""
    widget, form = _widget(field), field.form
    return not widget.value_omitted_from_data(form.data, form.files, field.html_name)


def canonical(field: BoundField) -> str:
    """Return the content of a field as a text that is equal for what is saved as the same."""
    if isinstance(_widget(field), forms.FileInput):
        return _file_name(field.value())
    text = BETWEEN_VALUES.join(one for values in sent(field).values() for one in values)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(field.field, TagsField):
        return BETWEEN_VALUES.join(sorted(tag_names(text)))
    return clean_body(text) if isinstance(field.field, BodyField) and field.form.is_bound else text


def clean_body(html: str) -> str:
    """Return an item's text as it would be stored; what cannot be stored as it is."""
    try:
        cleaned = rendering.clean(html)
    except rendering.BodyRefused:
        return html
    return "" if rendering.is_empty(cleaned) else cleaned


def shown(field: BoundField) -> str:
    """Return the content of a field in words, such as the name of a picture instead of its key."""
    value = field.value()
    if isinstance(_widget(field), forms.FileInput):
        return PurePath(_file_name(value)).name
    if isinstance(field.field, forms.ModelChoiceField):
        return _name_of(field.field, value)
    if isinstance(field.field, forms.ChoiceField):
        return _label_of(field.field, str(value))
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value else _("no")
    return " ".join(one for values in sent(field).values() for one in values if one)


def tag_names(text: str) -> list[str]:
    """Return the tags typed in a text."""
    return [name for name in (" ".join(part.split()) for part in text.split(",")) if name]


def _widget(field: BoundField) -> Any:
    """Return the widget itself, without the admin's buttons around it."""
    return getattr(field.field.widget, "widget", field.field.widget)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _file_name(value: Any) -> str:
    return _text(getattr(value, "name", value))


def _name_of(field: Any, value: Any) -> str:
    try:
        row = field.queryset.filter(pk=value).first() if value else None
    except (ValueError, OverflowError):
        row = None
    return _text(row if row is not None else value)


def _label_of(field: Any, value: str) -> str:
    for key, label in field.choices:
        groups = label if isinstance(label, (list, tuple)) else [(key, label)]
        for one, name in groups:
            if str(one) == value:
                return str(name) if one not in (None, "") else ""
    return value
