"""Putting a snapshot back: over an item itself, or into a working copy."""

from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import models, transaction

from publishing import operations, snapshots, tags
from publishing.models import Publication
from publishing.slugs import free_slug

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a snapshot names and that is gone: the field's name in words for staff, and the thing's."""

    field: str
    name: str


@transaction.atomic
def put(item: Publication, content: snapshots.Content, *, user: User | None, now: datetime) -> list[Loss]:
    """Write a snapshot over `item`, saved or new: fields, tags, parts, and all that follows from them.

    Returns what could not be put back because it is gone meanwhile; it is left out, and an address that another item
    has by now stays as it was. Missing tags are made again: a name is all they are.
    """
    losses: list[Loss] = []
    model = type(item)
    for field in snapshots.content_fields(model):
        if field.name in content["fields"]:
            _set(item, field, content["fields"][field.name], content["names"], losses)
    _keep_free_address(item, losses)
    item.body, missing = item.without_missing_references(item.body)
    text = str(model._meta.get_field("body").verbose_name)
    losses += [Loss(text, name) for name in snapshots.names_of(missing, content)]
    operations.save(item, user=user, now=now)
    item.tags.set(tags.current_names(content["tags"]))
    for name in item.parts:
        _put_parts(item, name, content["parts"].get(name, []), losses)
    operations.refresh(item, now=now)
    return losses


def _set(
    row: models.Model,
    field: models.Field,
    value: Any,
    names: dict[str, str],
    losses: list[Loss],
    there: dict[str, set[Any]] | None = None,
) -> bool:
    """Set a field from its JSON value; say whether the row can stand with it. `there` is what is known to exist."""
    if isinstance(field, models.ForeignKey):
        known = there if there is not None else _there([field], [{field.name: value}])
        if value is not None and value not in known[field.name]:
            losses.append(Loss(str(field.verbose_name), names.get(field.name, "")))
            value = None
        setattr(row, field.attname, value)
        return value is not None or field.null
    setattr(row, field.name, field.to_python(value))
    return True


def _keep_free_address(item: Publication, losses: list[Loss]) -> None:
    """Leave an item its own address, or give it a free one, where another has taken that of the snapshot."""
    if item.working_copy_of_id is not None:
        return
    free = free_slug(type(item), item.slug, language=item.language, but=item.pk)
    if free != item.slug:
        losses.append(Loss(str(item._meta.get_field("slug").verbose_name), item.slug))
        before = type(item)._default_manager.filter(pk=item.pk).values_list("slug", flat=True).first()
        item.slug = before or free


def _put_parts(item: Publication, name: str, wanted: list[dict[str, Any]], losses: list[Loss]) -> None:
    """Make the item's parts those of the snapshot. A part that stays the same keeps its row, and so its address.

    Where something that a part leads to is gone, its `after_loss`, if it has one, puts right what it says without that.
    """
    relation: Any = item._meta.get_field(name)
    model, owner, fields = relation.related_model, relation.field.name, snapshots.part_fields(item, name)
    there = _there(fields, wanted)
    rows = []
    for values in wanted:
        row, before = model(**{owner: item}), len(losses)
        stands = [_set(row, field, values.get(field.name), values["names"], losses, there) for field in fields]
        if len(losses) > before and hasattr(row, "after_loss"):
            row.after_loss()
        if all(stands):
            rows.append(row)
    kept = list(getattr(item, name).all())
    changed = []
    for row in rows:
        twin = _twin(row, kept, _identity(model, owner))
        if twin is not None:
            kept.remove(twin)
            row.pk, row._state.adding = twin.pk, False
        if twin is None or any(getattr(row, field.attname) != getattr(twin, field.attname) for field in fields):
            changed.append(row)
    for left in kept:
        left.delete()
    for row in changed:
        row.save()


def _there(fields: list[models.Field], wanted: list[dict[str, Any]]) -> dict[str, set[Any]]:
    """Return, of all that the parts lead to, by field, what still exists: one query for each field, however many parts."""
    there: dict[str, set[Any]] = {}
    for field in fields:
        if isinstance(field, models.ForeignKey):
            keys = {values.get(field.name) for values in wanted} - {None}
            rows = field.related_model._default_manager
            there[field.name] = {
                key for some in batched(keys, AT_ONCE) for key in rows.filter(pk__in=some).values_list("pk", flat=True)
            }
    return there


def _identity(model: type[models.Model], owner: str) -> list[str]:
    """Return the columns that, within one owner, make a part what it is, as a unique constraint says; [] if none does."""
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and owner in constraint.fields:
            return [columns[name] for name in constraint.fields if name != owner]
    return []


def _twin(row: models.Model, kept: list[models.Model], identity: list[str]) -> models.Model | None:
    """Return the row that `row` goes on from: the one of the same identity, or else simply the next one."""
    if not identity:
        return kept[0] if kept else None
    same = [getattr(row, name) for name in identity]
    return next((other for other in kept if [getattr(other, name) for name in identity] == same), None)
