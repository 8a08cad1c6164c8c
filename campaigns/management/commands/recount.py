"""Set the totals of calls to action right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import counting
from campaigns.models import Action


class Command(BaseCommand):
    """Counts the rows of one action after the other; each is a transaction, so that it may be interrupted and repeated."""

    help = (
        "Compare the totals of calls to action, by area too, with the rows of who took part, and set right what differs: "
        "after a restored backup, after work in the database by hand, or where the nightly comparison raised an alarm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument(
            "--campaign", metavar="SLUG", help="only the actions of this campaign, in all its languages"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what differs")

    def handle(self, *args: Any, campaign: str | None, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Go over the actions and report; raise CommandError where there is no such campaign."""
        actions = Action.objects.select_related("campaign").order_by("pk")
        if campaign is not None:
            actions = actions.filter(campaign__slug=campaign, campaign__working_copy_of=None)
            if not actions:
                raise CommandError(f"No campaign with the address “{campaign[:120]}” has calls to action.")
        number, wrong = len(actions), 0
        for place, action in enumerate(actions, start=1):
            found = counting.recount(action, timezone.now(), dry_run=dry_run)
            wrong += bool(found.drift)
            if verbosity > 1 or found.drift:
                self.stdout.write(
                    f"{place}/{number} {action.campaign.slug}/{action.slug}: {found.before} → {found.after}"
                )
        done = "To set right" if dry_run else "Set right"
        self.stdout.write(f"Compared: {number} totals. {done}: {wrong}.")
