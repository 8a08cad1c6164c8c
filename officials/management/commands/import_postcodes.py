"""Import which postcode lies in which area."""

import re
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from officials.importing import running
from officials.importing.command import ImportCommand


class Command(ImportCommand):
    help = (
        "Imports which postcode lies in which area, from a CSV file with the columns postcode, area and share, all or none. "
        "The file is the whole of its country: what it does not have is removed. Import the officials with their areas first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--country", default="US", help="ISO 3166-1 alpha-2")

    def handle(self, *args: Any, **options: Any) -> None:
        country = options["country"].upper()
        if not re.fullmatch("[A-Z]{2}", country):
            raise CommandError(f"“{country[:40]}” is no country: two letters (ISO 3166-1), such as US.")
        self.import_file(
            options["file"],
            lambda: running.import_postcodes(
                options["file"],
                country=country,
                now=timezone.now(),
                allow_many_gone=options["allow_many_gone"],
                dry_run=options["dry_run"],
                progress=self.progress,
            ),
            dry_run=options["dry_run"],
        )
