"""Look at the addresses of sources now."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sources import links
from sources.linking import checks, words
from sources.models import Link

WAIT = 1.0


class Command(BaseCommand):
    """Does at once what the worker does week by week."""

    help = (
        "Look at the web addresses of sources: those that are due (--due), those of some sources (--source), or all. "
        "One request at a time for a host. May be interrupted; what was seen is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument(
            "--source", action="append", metavar="SLUG", help="a source, by its address; may be repeated"
        )
        parser.add_argument("--due", action="store_true", help="only links whose time has come")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be looked at")

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Look at what was asked for, a line for each; raise CommandError for a source that has no link."""
        links.follow_missing(timezone.now())
        chosen = self._chosen(options["source"], due=options["due"])
        waiting = list(chosen.values_list("pk", flat=True))
        if options["dry_run"]:
            for link in chosen.iterator():
                self.stdout.write(f"{link.url}  {words.state(link)}")
            self.stdout.write(f"To look at: {len(waiting)}.")
            return
        if not settings.FETCH_ENABLED:
            raise CommandError("Fetching is switched off on this machine (FETCH_ENABLED).")
        self._look_at(waiting, verbosity)

    def _chosen(self, slugs: list[str] | None, *, due: bool) -> Any:
        found = Link.objects.due(timezone.now()) if due else Link.objects.followed().order_by("host", "pk")
        if not slugs:
            return found
        unknown = set(slugs) - set(Link.objects.filter(source__slug__in=slugs).values_list("source__slug", flat=True))
        if unknown:
            raise CommandError(f"No source with an address that is looked after: {', '.join(sorted(unknown))}.")
        return found.filter(source__slug__in=slugs)

    def _look_at(self, waiting: list[int], verbosity: int) -> None:
        """Go round until all are done: a link whose host was asked a moment ago waits for the next round."""
        total, done = len(waiting), 0
        while waiting:
            later = []
            for pk in waiting:
                link = Link.objects.filter(pk=pk).first()
                if link is None:
                    continue
                if checks.check(link, now=timezone.now()) is None:
                    later.append(pk)
                    continue
                done += 1
                if verbosity:
                    self.stdout.write(f"{done}/{total} {link.url}  {words.state(Link.objects.get(pk=pk))}")
            if len(later) == len(waiting):
                time.sleep(WAIT)
            waiting = later
        self.stdout.write(f"Looked at: {done}.")
