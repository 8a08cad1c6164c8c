"""The worker is killed (kill -9) again and again while it mails: each recipient gets one message, and none gets two.

python -m benchmarks mail_kills
"""

import json
import os
import random
import signal
import subprocess
import sys
import time

from benchmarks.mail_server import CountingServer, counting_server
from benchmarks.server import ROOT, throw_away_site

MESSAGES = 5000
KILLS = 20
PATIENCE = 300.0

WRITE = """
from django.utils import timezone
from supporters.models import OutboxMail
now = timezone.now()
words = {{"subject": "Please confirm", "text": "Words.", "html": "<p>Words.</p>", "language": "en", "due_at": now}}
OutboxMail.objects.bulk_create(
    (OutboxMail(recipient=f"person{{number}}@load.example", **words) for number in range({messages})), batch_size=500
)
"""
COUNT = """
import json
from django.db import connection
from django.db.models import Count, Max
from supporters.models import OutboxMail
states = dict(OutboxMail.objects.values_list("state").annotate(Count("pk")).order_by())
attempts = OutboxMail.objects.aggregate(Max("attempts"))["attempts__max"]
print(json.dumps({"vendor": connection.vendor, "states": states, "attempts": attempts}))
"""


def measure(messages: int = MESSAGES, kills: int = KILLS) -> bool:
    """Print what the mail server counted and how fast it went; say whether everybody got one message."""
    with counting_server() as server, throw_away_site() as variables:
        variables |= {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
        shell(variables, WRITE.format(messages=messages))
        begun = time.monotonic()
        kill_while_mailing(variables, server, messages, kills)
        seconds = time.monotonic() - begun
        stored = json.loads(shell(variables, COUNT))
    twice = sum(1 for number in server.taken.values() if number > 1)
    missing = messages - len(server.taken)
    print(f"{stored['vendor']}: {messages} messages while the worker was killed {kills} times: {seconds:.0f} s,")
    print(
        f"{messages / seconds:.0f} messages/s with all restarts, {server.connections} connections; {stored['states']}"
    )
    print(f"without a message: {missing}, with more than one: {twice}, most attempts: {stored['attempts']}")
    return not twice and not missing and stored["states"] == {"sent": messages}


def kill_while_mailing(variables: dict[str, str], server: CountingServer, messages: int, kills: int) -> None:
    """Run one worker after the other; end each in the middle of its work, the last once all messages have left.

    The kills are spread over the messages, so that every one of them meets a worker that is sending.
    """
    for number in range(1, kills + 1):
        worker = start(variables)
        wait_for(server, number * messages // (kills + 1), worker)
        time.sleep(random.uniform(0, 0.05))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    worker = start(variables)
    wait_for(server, messages, worker)
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=60)


def start(variables: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a worker as `make run` does."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"], cwd=ROOT, env=variables, stdout=quiet, stderr=quiet
    )


def wait_for(server: CountingServer, number: int, worker: subprocess.Popen[bytes]) -> None:
    """Return once the server has taken so many messages; raises TimeoutError if it never does, or the worker ends."""
    end = time.monotonic() + PATIENCE
    while server.taken.total() < number:
        if time.monotonic() > end or worker.poll() is not None:
            raise TimeoutError(f"{server.taken.total()} of {number} messages came.")
        time.sleep(0.005)


def shell(variables: dict[str, str], code: str) -> str:
    """Run Python in the site and return what it printed."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    return subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True).stdout
