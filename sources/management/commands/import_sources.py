"""Import a file of references: BibTeX, RIS or CSL-JSON."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from sources.importing import problems, reading, reporting, running
from sources.importing.records import Unreadable
from sources.models import SourceImport


class Command(BaseCommand):
    help = (
        "Imports the sources in a file of references. Either all records are imported or none: a record that cannot be is named "
        "with its line. Sources that the library has already are left as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format", choices=sorted(reading.READERS), default="", help="default: found out from the file"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--fill", action="store_true", help="fill empty fields of sources that are there already")
        parser.add_argument("--tags", action="store_true", help="make tags of the keywords")
        parser.add_argument("--skip-bad", action="store_true", help="go on without records that cannot be imported")
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            with transaction.atomic():
                found = self._look_through(file, options)
                if options["dry_run"]:
                    transaction.set_rollback(True)
                else:
                    self._import(found, file, options)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(f"{file}: {problems.words(error.problem)}") from error

    def _look_through(self, file: Path, options: dict[str, Any]) -> SourceImport:
        found = running.prepare(
            file.read_bytes(), file.name, chosen=options["format"], user=None, now=timezone.now()
        )  # fmt: skip
        if not found.total:
            running.look(found, now=timezone.now(), progress=self._progress("looked through"))
        for told in found.told:
            self.stderr.write(f"{file.name}: {problems.words(told)}")
        if found.state == SourceImport.State.FAILED:
            raise CommandError(f"{file} cannot be imported.")
        for entry in found.report:
            for told in entry["problems"]:
                self.stderr.write(self._named(file, entry, told))
        counts = reporting.counts(found.report)
        self.stdout.write(", ".join(f"{label} {counts[key]}" for key, label in reporting.WHAT.items()))
        return found

    def _import(self, found: SourceImport, file: Path, options: dict[str, Any]) -> None:
        bad = running.bad_entries(found.report)
        if bad and not options["skip_bad"]:
            lines = [self._named(file, entry, entry["problems"][-1]) for _number, entry in bad[:20]]
            raise CommandError("\n".join([*lines, "Nothing was imported. --skip-bad goes on without such records."]))
        running.start(found, fill=options["fill"], with_tags=options["tags"], user=None)
        found = running.run(found.pk, now=timezone.now(), progress=self._progress("done"))
        counts = reporting.counts(found.report)
        self.stdout.write(", ".join(f"{label} {counts[key]}" for key, label in reporting.DONE.items()))

    def _named(self, file: Path, entry: dict[str, Any], told: dict[str, Any]) -> str:
        return f"{file.name}:{entry['line']}: {entry['key'] or entry['title'] or '–'}: {problems.words(told)}"

    def _progress(self, what: str) -> running.Progress:
        def tell(done: int, total: int) -> None:
            self.stderr.write(f"{done} of {total} {what}", ending="\r" if done < total else "\n")

        return tell
