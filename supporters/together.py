"""Commits that several threads share, where the database takes one writer at a time.

On SQLite each transaction waits for the others, and its end for the disk. While one thread of a process writes, others come
up; the next one writes for all of them and commits once (group commit, as databases do for their own journals: DeWitt and
others, “Implementation Techniques for Main Memory Database Systems”, 1984). Each returns only when what it wrote is stored.
If one fails, which is rare, each writes alone, and it fails alone.
"""

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from django.db import connection, transaction
from django.utils import translation

logger = logging.getLogger(__name__)


class _Write:
    """What one thread wants to have written, and what came of it."""

    def __init__(self, write: Callable[[], Any]) -> None:
        self._write, self._language = write, translation.get_language()
        self._value: Any = None
        self._error: BaseException | None = None
        self.is_done = False

    def run(self) -> None:
        """Write, in the language of the thread that asked."""
        with translation.override(self._language):
            self._value = self._write()

    def alone(self) -> None:
        """Write in a transaction of its own. What fails is told to the thread that asked, by `result`."""
        try:
            with transaction.atomic():
                self.run()
        except Exception as error:  # noqa: BLE001 - raised in the thread that asked
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

        It may run in another thread, among the writes of others, and once more where one of these has failed: it must not
        commit by itself, change nothing but the database, and rely on nothing of its thread but the active language.
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
    try:
        if len(writes) == 1 or not _at_once(writes):
            for one in writes:
                one.alone()
    except BaseException as error:  # such as the end of the process
        for one in writes:
            one.end(error)
        raise
    finally:
        for one in writes:
            one.end()


def _at_once(writes: list[_Write]) -> bool:
    """Write all in one transaction; say whether that worked. Where one fails, nothing of any is written."""
    try:
        with transaction.atomic():
            for one in writes:
                one.run()
    except Exception as error:  # noqa: BLE001 - whose it is, it meets again when it is alone
        logger.info("A shared commit of %d writes failed, each is made alone: %s", len(writes), type(error).__name__)
        return False
    return True


together: Final = Together()
