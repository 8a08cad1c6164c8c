"""YAML as plain text, lists and mappings, and nothing else of YAML.

What a parser says is put together here instead of by a loader: aliases, anchors and tags are refused (a file of a few lines
could stand for gigabytes, or name things of Python), nothing is guessed (`no` stays a word, a date its letters), and every
mapping knows its line.
"""

from collections.abc import Iterator
from typing import Any, Final

import yaml

from officials.importing.records import Unreadable

DEEPEST: Final = 12
MOST_VALUES: Final = 5_000_000
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EMPTY: Final = ("", "~", "null", "Null", "NULL")


class Mapping(dict[str, Any]):
    """A mapping that knows the line it began in. Values are text, None, lists and mappings."""

    line: int = 0


def load(text: str) -> Any:
    """Return the one document of a YAML text. Raises Unreadable with the line."""
    try:
        return _build(yaml.parse(text, Loader=LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        line = mark.line + 1 if mark else 0
        raise Unreadable(f"this is broken as YAML: {problem}.", line) from None


def _build(events: Iterator[Any]) -> Any:
    """Put together what the parser says, with a stack of its own: a deep file cannot exhaust Python's."""
    root: list[Any] = []
    stack: list[list[Any] | Mapping] = [root]
    keys: list[str | None] = [None]
    for number, event in enumerate(events):
        line = event.start_mark.line + 1
        _refuse_risks(event, number, line, len(stack))
        match event:
            case yaml.ScalarEvent():
                value = None if not event.style and event.value in EMPTY else event.value
                _place(stack[-1], keys, value, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                opened: Any = Mapping() if isinstance(event, yaml.MappingStartEvent) else []
                if isinstance(opened, Mapping):
                    opened.line = line
                _place(stack[-1], keys, opened, line)
                stack.append(opened)
                keys.append(None)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                stack.pop()
                keys.pop()
            case yaml.DocumentStartEvent() if root:
                raise Unreadable("a second document begins here; there must be one.", line)
    return root[0] if root else None


def _refuse_risks(event: Any, number: int, line: int, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Unreadable("anchors and aliases (& and *) are not taken.", line)
    if getattr(event, "tag", None):
        raise Unreadable("tags (!) are not taken.", line)
    if depth > DEEPEST:
        raise Unreadable("this is nested more deeply than any such file.", line)
    if number > MOST_VALUES:
        raise Unreadable("the file holds more values than are taken.", line)


def _place(into: list[Any] | Mapping, keys: list[str | None], value: Any, line: int) -> None:
    """Put a value into the open list, or into the open mapping as a key or as the value of the last key."""
    if isinstance(into, list):
        into.append(value)
    elif keys[-1] is None:
        if not isinstance(value, str):
            raise Unreadable("the name of a value must be text.", line)
        if value in into:
            raise Unreadable(f"“{value[:60]}” stands here twice.", line)
        keys[-1] = value
    else:
        into[keys[-1]] = value
        keys[-1] = None
