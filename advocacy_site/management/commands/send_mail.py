"""Send what is in the outbox."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from advocacy_site.postman import Stop, send_until


class Command(BaseCommand):
    """Does one thing, so that nothing else can end it between sending a message and noting that it was sent."""

    help = (
        "Send what is in the outbox until stopped. `run_worker` starts one of these by itself; more of them send more at "
        "once. SIGTERM or Ctrl-C ends it after the message in hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--once", action="store_true", help="send what is due, and end")
        parser.add_argument("--until-closed", action="store_true", help="end when standard input is closed")

    def handle(self, *args: Any, once: bool, until_closed: bool, **options: Any) -> None:
        """Send."""
        stop = Stop()
        stop.on_signals()
        if until_closed:
            stop.when_closed(sys.stdin.fileno())
        send_until(stop, once=once)
