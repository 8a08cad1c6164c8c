"""Published examples of the three manuals, as CSL items with the text that their publishers print.

Notes and entries are plain text with <> around what is italic; addresses stand in full. `published` is where the example
is printed. Where it differs on purpose from what is printed, `differs` says how. The works are real.
"""

from typing import NamedTuple

from sources import dates
from sources.csl import parse_names

NAMES = {"author", "editor", "translator", "director", "interviewer", "recipient"}


class Example(NamedTuple):
    item: dict
    text: str
    """The full note, or for APA and MLA the entry, which is the note without a place."""
    published: str
    locator: str = ""
    short: str = ""
    entry: str = ""
    """Chicago's bibliography entry."""
    differs: str = ""


def item(kind, title, authors="", issued="", **rest):
    """Return a CSL item; underscores in names stand for hyphens, names of people are typed one a line."""
    made = {"id": "x", "type": kind, "title": title, "author": parse_names(authors)}
    made["issued"] = dates.csl_date(dates.parse_typed(issued))
    for name, value in rest.items():
        made[name.replace("_", "-")] = parse_names(value) if name in NAMES else value
    return {name: value for name, value in made.items() if value}
