"""Tables as CSV (RFC 4180) that spreadsheets open without harm, sent while they are written, however long they are."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.http import StreamingHttpResponse

FORMULA_BEGINS: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection), also in full width."""

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of its country."""

ROWS_AT_ONCE: Final = 500


def guarded(value: Any) -> Any:
    """Return what stands in a cell for a value: text that could begin a formula gets an apostrophe before it.

    Numbers stay numbers, times become ISO 8601 in UTC, None and booleans become empty, yes and no.
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        case int() | float():
            return value
    text = str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" ")[:1] in FORMULA_BEGINS else text


def as_csv(heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a table in blocks of bytes; no more than one block of `rows` is held at a time."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    stream.write(BYTE_ORDER_MARK)
    writer.writerow([guarded(head) for head in heads])
    for number, row in enumerate(rows, start=1):
        writer.writerow([guarded(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield _taken(stream)
    yield _taken(stream)


def download(name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Return a table as the download "`name`.csv", which nobody on the way keeps."""
    response = StreamingHttpResponse(as_csv(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _taken(stream: io.StringIO) -> bytes:
    """Return what has been written, and empty the stream."""
    block = stream.getvalue().encode()
    stream.seek(0)
    stream.truncate()
    return block
