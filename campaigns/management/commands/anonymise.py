"""Let go of personal data that has been kept for long enough."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import timezone

from campaigns import retention

WORDS: Final = {
    "anonymous": "participations of ended campaigns made anonymous",
    "unconfirmed": "participations removed that nobody confirmed",
    "networks": "hashes of networks emptied",
    "messages": "old messages removed",
    "people": "people erased of whom nothing was left",
}


class Command(BaseCommand):
    help = (
        "Make anonymous who took part in campaigns that ended long ago (PARTICIPATION_MONTHS), and remove what else has "
        "been kept for long enough; docs/privacy.md has the list. The worker does the same once a day. May be repeated "
        "and interrupted; totals stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much is due")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        due = retention.look(now) if dry_run else retention.let_go(now)
        for name, number in asdict(due).items():
            self.stdout.write(f"{number:>10}  {WORDS[name]}")
        if dry_run:
            self.stdout.write("Nothing was changed.")
