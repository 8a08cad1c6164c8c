"""A mail server on loopback that takes every message, counts them by recipient, and keeps nothing else (RFC 5321)."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

REPLIES = {
    "EHLO": b"250 mail.invalid",
    "HELO": b"250 mail.invalid",
    "RSET": b"250 OK",
    "NOOP": b"250 OK",
    "MAIL": b"250 OK",
}


class CountingServer:
    """`taken` counts messages by recipient, `bodies` keeps the last message of each."""

    def __init__(self, *, delay: float = 0.0) -> None:
        self.taken: Counter[str] = Counter()
        self.bodies: dict[str, bytes] = {}
        self.connections = 0
        self.port = 0
        self._delay = delay

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak with one client until it goes."""
        self.connections += 1
        recipients: list[str] = []
        try:
            await say(writer, b"220 mail.invalid ESMTP")
            while line := await reader.readline():
                word = line[:4].upper().decode("ascii", "replace")
                if word == "QUIT":
                    await say(writer, b"221 bye")
                    break
                if word == "RCPT":
                    recipients.append(line.decode().partition("<")[2].partition(">")[0])
                    await say(writer, b"250 OK")
                elif word == "DATA":
                    await self._take(reader, writer, recipients)
                    recipients = []
                else:
                    await say(writer, REPLIES.get(word, b"502 not here"))
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recipients: list[str]) -> None:
        """Take a message. It counts from the moment in which we are about to say so, as with every server."""
        await say(writer, b"354 go on")
        body = await reader.readuntil(b"\r\n.\r\n")
        for recipient in recipients:
            self.taken[recipient] += 1
            self.bodies[recipient] = body
        await asyncio.sleep(self._delay)
        await say(writer, b"250 taken")


async def say(writer: asyncio.StreamWriter, words: bytes) -> None:
    """Send one line."""
    writer.write(words + b"\r\n")
    await writer.drain()


@contextmanager
def counting_server(*, delay: float = 0.0) -> Iterator[CountingServer]:
    """Run the server in a thread; `port` says where. `delay` is how long it thinks before its last “250”, in seconds."""
    server = CountingServer(delay=delay)
    loop, stopped = asyncio.new_event_loop(), asyncio.Event()
    listens = threading.Event()

    async def listen() -> None:
        listening = await asyncio.start_server(server.talk, "127.0.0.1", 0, limit=1024 * 1024)
        server.port = listening.sockets[0].getsockname()[1]
        listens.set()
        await stopped.wait()
        listening.close()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    # The thread has the loop to itself: the caller's may run one of its own, as with a browser.
    thread = threading.Thread(target=loop.run_until_complete, args=(listen(),), daemon=True)
    thread.start()
    try:
        if not listens.wait(10):
            raise RuntimeError("The mail server did not start.")
        yield server
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)
        if not thread.is_alive():
            loop.close()
