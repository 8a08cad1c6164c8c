"""From what a file says to rows: what is new is added, what differs is changed, and the report names it.

All of it is one transaction of the caller. Rows are compared in memory and written many at once, so that a whole parliament
takes a second or two and a second run writes nothing. What a file has no more is never deleted: a term is ended, an office is
marked as gone. Only a term that had not begun yet is taken out again, since it never was.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model

from officials.importing.records import AreaRow, Dataset, Key, OfficeRow, Unreadable, named
from officials.models import Area, Office, Official, Term
from officials.models.areas import COUNTRY, LEVELS

BATCH: Final = 500
LONGEST_REPORT: Final = 2000
MANY: Final = 10
"""From so many on, it is a mistake when more than half of those in office, or of the postcodes, go at once."""

type Progress = Callable[[str, int, int], None]


def silent(_kind: str, _done: int, _total: int) -> None:
    """Tell nobody how far it has come."""


@dataclass(slots=True)
class Report:
    """What an import did: `counts` by kind of row and by what happened, `entries` for all that did not stay as it was."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def note(self, kind: str, what: str, name: str, fields: Iterable[str] = ()) -> None:
        """Count one row, and name it unless it is unchanged; of a very long report only the beginning is kept."""
        counts = self.counts.setdefault(kind, {})
        counts[what] = counts.get(what, 0) + 1
        if what != "unchanged" and len(self.entries) < LONGEST_REPORT:
            self.entries.append({"what": what, "kind": kind, "name": name, "fields": sorted(fields)})


WRITTEN: Final = ("added", "changed", "ended", "gone", "removed")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it shall be: its key among the known ones, its values by column, its line, and what the report calls it."""

    key: Hashable
    values: dict[str, Any]
    line: int
    name: str


def write(data: Dataset, *, as_of: date, allow_many_gone: bool, progress: Progress = silent) -> Report:
    """Write a dataset as of a day, and return the report. Raises Unreadable for what the database must not hold."""
    report = Report()
    for note in data.notes:
        report.note("values", "passed over", note)
    areas = _write_areas(data, report, progress)
    officials = {(one.scheme, one.identifier): one for one in Official.objects.filter(scheme__in=data.schemes)}
    rows = [
        Row(
            row.key,
            {"scheme": row.key[0], "identifier": row.key[1], **row.fields},
            row.line,
            _named(row.fields, row.key),
        )
        for row in data.officials.values()
    ]
    upsert(Official, officials, rows, "officials", report, progress)
    _write_terms(data, areas, officials, report, as_of=as_of, allow_many_gone=allow_many_gone, progress=progress)
    _write_offices(data, officials, report, progress)
    return report


def refuse_loss(lost: int, total: int, words: str) -> None:
    """Refuse a file that lacks more than half of what is there, unless that is little. Raises Unreadable."""
    if total >= MANY and 2 * lost > total:
        raise Unreadable(
            f"{words.format(lost, total)}, because this file does not have them. Is it whole? "
            "--allow-many-gone does it all the same."
        )


def _named(fields: dict[str, Any], key: Key) -> str:
    return f"{fields.get('full_name', '')} ({key[0]} {key[1]})"


def upsert(
    model: type[Model],
    known: dict[Any, Any],
    rows: Iterable[Row],
    kind: str,
    report: Report,
    progress: Progress = silent,
) -> None:
    """Add and change rows of a model, whose `known` ones stand by their keys; new ones are put among these."""
    wanted = list(rows)
    new: list[Model] = []
    changed: list[Model] = []
    columns: set[str] = set()
    for number, row in enumerate(wanted, start=1):
        item = known.get(row.key)
        if item is None:
            known[row.key] = item = model(**row.values)
            _check(item, row.line)
            new.append(item)
            report.note(kind, "added", row.name)
        elif different := [name for name, value in row.values.items() if getattr(item, name) != value]:
            for name in different:
                setattr(item, name, row.values[name])
            _check(item, row.line)
            changed.append(item)
            columns.update(different)
            report.note(kind, "changed", row.name, different)
        else:
            report.note(kind, "unchanged", row.name)
        progress(kind, number, len(wanted))
    manager = model._default_manager
    manager.bulk_create(new, batch_size=BATCH)
    if changed:
        manager.bulk_update(changed, sorted(columns), batch_size=BATCH)


def _check(item: Model, line: int) -> None:
    """Refuse what the form of the admin would refuse, column by column."""
    relations = {column.name for column in item._meta.concrete_fields if column.is_relation}
    try:
        item.clean_fields(exclude=relations)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Unreadable(f"“{name}”: {messages[0]}", line) from None


def _write_areas(data: Dataset, report: Report, progress: Progress) -> dict[Key, Area]:
    """Write the areas, each after the one that it lies in, and return all of the countries concerned."""
    known = {(one.country, one.code): one for one in Area.objects.filter(country__in={key[0] for key in data.areas})}
    waiting = list(data.areas.values())
    while waiting:
        ready = [row for row in waiting if (key := _around(row, known)) is None or key in known]
        if not ready:
            raise Unreadable(f"the area “{waiting[0].parent}” is neither in the file nor known.", waiting[0].line)
        rows = [Row(row.key, _area_values(row, known), row.line, f"{row.key[0]} {row.key[1]}") for row in ready]
        upsert(Area, known, rows, "areas", report, progress)
        done = {row.key for row in ready}
        waiting = [row for row in waiting if row.key not in done]
    parents = {area.pk: area.parent_id for area in known.values()}
    for row in data.areas.values():
        around: int | None = known[row.key].pk
        depth = 0
        while around is not None and depth <= LEVELS:
            around, depth = parents[around], depth + 1
        if depth > LEVELS:
            raise Unreadable(f"the area {row.key[1]} lies in itself, or more than {LEVELS} levels deep.", row.line)
    return known


def _around(row: AreaRow, known: dict[Key, Area]) -> Key | None:
    """Return the key of the area that one shall lie in: of what the file says, or its country for a new one; None for none."""
    country, code = row.key
    if row.parent:
        return country, row.parent
    return None if code == country or row.key in known else (country, country)


def _area_values(row: AreaRow, known: dict[Key, Area]) -> dict[str, Any]:
    country, code = row.key
    values: dict[str, Any] = {"country": country, "code": code, **row.fields}
    if row.key not in known:
        values = {"kind": COUNTRY if code == country else "", "name": code} | values
        if not values["kind"]:
            raise Unreadable(f"the area {code} is new: say in “area_kind” what it is.", row.line)
    around = _around(row, known)
    return values if around is None else values | {"parent_id": known[around].pk}


def _write_terms(
    data: Dataset,
    areas: dict[Key, Area],
    officials: dict[Key, Official],
    report: Report,
    *,
    as_of: date,
    allow_many_gone: bool,
    progress: Progress,
) -> None:
    names = {one.pk: _named({"full_name": one.full_name}, key) for key, one in officials.items()}
    known = {
        (one.official_id, one.role, one.start): one for one in Term.objects.filter(official__in=officials.values())
    }
    before = list(known.values())
    rows = []
    for row in data.terms.values():
        if row.fields["end"] and row.fields["end"] < row.start:
            raise Unreadable("a term ends before it begins.", row.line)
        pk = officials[row.official].pk
        values = {**row.fields, "official_id": pk, "role": row.role, "start": row.start}
        values["area_id"] = areas[values.pop("area")].pk
        rows.append(
            Row((pk, row.role, row.start), values, row.line, f"{names[pk]}, {row.fields['office']} {row.start}")
        )
    in_office = {one.official_id for one in before if one.runs_on(as_of)}
    upsert(Term, known, rows, "terms", report, progress)
    listed = {row.key for row in rows}
    _end([one for one in before if (one.official_id, one.role, one.start) not in listed], as_of, names, report)
    left = in_office - {one.official_id for one in Term.objects.current(as_of).filter(official__in=in_office)}
    if not allow_many_gone:
        refuse_loss(len(left), len(in_office), "{} of the {} in office would leave it")


def _end(terms: list[Term], as_of: date, names: dict[int, str], report: Report) -> None:
    """End terms that their file has no more with the day before the file's; take out those that had not begun."""
    last = as_of - timedelta(days=1)
    over, never = [], []
    for term in terms:
        name = f"{names[term.official_id]}, {term}"
        if term.start > last:
            never.append(term.pk)
            report.note("terms", "removed", name)
        elif term.end is None or term.end > last:
            term.end = last
            over.append(term)
            report.note("terms", "ended", name)
    Term.objects.bulk_update(over, ["end"], batch_size=BATCH)
    Term.objects.filter(pk__in=never).delete()


