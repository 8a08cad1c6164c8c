"""Have copies of sources made, here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sources import addresses, archive, capturing, warc
from sources.models import Snapshot, Source


class Command(BaseCommand):
    """Fetches, or reads stored copies anew; the worker is not needed."""

    help = (
        "Fetch the web addresses of sources and keep what they answer as archived copies. Sources are named by the last part of "
        "their page's address, or by their web address. Exits with 1 if one could not be captured. May be interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's arguments."""
        parser.add_argument("sources", nargs="*", metavar="SLUG|ADDRESS")
        parser.add_argument("--all", action="store_true", help="with --text: the copies of all sources")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be fetched")
        parser.add_argument(
            "--text", action="store_true", help="fetch nothing: take the text out of the stored copies anew"
        )

    def handle(self, *args: Any, sources: list[str], dry_run: bool, text: bool, **options: Any) -> None:
        """Go over the sources, a line for each; raise CommandError at the end if one failed."""
        if options["all"] and text and not sources:
            sources = list(
                Source.objects.standing().exclude(snapshots=None).order_by("pk").values_list("slug", flat=True)
            )
        elif options["all"] or not sources:
            raise CommandError("Name sources; --all goes with --text alone, in place of names.")
        found = [(name, self._find(name)) for name in sources]
        failed = sum(1 for name, source in found if not self._one(name, source, dry_run=dry_run, text=text))
        if failed:
            raise CommandError(f"{failed} of {len(found)} could not be done; the reasons stand above.")

    def _find(self, name: str) -> Source | None:
        source = Source.objects.standing().filter(slug=name).first()
        if source is None and "://" in name:
            try:
                source = Source.objects.standing().filter(canonical_url=addresses.canonical_address(name)).first()
            except addresses.AddressError:
                return None
        return source

    def _one(self, name: str, source: Source | None, *, dry_run: bool, text: bool) -> bool:
        if source is None:
            self.stderr.write(f"{name}: there is no such source.")
            return False
        if text:
            return self._read_again(name, source, dry_run=dry_run)
        if dry_run:
            self.stdout.write(f"{name}: {source.url or 'has no address'}")
            return bool(source.url)
        return self._capture(name, source)

    def _capture(self, name: str, source: Source) -> bool:
        try:
            snapshot, is_new = capturing.run_here(source, now=timezone.now())
        except capturing.NotPossible as error:
            self.stderr.write(f"{name}: {error}")
            return False
        self.stdout.write(f"{name}: {'copied' if is_new else 'unchanged'} {snapshot.sha256}")
        return True

    def _read_again(self, name: str, source: Source, *, dry_run: bool) -> bool:
        """Renew the text of all copies of a source."""
        is_well = True
        for key in list(source.snapshots.kept().values_list("pk", flat=True)):
            snapshot = source.snapshots.select_related("source").get(pk=key)
            if dry_run:
                self.stdout.write(f"{name}: {snapshot.sha256} {snapshot.extractor}")
                continue
            is_well = self._read_one(name, snapshot) and is_well
        return is_well

    def _read_one(self, name: str, snapshot: Snapshot) -> bool:
        try:
            is_other = archive.extract_again(snapshot, now=timezone.now())
        except warc.NotReadable as error:
            self.stderr.write(f"{name}: {snapshot.sha256} {error}")
            return False
        self.stdout.write(f"{name}: {snapshot.sha256} {'text renewed' if is_other else 'text unchanged'}")
        return True
