"""Things done at the same moment, each in a thread and on database connections of its own.

What a thread raises is raised in the test. One that never ends fails the test and not the machine: nothing is waited for
longer than PATIENCE seconds.
"""

from concurrent.futures import Future
from threading import Barrier, Thread

from django.db import connections

PATIENCE = 30


class Aside:
    """An act in a thread; `end` waits for it, and returns what it returned or raises what it raised."""

    def __init__(self, act, *args):
        self._act, self._args, self._outcome = act, args, Future()
        self._thread = Thread(target=self._run, daemon=True)

    def start(self, head_start=0):
        """Let it run, and give it so many seconds to get ahead."""
        self._thread.start()
        self._thread.join(head_start)

    def end(self):
        self._thread.join(PATIENCE)
        return self._outcome.result(timeout=0)

    def _run(self):
        try:
            self._outcome.set_result(self._act(*self._args))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells it
            self._outcome.set_exception(error)
        finally:
            connections.close_all()


def at_once(number, act):
    """Run `act(0)`, `act(1)` … at the same moment; return what they return, in this order."""
    start = Barrier(number, timeout=PATIENCE)

    def run(place):
        start.wait()
        return act(place)

    running = [Aside(run, place) for place in range(number)]
    for one in running:
        one.start()
    return [one.end() for one in running]


class Meanwhile:
    """Something that somebody else does, once; `begin` gives them `head_start` seconds to get in first."""

    def __init__(self, act, head_start=1):
        self._aside, self._head_start, self._has_begun = Aside(act), head_start, False

    def begin(self):
        """Say whether it began now; what it calls itself may lead here, too."""
        if self._has_begun:
            return False
        self._has_begun = True
        self._aside.start(self._head_start)
        return True

    def end(self):
        return self._aside.end()
