"""A small load generator: threads with keep-alive connections, bounded in time."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException


@dataclass
class Load:
    """What came of a load: answers by status, seconds each took, and how long the whole lasted."""

    statuses: Counter[int] = field(default_factory=Counter)
    durations: list[float] = field(default_factory=list)
    seconds: float = 0

    @property
    def rate(self) -> float:
        """Answers of any kind in a second."""
        return sum(self.statuses.values()) / self.seconds if self.seconds else 0

    def percentile(self, share: float) -> float:
        """Return the seconds within which `share` (0 to 1) of the answers came."""
        ordered = sorted(self.durations)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


type Ask = Callable[[HTTPConnection, int], int]
"""Sends request number n over a connection, reads the whole answer and returns its status."""


def get(path: str) -> Ask:
    """Return a request for one page, compressed as browsers ask for it."""

    def ask(connection: HTTPConnection, number: int) -> int:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        return response.status

    return ask


def alone(port: int, ask: Ask) -> Ask:
    """Return what asks the same over a connection of its own, as each person has: the processes share them evenly."""

    def ask_alone(_shared: HTTPConnection, number: int) -> int:
        own = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            return ask(own, number)
        finally:
            own.close()

    return ask_alone


def run(port: int, ask: Ask, *, seconds: float, threads: int = 4, rate: float | None = None) -> Load:
    """Put load on a port of this machine for some seconds and return what came of it.

    With a `rate`, request number n leaves n / rate seconds after the beginning, and not before: as people come, not as
    fast as the machine can.
    """
    load, lock, start = Load(), threading.Lock(), time.monotonic()
    end = start + seconds

    def work(first: int) -> None:
        own, number = Load(), first
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            if rate is not None:
                time.sleep(max(0.0, start + number / rate - time.monotonic()))
            began = time.monotonic()
            try:
                own.statuses[ask(connection, number)] += 1
            except (OSError, HTTPException):
                own.statuses[0] += 1
                connection.close()
                time.sleep(0.05)
            own.durations.append(time.monotonic() - began)
            number += threads
        connection.close()
        with lock:
            load.statuses += own.statuses
            load.durations += own.durations

    workers = [threading.Thread(target=work, args=(first,)) for first in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    load.seconds = time.monotonic() - start
    return load
