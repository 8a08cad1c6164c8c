"""Write all sources, or those with a tag, as a file of references."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.models import Tag
from sources import exporting
from sources.formats import EXPORTS
from sources.models import Source


class Command(BaseCommand):
    help = (
        "Writes all sources as BibTeX, RIS or CSL-JSON to standard output: those that readers do not see yet, too. "
        "Notes of staff and what imports kept aside are not in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=sorted(EXPORTS), default="json")
        parser.add_argument("--tag", default="", help="the address (slug) of a tag: only the sources that carry it")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = Source.objects.standing().order_by("pk")
        if options["tag"]:
            if not Tag.objects.filter(slug=options["tag"]).exists():
                raise CommandError(f"There is no tag “{options['tag']}”.")
            sources = sources.filter(tags__slug=options["tag"])
        items = (source.as_csl() for source in sources.iterator(chunk_size=exporting.CHUNK))
        for piece in EXPORTS[options["format"]].pieces(items):
            self.stdout.write(piece, ending="")
