"""Import decision makers with their areas, terms and offices."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from officials.importing import running
from officials.importing.command import ImportCommand


def day(text: str) -> date:
    """Return a day as typed on the command line."""
    return date.fromisoformat(text)


class Command(ImportCommand):
    help = (
        "Imports decision makers from a file, all or none. It may be run again with each new version of the file. Who is not in "
        "the file any more leaves office; nobody is deleted. docs/officials.md explains the formats. -v 2 names what changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", required=True, choices=sorted(running.READERS))
        parser.add_argument("--offices", type=Path, help="a second file, with their offices")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day that the file speaks of; default: today")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        if options["as_of"] and options["as_of"] > today:
            raise CommandError("--as-of lies in the future.")
        self.import_file(
            options["file"],
            lambda: running.import_officials(
                options["file"],
                chosen=options["format"],
                offices=options["offices"],
                as_of=options["as_of"],
                now=now,
                today=today,
                allow_many_gone=options["allow_many_gone"],
                dry_run=options["dry_run"],
                progress=self.progress,
            ),
            dry_run=options["dry_run"],
        )
