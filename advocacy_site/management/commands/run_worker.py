"""Run tasks and the schedule."""

import atexit
import os
import signal
from argparse import ArgumentParser, BooleanOptionalAction
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.autoreload import run_with_reloader

from advocacy_site.postman import Postman
from advocacy_site.schedule import JOBS
from advocacy_site.worker import Worker


class Command(BaseCommand):
    """Does everything that happens outside requests: renditions of pictures, mail, clearing up."""

    help = (
        "Run tasks and the schedule until stopped. Any number of workers may run, on any machine with the same "
        "database. SIGTERM or Ctrl-C ends it after the task under way, a second one at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--once", action="store_true", help="do what is due, each job once, and end")
        parser.add_argument(
            "--reload",
            action=BooleanOptionalAction,
            default=settings.DEBUG,
            help="start anew when the code changes (default: with DEBUG)",
        )

    def handle(self, *args: Any, once: bool, reload: bool, **options: Any) -> None:
        """Work."""
        worker = Worker(JOBS, postman=Postman())
        if once:
            worker.run_once()
        elif reload:
            # The reloader owns the main thread and ends the process as it pleases.
            atexit.register(worker.leave)
            run_with_reloader(worker.run)
        else:
            stop_on_signals(worker)
            worker.run()


def stop_on_signals(worker: Worker) -> None:
    """Let SIGTERM and SIGINT stop the worker; the second of them ends the process on the spot."""

    def stop(number: int, frame: FrameType | None) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, end)
        worker.stop()

    def end(number: int, frame: FrameType | None) -> None:
        os._exit(1)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
