"""From a CSL item, as a file has it, to the fields of a source.

Nothing is lost. A value lands in its field; if it is too long, shortened there and whole in `csl_extra["custom"]`; if the
field cannot take it, in `csl_extra["custom"]` alone. CSL variables without a field are kept in `csl_extra` as they are, and
everything else in `custom`, which is for staff and never exported. Each of these but the last is told as a problem.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import CharField

from sources import addresses, csl
from sources.importing import identifiers, moments, shapes
from sources.importing.records import MOST_PROBLEMS, Problem, Record
from sources.models import Source

# CSL's types that staff do not choose from, and the one that stands for them here; the file's own is kept aside.
TYPES: Final = {
    "article": "document", "classic": "book", "collection": "book", "entry": "chapter", "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter", "event": "speech", "figure": "document", "graphic": "document", "hearing": "speech",
    "manuscript": "document", "map": "document", "musical_score": "document", "pamphlet": "document",
    "paper-conference": "chapter", "patent": "document", "performance": "speech", "periodical": "book",
    "post-weblog": "webpage", "regulation": "legislation", "review": "article-journal", "review-book": "article-journal",
    "software": "dataset", "song": "broadcast", "standard": "document",
}  # fmt: skip
CHOSEN: Final = frozenset(key for key, _label in csl.TYPES)
# CSL variable → field. Titles and names, dates and identifiers have rules of their own.
TEXTS: Final = {
    "title-short": "title_short", "publisher": "publisher", "publisher-place": "publisher_place",
    "container-title": "container_title", "collection-title": "collection_title", "edition": "edition", "volume": "volume",
    "issue": "issue", "number": "number", "section": "section", "genre": "genre", "authority": "authority",
    "event-title": "event_title", "event-place": "event_place", "archive": "archive", "page": "pages",
}  # fmt: skip
NAMES: Final = {"author": "authors", "editor": "editors", "translator": "translators"}
NAME_FIELDS: Final = tuple(NAMES.values())
IDENTIFIERS: Final = {"DOI": "doi", "ISBN": "isbn", "ISSN": "issn", "language": "language"}
# Older names of variables, which programs still write.
RENAMED: Final = {"shortTitle": "title-short", "event": "event-title", "journalAbbreviation": "container-title-short"}
LENGTHS: Final = {
    column.name: column.max_length for column in Source._meta.get_fields() if isinstance(column, CharField)
}
NOT_CHECKED: Final = ["slug", "merged_into", "created_by", "updated_by", "created_at", "updated_at", "canonical_url"]
MOST_TAGS: Final = 20


@dataclass(slots=True)
class Mapped:
    """What a record says of a source: `fields` of the model with their values, tags, and what a person should know."""

    fields: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_bad: bool = False
    """No source can be made of it; one of the problems says why."""

    def source(self) -> Source:
        """Return a new source, not saved."""
        return Source(**self.fields)


def map_record(record: Record) -> Mapped:
    """Return what a record says of a source. Asks no database."""
    mapped = Mapped(problems=list(record.problems))
    if not record.item:
        mapped.is_bad = True
        if not record.problems:
            mapped.problems.append(Problem("empty", line=record.line))
        return mapped
    _Mapper(record, mapped).run()
    del mapped.problems[MOST_PROBLEMS:]
    return mapped


class _Mapper:
    """One record on its way into fields; `custom` gathers what no field takes."""

    def __init__(self, record: Record, mapped: Mapped) -> None:
        self.line = record.line
        self.mapped = mapped
        self.fields = mapped.fields
        self.item, was_cut = shapes.clean(record.item)
        for name in was_cut:
            self._tell("cut_for_good", name)
        custom = self.item.pop("custom", None)
        self.custom: dict[str, Any] = dict(custom) if isinstance(custom, dict) else {}
        if custom and not isinstance(custom, dict):
            self.custom["custom"] = custom
        self.extra: dict[str, Any] = {}

    def run(self) -> None:
        for old, name in RENAMED.items():
            if old in self.item:
                self.item.setdefault(name, self.item.pop(old))
        self._type()
        self._title()
        for variable, name in TEXTS.items():
            self._text(variable, name)
        for variable, name in NAMES.items():
            self._names(variable, name)
        self._dates()
        self._address()
        for variable, name in IDENTIFIERS.items():
            self._identifier(variable, name)
        self._note()
        self._rest()
        self._check()

    def _tell(self, code: str, variable: str, value: Any = "") -> None:
        self.mapped.problems.append(Problem(code, variable, str(value), self.line))

    def _take(self, variable: str) -> str:
        """Take a text out of the item, on one line; what is no text is kept aside and told."""
        value = self.item.pop(variable, "")
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return " ".join(str(value).split())
        if value:
            self._aside("wrong_shape", variable, value)
        return ""

    def _aside(self, code: str, variable: str, value: Any) -> None:
        self.custom[variable] = value
        self._tell(code, variable, value)

    def _fit(self, variable: str, name: str, value: str) -> None:
        """Put a text into its field, shortened if it must be; the whole is then kept aside."""
        longest = LENGTHS.get(name)
        if longest and len(value) > longest:
            self._aside("shortened", variable, value)
            value = f"{value[: longest - 1].rstrip()}…"
        if value:
            self.fields[name] = value

    def _type(self) -> None:
        typed = self._take("type")
        self.fields["type"] = typed if typed in CHOSEN else TYPES.get(typed, "document")
        if typed and typed not in CHOSEN:
            self._aside("other_type" if typed in TYPES else "unknown_type", "type", typed)

    def _title(self) -> None:
        title = shapes.plain_title(self._take("title"))
        if not title:
            title = shapes.plain_title(self._take("title-short")) or self._take("container-title")
            if title:
                self._tell("other_title", "title", title)
        if not title:
            self._tell("no_title", "title")
            self.mapped.is_bad = True
        self._fit("title", "title", title)

    def _text(self, variable: str, name: str) -> None:
        text = self._take(variable)
        if variable == "page":
            text = re.sub(r"(?<=\d)\s*(?:-+|–)\s*(?=\d)", "–", text)
        self._fit(variable, name, shapes.plain_title(text) if variable == "container-title" else text)

    def _names(self, variable: str, name: str) -> None:
        given = self.item.pop(variable, None)
        names, is_whole = shapes.names(given)
        if names:
            self.fields[name] = names
        if given and not is_whole:
            self._aside("wrong_names", variable, given)

    def _dates(self) -> None:
        given = self.item.pop("issued", None)
        typed, problem = moments.as_typed(given)
        if typed:
            self.fields["issued_as_typed"] = typed
        if problem:
            self._aside(problem, "issued", shapes.date_words(given))
        given = self.item.pop("accessed", None)
        day = moments.day(given)
        if day:
            self.fields["accessed_on"] = day
        elif shapes.date_words(given):
            self._aside("no_day", "accessed", shapes.date_words(given))

    def _address(self) -> None:
        url = self._take("URL")
        if not url:
            return
        try:
            addresses.canonical_address(url)
            Source._meta.get_field("url").run_validators(url)
        except addresses.AddressError:
            self._aside("no_address", "URL", url)
        except ValidationError:
            self._aside("no_address", "URL", url)
        else:
            self.fields["url"] = url

    def _identifier(self, variable: str, name: str) -> None:
        typed = self._take(variable)
        value, is_whole = identifiers.READERS[variable](typed)
        if len(value) > (LENGTHS[name] or 0):
            value, is_whole = "", False
        if value:
            self.fields[name] = value
        if typed and not is_whole:
            self._aside("no_identifier", variable, typed)

    def _note(self) -> None:
        """Keep notes for staff: whoever brings in a file has written them for themselves."""
        note = self.item.pop("note", "")
        if note and isinstance(note, str):
            self.fields["note"] = note.strip()
        elif note:
            self.custom["note"] = note

    def _rest(self) -> None:
        keyword = self.item.get("keyword", "")
        if isinstance(keyword, list):
            keyword = self.item["keyword"] = ", ".join(str(word) for word in keyword)
        if isinstance(keyword, str):
            self.mapped.tags = _tags(keyword)
        for variable, value in self.item.items():
            if shapes.is_variable(variable, value):
                self.extra[variable] = value
            elif value not in ("", [], {}, None):
                self.custom[variable] = value
        if self.custom:
            self.extra["custom"] = self.custom
        if self.extra:
            self.fields["csl_extra"] = self.extra

    def _check(self) -> None:
        """Ask the model itself: what its own rules refuse is no source."""
        if self.mapped.is_bad:
            return
        try:
            self.mapped.source().clean_fields(exclude=NOT_CHECKED)
        except ValidationError as errors:
            self.mapped.is_bad = True
            for name, words in errors.message_dict.items():
                self._tell("refused", name, " ".join(words))


def _tags(keyword: str) -> list[str]:
    """Return keywords as names of tags, each once, as far as tags may be so long."""
    words = (" ".join(word.split()) for word in re.split(r"[,;\n]", keyword))
    return list(dict.fromkeys(word for word in words if word and len(word) <= 60))[:MOST_TAGS]
