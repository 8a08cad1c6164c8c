"""Write all search documents anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from publishing.search import rebuilding


class Command(BaseCommand):
    """Calls `publishing.search.rebuilding.rebuild` and tells what it did."""

    help = (
        "Bring the search documents of all items up to date, and the full-text index with them. Only needed after an "
        "import or a restored database: otherwise every save does it. The site stays in use meanwhile. It may be "
        "stopped and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--dry-run", action="store_true", help="count what would change, and change nothing")

    def handle(self, *args: Any, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Rebuild, with a line of progress for each batch, and sum up."""

        def progress(kind: str, done: int) -> None:
            if verbosity > 1 or done % 10_000 == 0:
                self.stderr.write(f"{kind}: {done} …")

        outcome = rebuilding.rebuild(dry_run=dry_run, progress=progress)
        self.stdout.write(
            f"{'Would be added' if dry_run else 'Added'}: {outcome.added}, changed: {outcome.changed}, "
            f"removed: {outcome.removed}, right as they were: {outcome.kept}."
        )
