"""Say whether addresses may be fetched."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources import fetching


class Command(BaseCommand):
    help = """Say for each address whether the fetcher would go there. Names are resolved, nothing is fetched.

One line for each address, in their order:

    allowed  ADDRESS
    refused: WHY  ADDRESS

Exits with 1 if any of them is refused."""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("urls", nargs="+", metavar="URL", help="an address; its redirects are not asked for")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = 0
        for url in options["urls"]:
            why = fetching.check_address(url)
            refused += why is not None
            verdict = "allowed" if why is None else f"refused: {why}"
            self.stdout.write(" ".join(f"{verdict}  {url}".splitlines()))
        if refused:
            raise CommandError(f"{refused} of {len(options['urls'])} refused.", returncode=1)
