"""Signatures while pages are being read: is every one that got its answer stored, once, also when the server is killed?

python -m benchmarks signatures
"""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

from benchmarks import load
from benchmarks.server import ask, free_port, manage, served, start, throw_away_site, wait_until_answering

BARS = {"sqlite": 100, "postgresql": 300}
SECONDS = 20.0
# One machine stands for many networks here.
NO_LIMITS = {f"SIGN_LIMIT_{name}": "0" for name in ("MINUTE", "DAY")} | {
    f"SUSPECT_{name}": "0" for name in ("BURST", "DAY", "DOMAIN", "ALIKE")
}
STORED = """
import json
from django.db import connection
from campaigns.models import Participation
from supporters.models import OutboxMail, Supporter
print(json.dumps({
    "vendor": connection.vendor,
    "emails": list(Supporter.objects.filter(email__endswith="@load.example").values_list("email", flat=True)),
    "signatures": Participation.objects.filter(supporter__email__endswith="@load.example").count(),
    "mails": OutboxMail.objects.filter(recipient__endswith="@load.example").count(),
}))
"""
VENDOR = "from django.db import connection; print(connection.vendor)"
LINKS = """
import json, re
from supporters.models import OutboxMail
texts = OutboxMail.objects.filter(recipient__endswith="@load.example").values_list("text", flat=True)
print(json.dumps([found[1] for text in texts if (found := re.search(r"https?://[^/\\s]+(/\\S+/confirm/\\S+)", text))]))
"""
TOTALS = """
import json
from django.utils import timezone
from campaigns import counting
from campaigns.models import ActionTotal, Participation
counting.count_due(timezone.now() + counting.LAG)
totals = dict(ActionTotal.objects.values_list("action", "number"))
rows = Participation.objects.counting()
print(json.dumps({"wrong": {key: (number, rows.filter(action=key).count()) for key, number in totals.items()
                            if number != rows.filter(action=key).count()},
                  "confirmed": rows.filter(supporter__email__endswith="@load.example").count()}))
"""


@dataclass
class Signed:
    """What signers were answered: `answered` has the addresses whose signature was accepted."""

    signing: load.Load = field(default_factory=load.Load)
    answered: set[str] = field(default_factory=set)


def measure(seconds: float = SECONDS) -> bool:
    """Print the rates under reading load and what the database holds afterwards; say whether the bars hold."""
    with throw_away_site() as site:
        variables = site | NO_LIMITS
        manage(variables, "load_demo")
        bar = BARS[ask(variables, VENDOR).strip()]
        with served(variables) as port:
            as_fast = sign_while_reading(port, seconds, "fast", rate=None, bar=bar)
            paced = sign_while_reading(port, seconds, "paced", rate=bar * 1.02, bar=bar)
        kept = is_stored_once(variables, as_fast.answered | paced.answered)
        with served(variables) as port:
            confirmed = confirm_all(port, variables, seconds)
        counted = totals_are_right(variables, confirmed)
        survived = sign_while_killed(variables, seconds)
    return all((as_fast.signing.rate >= bar, paced.signing.rate >= bar, kept, counted, survived))


def sign_while_reading(port: int, seconds: float, name: str, *, rate: float | None, bar: int) -> Signed:
    """Sign and read at the same time, print how it went, and return what signers were answered."""
    path, token = find_form(port)
    signed, results = Signed(), dict[str, load.Load]()
    reader = threading.Thread(
        target=lambda: results.update(reading=load.run(port, load.get("/press/"), seconds=seconds, threads=2))
    )
    reader.start()
    signed.signing = load.run(
        port, load.alone(port, signer(path, token, name, signed.answered)), seconds=seconds, threads=6, rate=rate
    )
    reader.join()
    how = "as fast as it goes" if rate is None else f"{rate:.0f} asked for"
    print(
        f"{signed.signing.rate:.0f} signatures/s ({how}; bar: {bar}) while {results['reading'].rate:.0f} pages/s were read"
    )
    print(f"  {told(signed.signing)}; reading: {told(results['reading'])}")
    return signed


def told(one: load.Load) -> str:
    """Return what was answered, and how soon."""
    half, most = (one.percentile(share) * 1000 for share in (0.5, 0.99))
    return f"answers {dict(one.statuses)}, half within {half:.0f} ms, 99 % within {most:.0f} ms"


