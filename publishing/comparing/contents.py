"""Two versions of an item field by field: what of the text, the tags, the picture, the sources and the parts changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing import rendering
from publishing.comparing.reading import Names
from publishing.comparing.texts import Change, Place, Row, Segment, compare_bodies, compare_plain, has_changes
from publishing.models import Image, Publication
from publishing.sequences import matches

BODY: Final = "body"
ORDER: Final = "position"

type Content = Mapping[str, Any]


@dataclass(frozen=True)
class FieldDifference:
    """A field that differs. `rows` compares what it says; of a picture there are also the keys on both sides."""

    name: str
    label: str
    rows: list[Row]
    is_picture: bool = False
    left_key: int | None = None
    right_key: int | None = None

    @property
    def is_text(self) -> bool:
        return self.name == BODY


@dataclass(frozen=True)
class Entry:
    """An entry of a list that went, came, changed, or has another place. `rows` compares its words where they changed."""

    change: Change
    words: str
    rows: list[Row] = field(default_factory=list)
    is_moved: bool = False


@dataclass(frozen=True)
class ListDifference:
    """A list that differs, such as the tags or “Read also”: the entries that do."""

    name: str
    label: str
    entries: list[Entry]


@dataclass(frozen=True)
class Comparison:
    """All that differs between two versions, fields in the order of the model."""

    fields: list[FieldDifference]
    lists: list[ListDifference]

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.lists

    @property
    def changed_names(self) -> set[str]:
        """Return the names of the fields and lists that differ."""
        return {found.name for found in self.fields} | {found.name for found in self.lists}

    @property
    def changed_words(self) -> tuple[int, int]:
        """Return how many words of the fields went and came."""
        counts: Counter[Change] = Counter()
        for segment in (segment for difference in self.fields for row in difference.rows for segment in row.segments):
            counts[segment.change] += len(segment.text.split())
        return counts[Change.REMOVED], counts[Change.ADDED]


def compare_contents(
    left: Content, right: Content, model: type[Publication], names: tuple[Names, Names] | None = None
) -> Comparison:
    """Compare two contents of versions of `model`, as `publishing.snapshots` describes them.

    `names` are what the keys in either text are called, where that is not what the versions kept.
    """
    names = names or (names_of(left, model), names_of(right, model))
    lists = [
        _list("tags", _("tags"), *(_simple(content.get("tags", [])) for content in (left, right))),
        _list("cited", _("sources cited"), *map(_citations, (left, right), names)),
        *(_part_list(name, left, right, model) for name in _all_names("parts", left, right)),
    ]
    return Comparison(
        fields=[
            found for name in _field_names(left, right, model) if (found := _field(name, left, right, model, names))
        ],
        lists=[found for found in lists if found.entries],
    )


def names_of(content: Content, model: type[Publication]) -> Names:
    """Return what the keys in the text of a version are called, from what the version has kept of that."""
    return Names(
        cited=content.get("cited", {}),
        pictures=content.get("pictures", {}),
        actions=content.get("actions", {}),
        place=model.locator_words,
    )


def words_of(content: Content) -> str:
    """Return the words of the text of a version."""
    return rendering.plain_text(content.get("fields", {}).get(BODY) or "")


def _field_names(left: Content, right: Content, model: type[Publication]) -> list[str]:
    """Return the fields of both in the order of the model; those that it does not have any more follow."""
    known = [found.name for found in model._meta.concrete_fields]
    names = _all_names("fields", left, right)
    return sorted(names, key=lambda name: known.index(name) if name in known else len(known))


def _all_names(part: str, left: Content, right: Content) -> list[str]:
    return list(dict.fromkeys([*left.get(part, {}), *right.get(part, {})]))


def _field(
    name: str, left: Content, right: Content, model: type[Publication], names: tuple[Names, Names]
) -> FieldDifference | None:
    old, new = left.get("fields", {}).get(name), right.get("fields", {}).get(name)
    if old == new or (_is_nothing(old) and _is_nothing(new)):
        return None
    column = _column(model, name)
    label = capfirst(str(column.verbose_name)) if column is not None else name
    if name == BODY:
        rows = compare_bodies(old or "", new or "", *names)
        return FieldDifference(name, label, rows) if has_changes(rows) else None
    is_picture = isinstance(column, models.ForeignKey) and column.related_model is Image
    rows = _compare_values(_words(column, old, left, name), _words(column, new, right, name), column)
    if not is_picture:
        return FieldDifference(name, label, rows)
    return FieldDifference(name, label, rows, is_picture, old, new)


def _is_nothing(value: Any) -> bool:
    return value is None or value == ""


def _compare_values(old: str, new: str, column: models.Field | None) -> list[Row]:
    """Compare what fields say: word by word where somebody wrote it, as a whole where it was chosen."""
    if isinstance(column, (models.CharField, models.TextField)) and not column.choices:
        return compare_plain(old, new)
    nothing: frozenset[str] = frozenset()
    pieces = [(Change.REMOVED, old), (Change.ADDED, new)]
    segments = [Segment(change, text, nothing, nothing) for change, text in pieces if text]
    place = Place("line", 0)
    return [Row(place if old else None, place if new else None, segments, Change.CHANGED)]


def _words(column: models.Field | None, value: Any, content: Content, name: str) -> str:
    """Return what a field says, in words."""
    if _is_nothing(value):
        return ""
    if isinstance(column, models.ForeignKey):
        return str(content.get("names", {}).get(name) or f"#{value}")
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(column, models.DateTimeField):
        return _moment(column, value)
    return PurePosixPath(value).name if isinstance(column, models.FileField) else str(value)


def _moment(column: models.Field, value: Any) -> str:
    try:
        at: datetime = column.to_python(value)
    except ValidationError:
        return str(value)
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def _column(model: type[models.Model], name: str) -> models.Field | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


@dataclass(frozen=True)
class _Item:
    """An entry of a list: `key` says which one it is, `state` how it is, `words` what it says."""

    key: Any
    state: Any
    words: str


def _simple(names: Iterable[str]) -> list[_Item]:
    return [_Item(name, "", name) for name in sorted(names)]


def _citations(content: Content, names: Names) -> list[_Item]:
    """Return the sources that the text cites, each with all the places that may be told."""
    places: dict[str, list[str]] = {}
    for marker in rendering.markers(content.get("fields", {}).get(BODY) or ""):
        told = "" if marker.source in names.unsaid else names.place(marker.locator, marker.label)
        places.setdefault(marker.source, []).append(told)
        for via in () if marker.source in names.unsaid else marker.via:
            is_read = via == marker.via[-1] and via not in names.unsaid
            places.setdefault(via, []).append(names.place(marker.via_locator, marker.via_label) if is_read else "")
    items = []
    for source, found in places.items():
        counted = Counter(found)
        said = "; ".join(f"{place} ×{count}" if count > 1 else place for place, count in counted.items() if place)
        whole = counted.get("", 0)
        said = "; ".join(filter(None, [said, f"×{whole}" if whole > 1 else ""]))
        label = names.cited.get(source, f"#{source}")
        # What a source is called may change without anything being changed here.
        items.append(_Item(source, tuple(sorted(found)), f"{label}: {said}" if said else label))
    return items


def _part_list(name: str, left: Content, right: Content, model: type[Publication]) -> ListDifference:
    relation: Any = model._meta.get_field(name) if name in model.parts else None
    owned = relation.related_model if relation is not None else None
    label = capfirst(str(owned._meta.verbose_name_plural)) if owned is not None else name
    sides = ([_part(row, owned) for row in content.get("parts", {}).get(name, [])] for content in (left, right))
    return _list(name, label, *sides, is_ordered=True)


def _part(row: Mapping[str, Any], owned: type[models.Model] | None) -> _Item:
    """Return a part: known by what it leads to or by its file, else by its words."""
    said = []
    keys = []
    for name, value in row.items():
        if name in (ORDER, "names"):
            continue
        column = _column(owned, name) if owned is not None else None
        words = _words(column, value, row, name)
        if isinstance(column, (models.ForeignKey, models.FileField)) and not column.null:
            keys.append((name, value))
        if words and not isinstance(column, (models.FileField, models.PositiveIntegerField)):
            said.append(words)
    words = " · ".join(said)
    state = {name: value for name, value in row.items() if name not in (ORDER, "names")}
    return _Item(tuple(keys) or words, repr(sorted(state.items())), words)


def _list(name: str, label: str, left: list[_Item], right: list[_Item], *, is_ordered: bool = False) -> ListDifference:
    """Compare two lists: entries of one key are one entry."""
    new = {item.key: item for item in right}
    old = {item.key: item for item in left}
    stayed = {old_item.key for old_item in left if old_item.key in new}
    moved = _moved([i.key for i in left if i.key in stayed], [i.key for i in right if i.key in stayed])
    entries = [Entry(Change.REMOVED, item.words) for item in left if item.key not in new]
    entries += [Entry(Change.ADDED, item.words) for item in right if item.key not in old]
    for key in dict.fromkeys(item.key for item in right if item.key in stayed):
        before, after = old[key], new[key]
        is_moved = is_ordered and key in moved
        if before.state != after.state:
            rows = compare_plain(before.words, after.words)
            entries.append(Entry(Change.CHANGED, after.words, rows if has_changes(rows) else [], is_moved))
        elif is_moved:
            entries.append(Entry(Change.EQUAL, after.words, is_moved=True))
    return ListDifference(name, capfirst(label), entries)


def _moved(left: list[Any], right: list[Any]) -> set[Any]:
    """Return the keys that are not where the order of the others would have them."""
    in_order = {left[match.left] for match in matches(left, right)}
    return set(left) - in_order
