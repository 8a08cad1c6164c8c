"""Times cut into steps of equal length, by the database: `Trunc` calls back into Python for every row on SQLite."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Func, IntegerField


class Bucket(Func):
    """The number of the step, of `length` since 1970 (UTC), in which a time lies. `bucket_of` is the same for one time."""

    arity = 1

    def __init__(self, time: str, length: timedelta, **extra: Any) -> None:
        super().__init__(time, output_field=IntegerField(), seconds=int(length.total_seconds()), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Doubled for this template, and again for the parameters of the statement.
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / %(seconds)d"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS BIGINT) / %(seconds)d"
        return self.as_sql(compiler, connection, template=template, **context)


def bucket_of(at: datetime, length: timedelta) -> int:
    """Return the number of the step in which `at` lies."""
    return int(at.timestamp()) // int(length.total_seconds())


def start_of(bucket: int, length: timedelta) -> datetime:
    """Return when a step begins."""
    return datetime.fromtimestamp(bucket * int(length.total_seconds()), UTC)