def signer(path: str, token: str, name: str, answered: set[str]) -> load.Ask:
    """Return what signs as person `number` and notes whose signature was accepted."""

    def sign(connection: HTTPConnection, number: int) -> int:
        email = f"{name}{number}@load.example"
        form = urlencode({"name": f"Person {number}", "email": email, "token": token})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        connection.request("POST", path, form, headers)
        response = connection.getresponse()
        response.read()
        if response.status == 303:
            answered.add(email)
        return response.status

    return sign


def is_stored_once(variables: dict[str, str], answered: set[str]) -> bool:
    """Say whether every signature that was answered is in the database once, with one message; print it."""
    stored = json.loads(ask(variables, STORED))
    kept = set(stored["emails"])
    lost = answered - kept
    once = stored["signatures"] == len(kept) == stored["mails"]
    print(f"answered {len(answered)}, stored {len(kept)}, lost {len(lost)}; each once with one mail: {once}")
    return not lost and once


def confirm_all(port: int, variables: dict[str, str], seconds: float) -> int:
    """Press the buttons behind the links in the mail, as many as there is time for; return how many were confirmed."""
    links = json.loads(ask(variables, LINKS))

    def confirm(connection: HTTPConnection, number: int) -> int:
        if number >= len(links):
            return 204
        connection.request("POST", links[number], "", {"Content-Type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        response.read()
        return response.status

    done = load.run(port, load.alone(port, confirm), seconds=seconds, threads=6)
    del done.statuses[204]
    print(f"{sum(done.statuses.values()) / done.seconds:.0f} confirmations/s; {told(done)}")
    return done.statuses[200]


def totals_are_right(variables: dict[str, str], confirmed: int) -> bool:
    """Say whether all totals equal the rows after the next batch, with every confirmation in them; print it."""
    found = json.loads(ask(variables, TOTALS))
    print(
        f"confirmed {confirmed}, counted {found['confirmed']}; totals that differ from COUNT: {found['wrong'] or 'none'}"
    )
    return not found["wrong"] and found["confirmed"] == confirmed


def sign_while_killed(variables: dict[str, str], seconds: float) -> bool:
    """Kill all of the server (kill -9) twice while people sign; say whether what was answered is stored; print it."""
    with kept_running(variables) as (port, kill):
        path, token = find_form(port)
        signed = Signed()
        killer = threading.Thread(target=kill_twice, args=(kill, seconds / 3))
        killer.start()
        signed.signing = load.run(
            port, load.alone(port, signer(path, token, "killed", signed.answered)), seconds=seconds, threads=6
        )
        killer.join()
    print(f"server killed twice while people signed: {told(signed.signing)} (0: no answer)")
    everybody = json.loads(ask(variables, STORED))
    lost = signed.answered - set(everybody["emails"])
    once = everybody["signatures"] == len(everybody["emails"])
    print(f"answered {len(signed.answered)}, lost {len(lost)}; each stored once: {once}")
    return bool(signed.answered) and not lost and once


def kill_twice(kill: Callable[[], None], pause: float) -> None:
    for _time in range(2):
        time.sleep(pause)
        kill()


@contextmanager
def kept_running(variables: dict[str, str]) -> Iterator[tuple[int, Callable[[], None]]]:
    """Run a server that comes back when it was killed. Gives its port and what kills it."""
    port = free_port()
    processes = [start(variables, port, own_group=True)]

    def kill() -> None:
        os.killpg(processes[-1].pid, signal.SIGKILL)
        processes[-1].wait()
        processes.append(start(variables, port, own_group=True))

    try:
        wait_until_answering(port)
        yield port, kill
    finally:
        processes[-1].terminate()
        processes[-1].wait(timeout=20)


def find_form(port: int) -> tuple[str, str]:
    """Return path and token of the demo content's open petition. Raises RuntimeError if there is none."""
    connection = HTTPConnection("127.0.0.1", port)

    def read(path: str) -> str:
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    for path in re.findall(r"<loc>http://[^/]+(/campaigns/[^/<]+/[^/<]+/)</loc>", read("/sitemap.xml")):
        page = read(path)
        token = re.search(r'name="token" value="([^"]+)"', page)
        if token and 'name="comment"' in page:  # petitions alone ask why
            return path, token[1]
    raise RuntimeError("The demo content has no open petition.")
