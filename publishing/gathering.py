"""Rows of several tables for the price of one query: what a page shows beside its item, however many lists that is.

Each part comes as plain dicts, in no order. What JSON has no type for comes as it writes it: dates in ISO 8601.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import JSONObject

type Row = dict[str, Any]

PART: Final = "gathered_part"
ROW: Final = "gathered_row"


@dataclass(frozen=True)
class Part:
    """Some rows of one table, and what is taken of each: a name → a column, or anything that the query can work out.

    `rows` must not be sliced: SQLite has no limits within a query of many parts. A subquery of keys does the same.
    """

    rows: QuerySet[Any]
    fields: Mapping[str, Any]

    def named(self, name: str) -> QuerySet[Any]:
        taken = self.rows.order_by().annotate(
            **{PART: Value(name, output_field=CharField()), ROW: JSONObject(**self.fields)}
        )
        return taken.values_list(PART, ROW)


def gather(parts: Mapping[str, Part]) -> dict[str, list[Row]]:
    """Return the rows of each part by its name. One query; none without parts."""
    found: dict[str, list[Row]] = {name: [] for name in parts}
    queries = [part.named(name) for name, part in parts.items()]
    if queries:
        for name, row in queries[0].union(*queries[1:], all=True).order_by():
            found[name].append(row)
    return found
