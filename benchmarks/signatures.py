"""Signatures while pages are being read: how many a second, and is every one that got its answer stored, once?"""

import json
import re
import subprocess
import sys
import threading
from http.client import HTTPConnection
from urllib.parse import urlencode

from benchmarks import load
from benchmarks.server import ROOT, manage, served, throw_away_site

BARS = {"sqlite": 100, "postgresql": 300}
SECONDS = 20.0
COUNT = """
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


def measure() -> bool:
    """Print the rate under reading load and what the database holds afterwards; say whether the bars hold."""
    with throw_away_site() as variables:
        # One machine stands for many networks here.
        variables |= {"SIGN_LIMIT_MINUTE": "0", "SIGN_LIMIT_DAY": "0"}
        variables |= dict.fromkeys(("SUSPECT_BURST", "SUSPECT_DAY", "SUSPECT_DOMAIN", "SUSPECT_ALIKE"), "0")
        manage(variables, "load_demo")
        with served(variables) as port:
            signing, reading, answered = load_both(port)
        stored = count(variables)
    bar = BARS[stored["vendor"]]
    kept = set(stored["emails"])
    lost = answered - kept
    once = stored["signatures"] == len(kept) == stored["mails"]
    print(
        f"{stored['vendor']}: {signing.rate:.0f} signatures/s (bar: {bar}) while {reading.rate:.0f} pages/s were read"
    )
    print(f"answers to signatures: {dict(signing.statuses)}; half within {signing.percentile(0.5) * 1000:.0f} ms,")
    print(f"99 % within {signing.percentile(0.99) * 1000:.0f} ms")
    print(f"answered {len(answered)}, stored {len(kept)}, lost {len(lost)}; each once with one mail: {once}")
    return signing.rate >= bar and not lost and once


def load_both(port: int) -> tuple[load.Load, load.Load, set[str]]:
    """Sign and read at the same time; return both loads and the addresses whose signature was accepted."""
    path, token = find_form(port)
    answered: set[str] = set()

    def sign(connection: HTTPConnection, number: int) -> int:
        email = f"person{number}@load.example"
        form = urlencode({"name": f"Person {number}", "email": email, "token": token})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        connection.request("POST", path, form, headers)
        response = connection.getresponse()
        response.read()
        if response.status == 303:
            answered.add(email)
        return response.status

    results: dict[str, load.Load] = {}
    reader = threading.Thread(
        target=lambda: results.update(reading=load.run(port, load.get("/press/"), seconds=SECONDS, threads=2))
    )
    reader.start()
    results["signing"] = load.run(port, sign, seconds=SECONDS, threads=6)
    reader.join()
    return results["signing"], results["reading"], answered


def find_form(port: int) -> tuple[str, str]:
    """Return path and token of the demo content's open petition. Raises RuntimeError if there is none."""
    connection = HTTPConnection("127.0.0.1", port)

    def read(path: str) -> str:
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    for path in re.findall(r"<loc>http://[^/]+(/campaigns/[^/<]+/[^/<]+/)</loc>", read("/sitemap.xml")):
        token = re.search(r'name="token" value="([^"]+)"', read(path))
        if token:
            return path, token[1]
    raise RuntimeError("The demo content has no open petition.")


def count(variables: dict[str, str]) -> dict:
    """Return what the database holds of the load, read by a process of its own."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", COUNT]
    return json.loads(
        subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True).stdout
    )
