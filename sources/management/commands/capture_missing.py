"""Have copies made of the cited sources that have none."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sources import capturing
from sources.models import Source


class Command(BaseCommand):
    """Does at once, for all, what the worker does a few at a time."""

    help = (
        "Fetch the sources that something cites, that have a web address and no archived copy. Left alone are those on file, "
        "and those where it failed in the last week or three times. Exits with 1 if one could not be captured. May be "
        "interrupted and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be fetched")

    def handle(self, *args: Any, limit: int | None, dry_run: bool, **options: Any) -> None:
        """Go over them, a line for each, and sum up."""
        rows = list(capturing.missing(timezone.now())[:limit])
        if dry_run:
            for source in rows:
                self.stdout.write(f"{source.slug}: {source.url}")
            self.stdout.write(f"To capture: {len(rows)}.")
            return
        failed = sum(1 for number, source in enumerate(rows, start=1) if not self._one(source, number, len(rows)))
        self.stdout.write(f"Captured: {len(rows) - failed}, failed: {failed}.")
        if failed:
            raise CommandError("Some could not be captured; the reasons stand above.")

    def _one(self, source: Source, number: int, total: int) -> bool:
        try:
            snapshot, _is_new = capturing.run_here(source, now=timezone.now())
        except capturing.NotPossible as error:
            self.stderr.write(f"[{number}/{total}] {source.slug}: {error}")
            return False
        self.stdout.write(f"[{number}/{total}] {source.slug}: {snapshot.sha256}")
        return True
