"""Write all search documents anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from publishing.search import rebuilding


class Command(BaseCommand):
    """Calls `publishing.search.rebuilding.rebuild` and tells what it did."""

    help = (
        "Bring the search documents of all items up to date. Only needed after an import or a restored database: "
        "otherwise every save does it. The site stays in use meanwhile. It may be stopped and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--dry-run", action="store_true", help="count what would change, and change nothing")
        parser.add_argument(
            "--index",
            action="store_true",
            help="also build SQLite's full-text index anew, for a file that was damaged; nobody can save meanwhile",
        )

    def handle(self, *args: Any, dry_run: bool, index: bool, verbosity: int, **options: Any) -> None:
        """Rebuild, with a line of progress for each batch, and sum up."""

        def progress(kind: str, done: int) -> None:
            if verbosity > 1 or done % 10_000 == 0:
                self.stderr.write(f"{kind}: {done} …")

        outcome = rebuilding.rebuild(dry_run=dry_run, progress=progress)
        if index and not dry_run:
            rebuilding.mend_index()
        self.stdout.write(
            f"{'Would be added' if dry_run else 'Added'}: {outcome.added}, changed: {outcome.changed}, "
            f"removed: {outcome.removed}, right as they were: {outcome.kept}."
        )
