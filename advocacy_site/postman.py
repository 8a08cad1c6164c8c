"""The process that sends mail for a worker: a child that outlives it for as long as one message takes.

`supporters.sending` tells why. The worker holds the only writing end of a pipe that the child reads from: when the worker is
gone, however it went, the child reads the end of it, finishes the message in hand, and ends. A session of its own keeps it out
of reach of what is meant for the worker and its group.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from supporters import sending

logger = logging.getLogger(__name__)

AGAIN_AFTER: Final = 5.0
"""How many seconds lie between two starts, should the child end again and again."""

PAUSE: Final = 1.0
STEP: Final = 0.2
LONGEST_PAUSE: Final = 60.0


class Postman:
    """The worker's side: keeps the child running, and asks it to end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = float("-inf")

    def keep(self) -> None:
        """Start the child unless it is running."""
        is_running = self._process is not None and self._process.poll() is None
        if not is_running and time.monotonic() - self._started_at >= AGAIN_AFTER:
            self._started_at = time.monotonic()
            self._process = start()

    def dismiss(self) -> None:
        """Ask the child to end after the message in hand."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.terminate()

    def wait(self, seconds: float) -> bool:
        """Wait for the child to end; say whether it has. It ends by itself at last, and is never killed."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            return False
        return True

    def send_once(self) -> None:
        """Have a child send all that is due, and wait for it."""
        if sending.due(timezone.now()).exists():
            with start("--once") as child:
                child.wait()


def start(*options: str) -> subprocess.Popen[bytes]:
    """Start the child. Nothing of ours but the pipe and the log is open in it."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "send_mail", "--until-closed", *options]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - nothing of it is typed


class Stop:
    """The child's side: whether it is to end after the message in hand."""

    def __init__(self) -> None:
        # Nothing but an assignment sets it: a signal handler that waits for a lock may wait for itself.
        self._asked = False

    def goes_on(self) -> bool:
        return not self._asked

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or soon after being asked to stop."""
        end = time.monotonic() + seconds
        while self.goes_on() and (left := end - time.monotonic()) > 0:
            time.sleep(min(STEP, left))

    def on_signals(self) -> None:
        """Be asked by SIGTERM and SIGINT. They interrupt nothing: what is being sent or written goes on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def when_closed(self, descriptor: int) -> None:
        """Be asked once nobody holds the other end of a pipe any more."""
        threading.Thread(target=self._read_to_end, args=(descriptor,), name="worker's end", daemon=True).start()

    def _read_to_end(self, descriptor: int) -> None:
        while os.read(descriptor, 1024):
            pass
        self._asked = True

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True


def send_until(stop: Stop, *, once: bool) -> None:
    """Send what is due until asked to stop, or, with `once`, until nothing leaves. Trouble is logged and waited out."""
    pause = PAUSE
    while stop.goes_on():
        sent = 0
        try:
            sent = sending.send_due(timezone.now(), goes_on=stop.goes_on)
            pause = PAUSE
        except sending.ServerAway as error:
            logger.warning("No connection to the mail server: %s", error)
            pause = min(LONGEST_PAUSE, 2 * pause)
        except DatabaseError:
            logger.exception("The outbox could not be read or written.")
            connections.close_all()
            pause = min(LONGEST_PAUSE, 2 * pause)
        if once and not sent:
            break
        close_old_connections()
        if not sent:
            stop.wait(pause)
    connections.close_all()
