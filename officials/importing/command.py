"""What both commands have in common: errors in words, progress on a terminal, the report."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from officials.importing.records import Unreadable
from officials.importing.writing import WRITTEN
from officials.models import DataImport

NAMED_AT_MOST: Final = 40
TOLD_EVERY: Final = 250


class ImportCommand(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument(
            "--allow-many-gone", action="store_true", help="go on where the file lacks more than half of what is there"
        )
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter

    def import_file(self, file: Path, work: Callable[[], DataImport], *, dry_run: bool) -> None:
        """Do the work and tell what it did; CommandError says why it was not done, and then nothing was."""
        try:
            record = work()
        except OSError as error:
            raise CommandError(f"{error.filename or file} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(f"{error.file or file.name}: {error} Nothing was imported.") from error
        except IntegrityError as error:
            raise CommandError(
                "Somebody else changed the same data meanwhile. Nothing was imported; try again."
            ) from error
        self._tell(record, dry_run=dry_run)

    def _tell(self, record: DataImport, *, dry_run: bool) -> None:
        told = [entry for entry in record.report if self.verbose or entry["what"] == "passed over"]
        for entry in told[:NAMED_AT_MOST]:
            fields = f" ({', '.join(entry['fields'])})" if entry["fields"] else ""
            self.stdout.write(f"{entry['what']}: {entry['name']}{fields}")
        if len(told) > NAMED_AT_MOST:
            self.stdout.write("… and more; the admin lists them.")
        for kind, counts in record.counts.items():
            self.stdout.write(f"{kind}: " + ", ".join(f"{number} {what}" for what, number in counts.items()))
        if not any(counts.get(what) for counts in record.counts.values() for what in WRITTEN):
            self.stdout.write("Nothing changed: everything was there already.")
        if dry_run:
            self.stdout.write("This was a dry run: nothing was written.")

    def progress(self, kind: str, done: int, total: int) -> None:
        """Tell a person at a terminal how far it has come."""
        if self.stderr.isatty() and (done % TOLD_EVERY == 0 or done == total):
            self.stderr.write(f"{kind}: {done} of {total}", ending="\r" if done < total else "\n")

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbose = options["verbosity"] > 1
        return super().execute(*args, **options)
