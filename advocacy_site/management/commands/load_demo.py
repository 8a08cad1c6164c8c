"""Load the sample content."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from advocacy_site.demo import loading


class Command(BaseCommand):
    """Calls `advocacy_site.demo.loading.load` and tells what it added."""

    help = (
        "Add the sample content: an invented group for clean rivers with releases, campaigns, sources and pages. May "
        "be repeated: what is there, changed or not, stays as it is. All of it is added, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--dry-run", action="store_true", help="tell what would be added, and add nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Load the sample and sum up."""
        made = loading.load(timezone.now(), dry_run=dry_run)
        if not made:
            self.stdout.write("The sample content is there already.")
            return
        parts = ", ".join(f"{kind} {number}" for kind, number in made.items())
        self.stdout.write(f"{'Would be added' if dry_run else 'Added'}: {parts}.")
