"""One import from beginning to end: read, write and keep the report, whole or not at all."""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from officials.importing import congress, people_table, postcode_table, writing
from officials.importing.records import Unreadable
from officials.models import DataImport

READERS = {"congress-legislators": congress.read, "csv": people_table.read}


def import_officials(
    file: Path,
    *,
    chosen: str,
    offices: Path | None,
    as_of: date | None,
    now: datetime,
    today: date,
    allow_many_gone: bool = False,
    dry_run: bool = False,
    progress: writing.Progress = writing.silent,
) -> DataImport:
    """Import a file of decision makers in one of the formats of READERS, and return the record of it.

    `as_of` is the day that the file speaks of; without it, it is taken to speak of `today`. Raises Unreadable, OSError. With
    `dry_run`, the record tells what would be done, and nothing is written.
    """
    data = READERS[chosen](file, offices)
    with transaction.atomic():
        last = DataImport.objects.latest_of(data.name)
        if as_of and last and last.as_of and as_of < last.as_of:
            raise Unreadable(
                f"this file is as of {as_of}, and one as of {last.as_of} was imported: it would put the clock back."
            )
        report = writing.write(data, as_of=as_of or today, allow_many_gone=allow_many_gone, progress=progress)
        return _keep(report, data.name, data.format, file, as_of, now=now, dry_run=dry_run)


def import_postcodes(
    file: Path,
    *,
    country: str,
    now: datetime,
    allow_many_gone: bool = False,
    dry_run: bool = False,
    progress: writing.Progress = writing.silent,
) -> DataImport:
    """Import the postcodes of a country, and return the record of it. Raises Unreadable, OSError."""
    found = postcode_table.read(file, country)
    with transaction.atomic():
        report = postcode_table.write(found, country, allow_many_gone=allow_many_gone, progress=progress)
        return _keep(report, f"postcodes {country}", "csv", file, None, now=now, dry_run=dry_run)


def _keep(
    report: writing.Report, dataset: str, form: str, file: Path, as_of: date | None, *, now: datetime, dry_run: bool
) -> DataImport:
    record = DataImport(
        dataset=dataset,
        format=form,
        file=file.name[-200:],
        as_of=as_of,
        imported_at=now,
        counts=report.counts,
        report=report.entries,
    )
    if dry_run:
        transaction.set_rollback(True)
    else:
        record.save()
    return record
