"""The whole of what staff wrote of an item, as data. Versions are made of it; `publishing.restoring` puts it back.

A snapshot is a dict of JSON values::

    {
        "fields": {"title": "…", "lead_image": 7, …},       # editable columns; foreign keys by key
        "names": {"lead_image": "River at dawn", …},          # what the foreign keys led to, in words
        "tags": ["water", …],                                 # names, sorted
        "parts": {"read_also": [{"related": 3, "position": 1, "names": {"related": "…"}}, …]},
        "cited": {"12": "Freedom House 2024"},                # keys in the text's markers, in words
        "pictures": {"7": "River at dawn"},                   # keys of pictures in the text, in words
    }

The words are there for the day when a row is gone: a version can then still be read, and a restore says what it lost.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from publishing.models import Publication

Content = dict[str, Any]


def take(item: Publication) -> Content:
    """Return the snapshot of `item` as it is saved, with tags and parts as the database has them."""
    names: dict[str, str] = {}
    fields = {field.name: _value(item, field, names) for field in content_fields(type(item))}
    content = {
        "fields": fields,
        "names": names,
        "tags": sorted(item.tags.names()),
        "parts": {name: [_part_values(part, name, item) for part in _parts(item, name)] for name in item.parts},
        **item.named_references(),
    }
    plain: Content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def names_of(keys: dict[str, list[str]], content: Mapping[str, Any]) -> list[str]:
    """Return what a snapshot called the things with `keys`, given by their kind as `named_references` has them."""
    return [str(content.get(kind, {}).get(key) or key) for kind, several in keys.items() for key in several]


def content_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the columns that staff write: neither keys nor what the workflow and the database keep."""
    return [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]


def _value(row: models.Model, field: models.Field, names: dict[str, str]) -> Any:
    if isinstance(field, models.ForeignKey):
        target = getattr(row, field.name)
        if target is not None:
            names[field.name] = str(target)
        return getattr(row, field.attname)
    return field.value_from_object(row) if not isinstance(field, models.FileField) else getattr(row, field.name).name


def _parts(item: Publication, name: str) -> Iterator[models.Model]:
    followed = [field.name for field in part_fields(item, name) if isinstance(field, models.ForeignKey)]
    rows = getattr(item, name).all()
    yield from rows.select_related(*followed) if followed else rows


def part_fields(item: Publication, name: str) -> list[models.Field]:
    relation = item._meta.get_field(name)
    owner = relation.field.name  # type: ignore[union-attr]
    return [field for field in content_fields(relation.related_model) if field.name != owner]  # type: ignore[arg-type]


def _part_values(part: models.Model, name: str, item: Publication) -> dict[str, Any]:
    names: dict[str, str] = {}
    return {field.name: _value(part, field, names) for field in part_fields(item, name)} | {"names": names}