def _write_offices(data: Dataset, officials: dict[Key, Official], report: Report, progress: Progress) -> None:
    """Write the offices of each file that was given; what it has no more is marked as gone."""
    if data.offices is None and data.capital_offices is None:
        return
    known = {(one.official_id, one.identifier): one for one in Office.objects.filter(official__in=officials.values())}
    before = list(known.values())
    if data.capital_offices is not None:
        rows = _office_rows(data.capital_offices, officials, report, is_capital=True)
        upsert(Office, known, rows, "capital offices", report, progress)
        _mark_gone([one for one in before if one.is_capital], {row.key for row in rows}, "capital offices", report)
        before = [one for one in before if not one.is_capital]
    if data.offices is not None:
        rows = _office_rows(data.offices, officials, report, is_capital=False)
        with named(data.offices_file):
            upsert(Office, known, rows, "offices", report, progress)
        _mark_gone(before, {row.key for row in rows}, "offices", report)


def _office_rows(
    offices: dict[tuple[Key, str], OfficeRow], officials: dict[Key, Official], report: Report, *, is_capital: bool
) -> list[Row]:
    kind = "capital offices" if is_capital else "offices"
    rows = []
    for office in offices.values():
        official = officials.get(office.official)
        if official is None:
            report.note(kind, "passed over", f"{office.identifier}: nobody is {' '.join(office.official)}")
            continue
        values = {"is_capital": is_capital, **office.fields, "gone": False}
        values |= {"official_id": official.pk, "identifier": office.identifier}
        rows.append(
            Row((official.pk, office.identifier), values, office.line, f"{official.full_name}: {office.identifier}")
        )
    return rows


def _mark_gone(offices: list[Office], listed: set[Hashable], kind: str, report: Report) -> None:
    gone = [one for one in offices if (one.official_id, one.identifier) not in listed and not one.gone]
    for office in gone:
        office.gone = True
        report.note(kind, "gone", f"{office.official_id}: {office.identifier}")
    Office.objects.bulk_update(gone, ["gone"], batch_size=BATCH)
