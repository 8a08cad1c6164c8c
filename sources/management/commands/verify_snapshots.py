"""Prove that stored copies are what they were, without the network."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sources import orphans, verifying
from sources.models import Snapshot


def day(words: str) -> datetime:
    """Return the beginning of a day written as 2026-03-04, in UTC."""
    try:
        return datetime.combine(date.fromisoformat(words), time(), tzinfo=UTC)
    except ValueError:
        raise ArgumentTypeError(f"{words!r} is no date like 2026-03-04.") from None


class Command(BaseCommand):
    """Calls `sources.verifying.verify` for each copy."""

    help = (
        "Verify archived copies offline: the hash of each file, the digests inside it, its content, its text, what the "
        "database says of it, and its time stamp. Names each copy that is not what it was, and exits with 1 then. Files that no "
        "copy knows are named too. May be interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--since", type=day, metavar="DATE", help="only copies taken on this day (UTC) or later")
        parser.add_argument("--source", metavar="SLUG", help="only copies of this source")

    def handle(self, *args: Any, since: datetime | None, source: str | None, verbosity: int, **options: Any) -> None:
        """Verify them in the order in which they were taken; withdrawn ones, too."""
        rows = Snapshot.objects.order_by("pk")
        if since:
            rows = rows.filter(taken_at__gte=since)
        if source:
            rows = rows.filter(source__slug=source)
        # One at a time: texts are long, and what is found is written while others write, too.
        keys = list(rows.values_list("pk", flat=True))
        total, damaged = len(keys), 0
        for number, key in enumerate(keys, start=1):
            damaged += bool(self._one(Snapshot.objects.select_related("source").get(pk=key)))
            if verbosity > 1 or number % 1000 == 0:
                self.stderr.write(f"{number} of {total} …")
        unknown = [] if source or since else list(orphans.find())
        for name in unknown:
            self.stdout.write(f"unknown file {name}: no copy names it")
        self.stdout.write(f"Verified: {total}, damaged: {damaged}, unknown files: {len(unknown)}.")
        if damaged:
            sys.exit(1)

    def _one(self, snapshot: Snapshot) -> list[str]:
        found = verifying.verify(snapshot, now=timezone.now())
        for fault in found:
            self.stdout.write(f"damaged {snapshot.sha256} of {snapshot.source.slug} ({snapshot.warc.name}): {fault}")
        return found
