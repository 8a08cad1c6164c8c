"""Commits that several threads share, where the database takes one writer at a time.

On SQLite each transaction waits for the others, and its end for the disk. While one thread of a process writes, others come
up; the next one writes for all of them and commits once (group commit, as databases do for their own journals: DeWitt and
others, “Implementation Techniques for Main Memory Database Systems”, 1984). Each returns only when what it wrote is stored,
and fails alone if its own write fails.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from django.db import connection, transaction
from django.utils import translation


class _Write:
    """What one thread wants to have written, and what came of it."""

    def __init__(self, write: Callable[[], Any]) -> None:
        self._write, self._language = write, translation.get_language()
        self._value: Any = None
        self._error: BaseException | None = None
        self.is_done = False

    def run(self) -> None:
        """Write, in the language of the thread that asked. What fails undoes this write alone, and is told to that thread."""
        self._error = None
        try:
            with transaction.atomic(), translation.override(self._language):
                self._value = self._write()
        except Exception as error:  # noqa: BLE001 - raised by `result`, in the thread that asked
            self._error = error

    def end(self, error: BaseException | None = None) -> None:
        self._error = self._error or error
        self.is_done = True

    def result(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._value


class Together:
    """The writes of this process that wait for their turn."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._waiting = deque[_Write]()

    def write[T](self, write: Callable[[], T]) -> T:
        """Call `write` in a transaction and return what it returns once that is committed. Raises what it raises.

        It may run in another thread, among the writes of others, and once more where these have spoilt the commit: it must
        not commit by itself, and rely on nothing that belongs to a thread but the active language.
        """
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            with transaction.atomic():
                return write()
        own = _Write(write)
        self._waiting.append(own)
        with self._turn:
            if not own.is_done:
                _commit([self._waiting.popleft() for _one in range(len(self._waiting))])
        value: T = own.result()
        return value


def _commit(writes: list[_Write]) -> None:
    """Write all in one transaction; where its end fails, such as for a row that is gone, each in its own."""
    try:
        with transaction.atomic():
            for one in writes:
                one.run()
    except Exception:  # noqa: BLE001 - each meets it again, if it is its own
        for one in writes:
            one.run()
    except BaseException as error:
        for one in writes:
            one.end(error)
        raise
    finally:
        for one in writes:
            one.end()


together: Final = Together()
