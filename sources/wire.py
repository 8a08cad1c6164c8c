"""Reading one HTTP answer from a connection within limits of time and size. Connections are made by `sources.fetching`."""

import http.client
import io
import socket
import time
from dataclasses import dataclass
from typing import Any, Final

from sources.fetched import FetchError

HEAD_LIMIT: Final = 256 * 1024  # bytes of status lines and headers of one answer, and of what chunks add to its body
INTERIM_ANSWERS: Final = 10
AT_ONCE: Final = 65_536


@dataclass
class Budget:
    """What a fetch may still cost: a point of the monotonic clock, and bytes of bodies as received."""

    until: float
    bytes_left: int

    def seconds(self) -> float:
        """Return the seconds left, more than 0; raises FetchError when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise FetchError("timeout")
        return left


class Wire(io.RawIOBase):
    """The bytes of one answer: each read waits at most until the deadline, and there are no more than `limit`."""

    def __init__(self, connection: socket.socket, budget: Budget, limit: int) -> None:
        self.connection = connection
        self.budget = budget
        self.limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.limit <= 0:
            raise FetchError("too_large")
        self.connection.settimeout(self.budget.seconds())
        number = self.connection.recv_into(buffer)
        self.limit -= number
        return number


@dataclass
class Stream:
    """What http.client takes for a socket: all answers of one connection are read from the same buffer."""

    reader: io.BufferedReader

    def makefile(self, mode: str) -> io.BufferedReader:
        return self.reader


def read_answer(connection: socket.socket, method: str, budget: Budget) -> tuple[http.client.HTTPResponse, bytes]:
    """Return the final answer with its body as received; interim ones (1xx) are passed over, a few of them."""
    stream = Stream(io.BufferedReader(Wire(connection, budget, budget.bytes_left + HEAD_LIMIT), AT_ONCE))
    for _number in range(INTERIM_ANSWERS):
        answer = http.client.HTTPResponse(stream, method=method)  # type: ignore[arg-type]
        try:
            answer.begin()
            if answer.status >= 200:
                return answer, _body(answer, budget)
            if answer.status == 101:
                break
        finally:
            # Let go of: an answer that is thrown away would close the buffer that the next one reads from.
            answer.fp = None  # type: ignore[assignment]
    raise FetchError("bad_response", status=answer.status)


def _body(answer: http.client.HTTPResponse, budget: Budget) -> bytes:
    """Return a body as received, chunks joined; what ends before its length, or is packed otherwise, is refused."""
    transfer = (answer.getheader("Transfer-Encoding") or "identity").strip().lower()
    if transfer not in ("chunked", "identity"):
        raise FetchError("bad_response", detail="Transfer-Encoding", status=answer.status)
    body = bytearray()
    try:
        while piece := answer.read(AT_ONCE):
            body += piece
            budget.bytes_left -= len(piece)
            if budget.bytes_left < 0:
                raise FetchError("too_large")
    except FetchError as error:
        error.status = answer.status
        raise
    except (http.client.HTTPException, ValueError) as error:
        raise FetchError("bad_response", detail=type(error).__name__, status=answer.status) from error
    if answer.length:
        raise FetchError("bad_response", detail="Content-Length", status=answer.status)
    return bytes(body)
