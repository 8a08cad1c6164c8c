"""Reading CSL-JSON: a list of items, one item, or what programs wrap them in. What items hold is looked at in `mapping`."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from sources.importing.records import Problem, Reading, Record, Unreadable

SPACE: Final = re.compile(r"[\s\ufeff]*")
WRAPPERS: Final = ("items", "references")


def read(text: str) -> Reading:
    """Return the records of a CSL-JSON file.

    Raises Unreadable with line and column where it is no JSON, or no list of items.
    """
    reading = Reading("json")
    start = _skip(text, 0)
    if text.startswith("[", start):
        found = _items(text, start)
    else:
        value, end = _value(text, start)
        if _skip(text, end) != len(text):
            raise _broken("Extra data", text, end)
        found = _unwrapped(value, _line(text, start))
    for line, item in found:
        reading.records.append(_record(item, line))
    return reading


def _record(item: Any, line: int) -> Record:
    if not isinstance(item, dict):
        return Record(line, problems=[Problem("no_item", value=str(item)[:80], line=line)])
    key = next((item.pop(name) for name in ("id", "citation-key") if isinstance(item.get(name), str | int)), "")
    return Record(line, str(key), item)


def _unwrapped(value: Any, line: int) -> Iterator[tuple[int, Any]]:
    """Yield the items of a single item, or of an object that has them in a list of its own."""
    for name in WRAPPERS:
        if isinstance(value, dict) and isinstance(value.get(name), list) and "type" not in value:
            yield from ((line, item) for item in value[name])
            return
    if not isinstance(value, dict):
        raise Unreadable(Problem("no_list", line=line))
    yield line, value


def _items(text: str, position: int) -> Iterator[tuple[int, Any]]:
    """Yield line and value of each element of the list at `position`, read one by one to know where each begins."""
    position = _skip(text, position + 1)
    line, counted = _line(text, position), position
    while not text.startswith("]", position):
        line, counted = line + text.count("\n", counted, position), position
        value, position = _value(text, position)
        yield line, value
        position = _skip(text, position)
        if text.startswith(",", position):
            position = _skip(text, position + 1)
        elif not text.startswith("]", position):
            raise _broken("Expecting ',' delimiter", text, position)
    if _skip(text, position + 1) != len(text):
        raise _broken("Extra data", text, position + 1)


def _value(text: str, position: int) -> tuple[Any, int]:
    try:
        return DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise _broken(error.msg, text, error.pos) from None
    except RecursionError:
        raise Unreadable(Problem("too_deep", line=_line(text, position))) from None
    except ValueError as error:  # numbers of thousands of figures, and constants that are none
        raise _broken(str(error)[:80], text, position) from None


def _broken(words: str, text: str, position: int) -> Unreadable:
    column = position - text.rfind("\n", 0, position)
    return Unreadable(Problem("no_json", str(column), words, _line(text, position)))


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _skip(text: str, position: int) -> int:
    match = SPACE.match(text, position)
    return match.end() if match else position


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; a name that comes twice has its later values beside, under a name of their own."""
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    result = {}
    for name, value in pairs:
        free, number = name, 2
        while free in result:
            free, number = f"{name} {number}", number + 1
        result[free] = value
    return result


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse)
