"""Make the files for readers that pictures lack."""

from argparse import ArgumentParser
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from publishing import renditions
from publishing.models import Image, Rendition


class Command(BaseCommand):
    """Does at once, for all pictures, what the worker does for new ones."""

    help = (
        "Make the files for readers (renditions) that pictures lack: after the layout got new widths, after a restored "
        "backup came without them, or where making them failed. May be repeated and interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would be made")
        parser.add_argument("--verify", action="store_true", help="also make anew what the storage has lost")

    def handle(self, *args: Any, dry_run: bool, verify: bool, verbosity: int, **options: Any) -> None:
        """Go over all pictures; raise CommandError at the end if some could not be done."""
        pictures = Image.objects.order_by("pk").prefetch_related("renditions")
        made = failed = 0
        for image in pictures.iterator(chunk_size=200):
            lost = self._lost(image) if verify else []
            lacking = len(renditions.missing(image)) + len(lost)
            if not lacking:
                continue
            if verbosity:
                self.stdout.write(f"{image.pk} {image.title}: {lacking} files missing")
            if dry_run:
                made += lacking
                continue
            try:
                made += self._make(image, lost)
            except renditions.NotMadeError as error:
                self.stderr.write(str(error))
                failed += 1
        self.stdout.write(f"{'To make' if dry_run else 'Made'}: {made} files.")
        if failed:
            raise CommandError(f"{failed} pictures could not be done; the reasons stand above.")

    def _lost(self, image: Image) -> list[Rendition]:
        return [row for row in renditions.current(image) if not default_storage.exists(str(row.file.name))]

    def _make(self, image: Image, lost: list[Rendition]) -> int:
        now = timezone.now()
        with transaction.atomic():
            renditions.forget(lost)
            renditions.demand([image], now=now)
        return renditions.make(image.pk, now=now)
