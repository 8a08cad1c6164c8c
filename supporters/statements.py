"""Rows written in one statement each, whose SQL is built once: what happens hundreds of times a second.

Django's ORM builds a statement anew each time, which takes several times as long as the database takes to run it, and it
cannot say what of an existing row stays. Columns and the conversion of values come from the model, so that a new column
needs no change here. No signals are sent, as with `bulk_create`.
"""

from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import Field, Model

type Changes = tuple[tuple[str, str], ...]
"""Columns, each with the SQL for what it becomes: `held` is the row that is there, `excluded` what was to be inserted."""

KEY: Final = ("id",)


def insert(row: Model) -> None:
    """Insert a row and note its key in the object, as `save` does."""
    _insert(row, _insertion(type(row), (), (), KEY), KEY)


def upsert(
    row: Model,
    *,
    key: tuple[str, ...],
    changes: Changes,
    returning: tuple[str, ...],
) -> None:
    """Insert a row. Where one with the same `key` (columns) is there, change that one; safe when two do so at once.

    The object gets the row's key and its columns `returning`, as they are then; else it keeps what was to be inserted.
    """
    returning = KEY + returning
    _insert(row, _insertion(type(row), key, changes, returning), returning)


def update(row: Model, column: str) -> None:
    """Write one column of a row that is there."""
    model = type(row)
    value = model._meta.get_field(column).get_db_prep_save(getattr(row, column), connection)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])  # noqa: S608  # names


def _insert(row: Model, statement: str, returning: tuple[str, ...]) -> None:
    values: list[Any] = [
        field.get_db_prep_save(field.pre_save(row, True), connection) for field in _columns(type(row)).values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        written = cursor.fetchone()
    for column, value in zip(returning, written, strict=True):
        setattr(row, column, _converted(row, column, value))
    row._state.adding, row._state.db = False, connection.alias


def _converted(row: Model, column: str, value: Any) -> Any:
    """Return a value as the ORM gives it, such as a time with its zone."""
    field: Field[Any, Any] = row._meta.get_field(column)  # type: ignore[assignment]  # no relations are asked for
    expression = field.cached_col
    for convert in (*connection.ops.get_db_converters(expression), *field.get_db_converters(connection)):
        value = convert(value, expression, connection)
    return value


@lru_cache
def _columns(model: type[Model]) -> dict[str, Field[Any, Any]]:
    return {str(field.column): field for field in model._meta.concrete_fields if not field.primary_key}


@lru_cache
def _insertion(model: type[Model], key: tuple[str, ...], changes: Changes, returning: tuple[str, ...]) -> str:
    columns = _columns(model)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {model._meta.db_table} AS held ({', '.join(columns)}) VALUES ({places})"  # noqa: S608  # names
    if key:
        becomes = ", ".join(f"{column} = {what}" for column, what in changes)
        statement += f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {becomes}"
    # Columns alone: SQLite 3.40 takes `confirmed_at IS NOT NULL` for true here where an index has that condition.
    return f"{statement} RETURNING {', '.join(returning)}"
