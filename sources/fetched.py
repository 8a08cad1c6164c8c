"""What a fetch ends in: an answer with the way that led to it, or a reason. No sockets here."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from sources import codings

type Headers = tuple[tuple[str, str], ...]

MEDIA_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,50}/[a-z0-9!#$&^_.+-]{1,49}")
CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)

MESSAGES: Final[dict[str, Any]] = {
    "bad_address": _("This is not a web address that can be fetched."),
    "refused_address": _("The address is refused."),
    "switched_off": _("Fetching is switched off on this machine (FETCH_ENABLED)."),
    "dns": _("The name of the site is not known: it cannot be found in the internet’s directory of names."),
    "connect": _("The server cannot be reached."),
    "tls": _("The connection is not secure: the server’s certificate was not accepted."),
    "timeout": _("The server took too long."),
    "too_large": _("The answer is larger than what is fetched."),
    "too_many_redirects": _("The address leads on too many times."),
    "redirect_loop": _("The address leads to itself again and again."),
    "redirect_refused": _("The address leads to one that is refused."),
    "bad_encoding": _("The answer is compressed in a way that cannot be read."),
    "bad_response": _("The server’s answer breaks the rules of HTTP."),
}


class FetchError(Exception):
    """Why nothing was fetched. `code` is a key of MESSAGES and never changes its meaning; the text is for staff.

    `hops` are the answers that came before, in order; `status` is the status of the answer that could not be read to
    its end, None if there was none.
    """

    def __init__(self, code: str, message: Any = "", *, detail: str = "", status: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or MESSAGES[code]
        self.detail = detail
        self.status = status
        self.hops: tuple[Hop, ...] = ()

    def __str__(self) -> str:
        return f"{self.message} ({self.detail})" if self.detail else str(self.message)


class AddressRefused(FetchError):
    """An address that our rules do not let us fetch, whether or not it would answer."""


@dataclass(frozen=True)
class Hop:
    """One request and its answer, as they went over the wire.

    `raw` is the body without its transfer coding (chunks), its content coding untouched; `url` has no fragment;
    `address` is the IP address that was checked and connected to; `at` the moment of the request, UTC.
    """

    url: str
    status: int
    headers: Headers
    request_headers: Headers
    raw: bytes
    address: str
    at: datetime
    http_version: str
    reason: str

    def header(self, name: str) -> str:
        """Return the first header of that name, "" if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True)
class Fetched:
    """What an address answered, with the redirects that led there. `body` is decoded, `media_type` in lower case."""

    url: str
    hops: tuple[Hop, ...]
    body: bytes
    media_type: str
    charset: str

    @property
    def final_url(self) -> str:
        return self.hops[-1].url

    @property
    def status(self) -> int:
        return self.hops[-1].status

    @property
    def headers(self) -> Headers:
        return self.hops[-1].headers

    @property
    def redirects(self) -> tuple[Hop, ...]:
        """The answers that led on, in order."""
        return self.hops[:-1]


def understood(url: str, hops: list[Hop], limit: int) -> Fetched:
    """Return what the last of `hops` answered, decoded to at most `limit` bytes. Raises FetchError."""
    last = hops[-1]
    coding = ", ".join(value for name, value in last.headers if name.lower() == "content-encoding")
    try:
        body = codings.decode(last.raw, coding, limit=limit)
    except codings.Bomb:
        raise FetchError("too_large", status=last.status) from None
    except codings.NotDecoded:
        raise FetchError("bad_encoding", status=last.status) from None
    content_type = last.header("content-type")
    charset = CHARSET.search(content_type)
    media_type = content_type.partition(";")[0].strip().lower()
    known = media_type if MEDIA_TYPE.fullmatch(media_type) else ""
    return Fetched(url, tuple(hops), body, known, charset[1] if charset else "")
