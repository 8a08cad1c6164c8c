"""The cache server that all processes share (Redis or Valkey), and what each process does while it does not answer.

Nothing that a cache holds is worth an error page. While the server is away each process keeps pages, limits and
sign-in counters in its own memory, exactly as on a site without CACHE_URL: pages stay right, since their keys name the
state of the content, and limits still hold, though each process counts for itself. So limits neither open, which would
invite whoever can overload the server, nor close, which would turn away everybody who signs or signs in.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PAUSE: Final = 5.0
"""Seconds until a server that did not answer is asked again; asking at each request would slow every page down."""
SILENCE: Final = 60.0
"""Seconds between two lines in the log about the same server."""
AWAY: Final = (RedisError, OSError)


@dataclass
class Outage:
    """What this process knows of one server. Times are those of the process's own clock, which never jumps."""

    ask_again_at: float | None = None
    """None while the server answers."""
    told_at: float | None = None

    def begin(self, server: str, error: Exception) -> None:
        now = time.monotonic()
        self.ask_again_at = now + PAUSE
        if self.told_at is None or now - self.told_at >= SILENCE:
            self.told_at = now
            logger.error("The cache server %s does not answer; each process keeps its own: %s", server, error)

    def is_waiting(self) -> bool:
        return self.ask_again_at is not None and time.monotonic() < self.ask_again_at


OUTAGES: dict[str, Outage] = {}
"""By server: threads have caches of their own, but hear of an outage from one another."""


def either(name: str) -> Callable[..., Any]:
    """Return the cache's method of this name, which asks the server, or this process's memory while it is away."""

    def method(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        if not self.outage.is_waiting():
            try:
                answer = getattr(RedisCache, name)(self, *args, **kwargs)
            except AWAY as error:
                self.outage.begin(self.server, error)
            else:
                self.end_outage()
                return answer
        return getattr(self.memory, name)(*args, **kwargs)

    method.__name__ = name
    return method


class SharedCache(RedisCache):
    """Django's cache on Redis that goes on in memory while the server does not answer."""

    _options: dict[str, Any]
    _servers: list[str]

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        # Without these a server that accepts no packets would hold each page for minutes.
        patience = {"socket_connect_timeout": 1, "socket_timeout": 2, "retry": Retry(NoBackoff(), 1)}
        self._options = patience | self._options
        # What is told must not hold the password that an address may have.
        self.server = str(self._servers[0]).rpartition("@")[2]
        self.outage = OUTAGES.setdefault(self.server, Outage())
        own = {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}}
        self.memory = LocMemCache(f"while {self.server} is away: {self.key_prefix}", own)

    add = either("add")
    get = either("get")
    set = either("set")
    touch = either("touch")
    delete = either("delete")
    get_many = either("get_many")
    has_key = either("has_key")
    incr = either("incr")
    set_many = either("set_many")
    delete_many = either("delete_many")
    clear = either("clear")

    def ping(self) -> None:
        """Ask the server itself. Raises RedisError or OSError where it does not answer."""
        self._cache.get_client(write=True).ping()

    def end_outage(self) -> None:
        """Forget what was kept meanwhile: at the next outage it would be old."""
        if self.outage.ask_again_at is not None:
            self.outage.ask_again_at = None
            self.memory.clear()
