"""Write the notes of all items in the house style."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sources import restyling
from sources.models import EvidenceSettings


class Command(BaseCommand):
    """Calls `sources.restyling.restyle` until nothing is left."""

    help = (
        "Write the notes of all items that are in another style than the one chosen in the evidence settings. The worker "
        "does so by itself after each change of the style; by hand it is done at once. May be interrupted and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--dry-run", action="store_true", help="count what would be written, and write nothing")
        parser.add_argument(
            "--all", action="store_true", help="write all notes anew, after an update that changes how a style reads"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Write, and say how many."""
        style = EvidenceSettings.current().get_note_style_display()
        if dry_run:
            progress = restyling.progress()
            waiting = progress.total if options["all"] else progress.waiting
            self.stdout.write(f"{style}: {waiting} of {progress.total} to be written.")
            return
        write = restyling.rewrite if options["all"] else restyling.restyle
        self.stdout.write(f"{style}: {write(now=timezone.now())} written.")
