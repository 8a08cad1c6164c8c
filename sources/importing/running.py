"""Looking through a file of references, and writing its sources: a batch at a time, each record once.

A batch and the note of how far the import has come are one transaction. So a run may be killed at any point and run again,
and two runs at once do the work of one. The report has one entry for each record, in order:

- `line`, `key`, `title`, `type`, `about` (who, when): what names it; `problems`: see `records.Problem`
- `what`: "new", "same" (as `source`, found `by` address, doi, isbn or title), "double" (of record number `of`) or "bad"
- `fills`: the empty fields of `source` that the record has
- `done`, once it was its turn: "made" (`source`), "filled" or "left"
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from publishing import tags
from sources import csl, operations
from sources.importing import filling, reading
from sources.importing.mapping import Mapped, map_record
from sources.importing.matching import Shelf, shelf_for
from sources.importing.records import Problem, Reading, Record, Unreadable
from sources.models import Source, SourceImport

type Entry = dict[str, Any]
type Progress = Callable[[int, int], None]

BATCH: Final = 200
AT_ONCE: Final = 512 * 1024
"""Bytes of a file that is looked through while the person waits; a larger one is the worker's."""


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it has come."""


def prepare(data: bytes, name: str, *, chosen: str = "", user: User | None, now: datetime) -> SourceImport:
    """Keep a file to be imported. A small one is looked through at once; `look` must follow for others (`total` is 0).

    Nothing but the file and its report is written. Raises Unreadable, whose problem says what to do.
    """
    text, told = reading.decode(data)
    found = SourceImport(
        name=name[-200:],
        format=chosen or reading.guess_format(text, name),
        content=text,
        created_at=now,
        created_by=user,
    )
    found.told = [problem.as_json() for problem in told]
    if len(data) <= AT_ONCE:
        _look_through(found, silent)
    found.save()
    return found


def look(found: SourceImport, *, now: datetime, progress: Progress = silent) -> None:
    """Look through a file that is kept, and write the report. One that cannot be read has failed, and says why."""
    try:
        _look_through(found, progress)
    except Unreadable as error:
        found.state, found.ended_at = SourceImport.State.FAILED, now
        found.told = [*found.told, error.problem.as_json()]
    found.save(update_fields=["state", "ended_at", "told", "report", "total"])


def _look_through(found: SourceImport, progress: Progress) -> None:
    read = reading.read(found.content, found.format)
    found.told = [*found.told, *(problem.as_json() for problem in read.told)]
    found.report = look_through(read, progress)
    found.total = len(found.report)


def look_through(read: Reading, progress: Progress = silent) -> list[Entry]:
    """Return the report on records before any is imported. Four queries for a batch, nothing is written."""
    report: list[Entry] = []
    in_file, numbers = Shelf(), dict[int, int]()
    for start in range(0, len(read.records), BATCH):
        for entry, _mapped, source in _judge(read.records[start : start + BATCH]):
            double = in_file.find(source) if source and entry["what"] == "new" else None
            if double:
                entry |= {"what": "double", "of": numbers[id(double[0])], "by": double[1]}
            elif source:
                in_file.add(source)
                numbers[id(source)] = len(report) + 1
            report.append(entry)
        progress(len(report), len(read.records))
    return report


def _judge(records: Sequence[Record]) -> list[tuple[Entry, Mapped, Source | None]]:
    """Return for each record its entry, what it says, and the source that it would make, None for a bad one."""
    judged: list[tuple[Entry, Mapped, Source | None]] = []
    for record in records:
        mapped = map_record(record)
        source = None if mapped.is_bad else mapped.source()
        if source:
            source.derive()
        judged.append((_entry(record, mapped), mapped, source))
    shelf = shelf_for(source for _entry, _mapped, source in judged if source)
    for entry, mapped, source in judged:
        match = shelf.find(source) if source else None
        if match:
            existing = match[0].became
            entry |= {
                "what": "same",
                "source": existing.pk,
                "by": match[1],
                "fills": filling.fillable(existing, mapped),
            }
    return judged


def _entry(record: Record, mapped: Mapped) -> Entry:
    return {
        "line": record.line,
        "key": record.key[:100],
        "title": mapped.fields.get("title", ""),
        "type": mapped.fields.get("type", ""),
        "about": _about(mapped),
        "what": "bad" if mapped.is_bad else "new",
        "problems": [problem.as_json() for problem in mapped.problems],
    }


def _about(mapped: Mapped) -> str:
    """Return who and when, by which a person knows a record again."""
    who = "; ".join(csl.full_name(name) for name in mapped.fields.get("authors", [])[:3])
    parts = (who or mapped.fields.get("publisher", ""), mapped.fields.get("issued_as_typed", ""))
    return " · ".join(part[:100] for part in parts if part)


def start(found: SourceImport, *, fill: bool, with_tags: bool, user: User | None) -> bool:
    """Claim an import that was looked through; return False if somebody has started it already. `run` must follow."""
    options = {"fill": fill, "tags": with_tags, "by": user.pk if user else None}
    waiting = SourceImport.objects.filter(pk=found.pk, state=SourceImport.State.READ, total__gt=0)
    return bool(waiting.update(state=SourceImport.State.RUNNING, options=options))


def run(pk: int, *, now: datetime, progress: Progress = silent) -> SourceImport:
    """Import what is left of a started import; return it as it ends. Does nothing to one that is not running."""
    found = SourceImport.objects.get(pk=pk)
    if found.state != SourceImport.State.RUNNING:
        return found
    records = reading.read(found.content, found.format).records
    while found.state == SourceImport.State.RUNNING:
        found = _advance(pk, records, now=now)
        progress(found.done, found.total)
    return found


@transaction.atomic
def _advance(pk: int, records: Sequence[Record], *, now: datetime) -> SourceImport:
    """Import one batch, from where the import stands; the row is locked, so that no other run takes the same one."""
    found: SourceImport = SourceImport.objects.select_for_update().defer("content").get(pk=pk)
    if found.state != SourceImport.State.RUNNING:
        return found
    end = found.done + BATCH
    report = list(found.report)
    report[found.done : end] = _write(found, records[found.done : end], report[found.done : end], now=now)
    found.report, found.done = report, min(end, found.total)
    if found.done >= found.total:
        found.state, found.ended_at = SourceImport.State.DONE, now
    found.save(update_fields=["report", "done", "state", "ended_at"])
    return found


def _write(found: SourceImport, records: Sequence[Record], before: list[Entry], *, now: datetime) -> list[Entry]:
    """Write what is to be written of some records; return their entries, with what was done."""
    user = User.objects.filter(pk=found.options.get("by")).first()
    provenance = {"from": f"import of {found.name}", "at": now.isoformat()}
    new: list[tuple[Entry, Mapped, Source]] = []
    entries = []
    in_batch = Shelf()
    for said, (entry, mapped, source) in zip(before, _judge(records), strict=True):
        entry["done"] = "left"
        if said["what"] == "double":
            entry |= {name: said[name] for name in ("what", "of", "by")}
        elif entry["what"] == "same" and found.options.get("fill") and entry["fills"]:
            entry["fills"] = filling.fill(entry["source"], mapped, provenance=provenance, user=user, now=now)
            entry["done"] = "filled" if entry["fills"] else "left"
        elif source and entry["what"] == "new" and not in_batch.find(source):
            source.provenance = filling.provenance_of(mapped, provenance)
            in_batch.add(source)
            new.append((entry, mapped, source))
        entries.append(entry)
    _make(new, with_tags=bool(found.options.get("tags")), user=user, now=now)
    return entries


def _make(new: list[tuple[Entry, Mapped, Source]], *, with_tags: bool, user: User | None, now: datetime) -> None:
    """Add new sources, all at once; one by one if somebody has just added one of them."""
    try:
        with transaction.atomic():
            operations.add_many([source for _entry, _mapped, source in new], user=user, now=now)
        made = new
    except IntegrityError:
        made = [row for row in new if _is_made(row[2], user=user, now=now)]
    for entry, mapped, source in made:
        entry |= {"done": "made", "source": source.pk}
        if with_tags and mapped.tags:
            source.tags.add(*tags.current_names(mapped.tags))


def _is_made(source: Source, *, user: User | None, now: datetime) -> bool:
    with suppress(IntegrityError), transaction.atomic():
        source.pk = None
        operations.add_many([source], user=user, now=now)
        return True
    return False


def fail(pk: int, *, now: datetime) -> None:
    """Note that an import stopped for a reason of its own; what it has written so far stays, and it can go on."""
    running = SourceImport.objects.filter(pk=pk, state=SourceImport.State.RUNNING)
    running.update(state=SourceImport.State.FAILED, ended_at=now)


def go_on(found: SourceImport) -> bool:
    """Claim an import that stopped on its way; return whether it may go on. `run` must follow."""
    stopped = SourceImport.objects.filter(pk=found.pk, total__gt=0, done__lt=found.total)
    stopped = stopped.filter(state__in=[SourceImport.State.FAILED, SourceImport.State.RUNNING])
    return bool(stopped.update(state=SourceImport.State.RUNNING, ended_at=None))


def bad_entries(report: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """Return number and entry of each record of which nothing can be made."""
    return [(number, entry) for number, entry in enumerate(report, start=1) if entry["what"] == "bad"]


def problems_of(entry: Entry) -> list[Problem]:
    """Return what was noticed of the record of an entry."""
    return [Problem.from_json(stored) for stored in entry["problems"]]
