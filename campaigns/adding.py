"""Counters in tables: one statement adds to many of them at once, and makes those that are missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from django.db import connection
from django.db.models import F, Model
from django.db.models.functions import Greatest

from campaigns.models import ActionTotal, AreaTotal, FunnelDay, LinkDay

ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Counters:
    """A table of numbers. `key` are the columns that tell its rows apart; a unique constraint covers just these."""

    model: type[Model]
    key: tuple[str, ...]
    number: str = "number"

    def add(self, amounts: Mapping[tuple[Any, ...], int]) -> None:
        """Add each amount to the row of its key. No number falls below 0.

        Rows are touched in the order of their keys, so that two who add at once never wait for each other in a ring.
        """
        grown = sorted((key, amount) for key, amount in amounts.items() if amount > 0)
        for some in batched(grown, ROWS_AT_ONCE):
            self._insert(some)
        for key, amount in sorted((key, amount) for key, amount in amounts.items() if amount < 0):
            row = self.model._default_manager.filter(**dict(zip(self.key, key, strict=True)))
            row.update(**{self.number: Greatest(F(self.number) + amount, 0)})

    def _insert(self, amounts: Iterable[tuple[tuple[Any, ...], int]]) -> None:
        """Write rows in SQL by hand: Django's `bulk_create` overwrites the number of a row that is there."""
        fields = [
            field for field in self.model._meta.concrete_fields if not field.get_internal_type().endswith("AutoField")
        ]
        values: list[Any] = []
        for key, amount in amounts:
            row = self.model(**dict(zip(self.key, key, strict=True)), **{self.number: amount})
            values += [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        name = connection.ops.quote_name
        table, total = name(self.model._meta.db_table), name(self.number)
        columns = ", ".join(name(str(field.column)) for field in fields)
        rows = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * (len(values) // len(fields)))
        conflict = ", ".join(name(column) for column in self.key)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {rows} "  # noqa: S608 - names of our own tables and columns
                f"ON CONFLICT ({conflict}) DO UPDATE SET {total} = {table}.{total} + excluded.{total}",
                values,
            )


TOTALS: Final = Counters(ActionTotal, ("action_id",))
AREAS: Final = Counters(AreaTotal, ("action_id", "country", "area"))
FUNNEL: Final = Counters(FunnelDay, ("action_id", "via", "day", "step"))
VISITS: Final = Counters(LinkDay, ("link_id", "day"), "visits")
