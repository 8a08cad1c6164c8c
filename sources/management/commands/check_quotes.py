"""Look for all quoted passages again."""

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import Truncator

from sources import rechecking
from sources.models import Passage, Source

SHOWN = (Passage.Status.NEAR, Passage.Status.ABSENT)


class Command(BaseCommand):
    """Calls `sources.rechecking.again` for each source, and sums up."""

    help = (
        "Look for all passages that items quote word for word in the archived copies of their sources again, and list "
        "those that are not there (absent) or not so (near). Notes follow what changed. Exits with 1 if a passage of "
        "a public item is absent. Without network; may be interrupted and repeated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--source", metavar="SLUG", default="", help="only passages read in this source")
        parser.add_argument("--public", action="store_true", help="only of items that readers see now")

    def handle(self, *args: Any, source: str, public: bool, verbosity: int, **options: Any) -> None:
        """Check source by source, each in a transaction of its own, then list."""
        if source and not Source.objects.filter(slug=source).exists():
            raise CommandError(f"There is no source with the address {source!r}.", returncode=2)
        now = timezone.now()
        changed = self._look(list(rechecking.quoted_sources(now, slug=source, public=public)), verbosity)
        counts: Counter[Passage.Status] = Counter()
        broken = 0
        for quotation in rechecking.quotations(now, slug=source, public=public):
            counts[quotation.status] += 1
            broken += quotation.is_public and quotation.status == Passage.Status.ABSENT
            if quotation.status in SHOWN:
                self.stdout.write(_line(quotation))
        for status in Passage.Status:
            self.stdout.write(f"{status.value:>12} {counts[status]:>6}")
        self.stdout.write(f"Quotations: {counts.total()}, sources of which something changed: {changed}.")
        if broken:
            sys.exit(1)

    def _look(self, sources: list[Source], verbosity: int) -> int:
        changed = 0
        for number, source in enumerate(sources, start=1):
            changed += rechecking.again(source, now=timezone.now())
            if verbosity > 1 or number % 100 == 0:
                self.stderr.write(f"{number} of {len(sources)} sources …")
        return changed


def _line(quotation: rechecking.Quotation) -> str:
    """Return what, in which item, from which source, on one line."""
    status = f"{quotation.status.value} ({quotation.ratio:.2f})" if quotation.ratio else quotation.status.value
    words = Truncator(" ".join(quotation.words.split())).chars(80)
    where = "public" if quotation.is_public else "not public"
    return f"{status}: “{words}” – {quotation.item} ({where}), from {quotation.source}"
