"""The fetcher: the only code that opens sockets to addresses that staff typed. It trusts none of them.

An address is http or https, on a port of FETCH_PORTS, without user name. Its host is resolved **once**; every address
that it has must be global, with forms that carry another address (mapped, NAT64, 6to4, Teredo) judged by that one; and the
connection goes to an address that was checked, so that a name that resolves differently a moment later gains nothing.
Each redirect, at most REDIRECTS, passes the same gate. A redirect from https to http is refused: what began
authenticated must not end as what anybody on the way could have written.

There is no proxy, cookie, credential or netrc here, nothing is read from the environment, and each exchange has a
connection of its own. Bytes are counted before and after decoding, and one deadline stands over resolving, connecting,
TLS, headers and body together, however slowly a server drips.

Python's http.client parses the answers, over a stream that counts and watches the clock (`sources.wire`). urllib3 was compared:
its time limits are for each read, so the same stream would have been needed below it, and its decoding, pooling and
retries would have been switched off one by one; what was left of it was http.client.

Any HTTP status is an answer. Everything else that can go wrong is a FetchError with a stable code.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

import certifi
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sources import addresses, codings
from sources.fetched import MESSAGES, AddressRefused, Fetched, FetchError, Headers, Hop, understood
from sources.wire import Budget, read_answer

__all__ = ["MESSAGES", "AddressRefused", "FetchError", "Fetched", "Hop", "check_address", "fetch", "is_global"]

REDIRECTS: Final = 5
REDIRECT_STATUS: Final = frozenset({301, 302, 303, 307, 308})
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
LONGEST_ADDRESS: Final = 4000
CONNECT_SECONDS: Final = 10.0
MOST_ADDRESSES: Final = 4

type IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# RFC 6761, RFC 6762, RFC 8375, ICANN's "internal", and what routers and offices use at home.
HOUSE_NAMES: Final = frozenset(
    {"localhost", "local", "internal", "localdomain", "lan", "intranet", "corp", "home", "private", "arpa"}
)
IPV6_GLOBAL: Final = ipaddress.IPv6Network("2000::/3")
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
# Not global although Python's tables say so, or not clearly: relays of 6to4, and protocol assignments of RFC 6890.
NEVER: Final = (
    ipaddress.ip_network("192.88.99.0/24"),
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("100.64.0.0/10"),
    ipaddress.ip_network("198.18.0.0/15"),
    ipaddress.ip_network("2001::/23"),
    ipaddress.ip_network("2001:db8::/32"),
    ipaddress.ip_network("3fff::/20"),
)
# ISATAP (RFC 5214): the last 64 bits begin with these and end with an IPv4 address.
ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})


def fetch(
    url: str, *, method: str = "GET", max_bytes: int | None = None, deadline: float | None = None, accept: str = "*/*"
) -> Fetched:
    """Fetch an address that nobody vouches for, following redirects; `method` is GET or HEAD.

    `max_bytes` (default FETCH_MAX_BYTES) holds for all bodies as received together, and for the decoded one.
    `deadline` (default FETCH_DEADLINE) is in seconds, for everything. Raises FetchError and nothing else.
    """
    if not settings.FETCH_ENABLED:
        raise FetchError("switched_off")
    budget = Budget(
        until=time.monotonic() + (settings.FETCH_DEADLINE if deadline is None else deadline),
        bytes_left=settings.FETCH_MAX_BYTES if max_bytes is None else max_bytes,
    )
    hops: list[Hop] = []
    try:
        _follow(_parse(url), method, accept, budget, hops)
        return understood(url, hops, settings.FETCH_MAX_BYTES if max_bytes is None else max_bytes)
    except FetchError as error:
        error.hops = tuple(hops)
        raise


def check_address(url: str) -> str | None:
    """Return why an address is refused, None if it is allowed. Resolves the name, fetches nothing."""
    try:
        target = _parse(url)
        _resolve(target, Budget(until=time.monotonic() + settings.FETCH_DEADLINE, bytes_left=0))
    except FetchError as error:
        return str(error)
    return None


# --- The gate ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Target:
    """An address taken apart: `host` in ASCII and lower case (IPv6 without brackets), `path` with query, encoded."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def _parse(url: str) -> _Target:
    """Return an address taken apart, or raise FetchError. Resolves nothing."""
    url = url.strip()
    if len(url) > LONGEST_ADDRESS or "\\" in url or any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in url):
        raise AddressRefused("bad_address")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressRefused("bad_address") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefused("refused_address", _("Only http:// and https:// addresses are fetched."))
    if "@" in parts.netloc:
        raise AddressRefused("refused_address", _("The address holds a user name or password."))
    if not host:
        raise AddressRefused("bad_address", _("The address names no site."))
    target = _Target(
        scheme=parts.scheme,
        host=_host(host, bracketed="[" in parts.netloc),
        port=DEFAULT_PORTS[parts.scheme] if port is None else port,
        path=(_encoded(parts.path) or "/") + (f"?{_encoded(parts.query)}" if parts.query else ""),
    )
    _check_place(target)
    return target


def _host(host: str, *, bracketed: bool) -> str:
    """Return a host in the one form that is looked up; the many other ways to write an IP address are refused."""
    if "%" in host or bracketed != (":" in host):
        raise AddressRefused("bad_address")
    try:
        return addresses.ascii_host(host).strip("[]")
    except (addresses.AddressError, ValueError):
        raise AddressRefused("bad_address", _("The address names no site that there can be.")) from None


def _encoded(text: str) -> str:
    """Return a path or query in ASCII (RFC 3987 section 3.1), what is encoded already left as it is."""
    return quote(text, safe="%/:?@!$&'()*+,;=-._~", errors="replace")


def _check_place(target: _Target) -> None:
    """Refuse ports and names that are of a machine or a house, before anything is asked."""
    if target.port not in {*settings.FETCH_PORTS, *settings.FETCH_LOOPBACK_PORTS}:
        raise AddressRefused("refused_address", _("Port %(port)d is not fetched from.") % {"port": target.port})
    if _literal(target.host) is not None or target.port in settings.FETCH_LOOPBACK_PORTS:
        return
    labels = target.host.split(".")
    if len(labels) == 1 or labels[-1] in HOUSE_NAMES:
        raise AddressRefused("refused_address", _("“%(host)s” is a name inside a network.") % {"host": target.host})


def _literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _resolve(target: _Target, budget: Budget) -> list[IPAddress]:
    """Return the addresses of a host, all of them allowed, in the order of the resolver. The one resolution there is."""
    literal = _literal(target.host)
    found = [literal] if literal is not None else _look_up(target, budget)
    for address in found:
        if address.is_loopback and target.port in settings.FETCH_LOOPBACK_PORTS:
            continue
        if not is_global(address):
            message = _("%(address)s is not an address of the public internet.") % {"address": address}
            raise AddressRefused("refused_address", message)
        if target.port not in settings.FETCH_PORTS:
            raise AddressRefused("refused_address", _("Port %(port)d is not fetched from.") % {"port": target.port})
    return found


def is_global(address: IPAddress) -> bool:
    """Say whether an address is of one machine on the public internet. Embedded addresses must be so themselves."""
    if any(address.version == network.version and address in network for network in NEVER):
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return is_global(address.ipv4_mapped)
    if address in NAT64:
        return is_global(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        return is_global(address.sixtofour)
    if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        return False
    return address in IPV6_GLOBAL and address.is_global and not address.is_multicast


def _look_up(target: _Target, budget: Budget) -> list[IPAddress]:
    """Ask the system's resolver, which knows no time limit, in a thread that is left behind when time is up."""
    answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to the thread that waits
            answers.put(error)

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        answer = answers.get(timeout=budget.seconds())
    except queue.Empty:
        raise FetchError("timeout", detail="DNS") from None
    if isinstance(answer, Exception):
        if isinstance(answer, OSError | UnicodeError):
            raise FetchError("dns") from answer
        raise answer
    found: list[IPAddress] = []
    for family, _type, _protocol, _name, place in answer:
        if family not in (socket.AF_INET, socket.AF_INET6):
            continue
        try:
            found.append(ipaddress.ip_address(place[0]))
        except ValueError:
            raise AddressRefused("refused_address") from None
    if not found:
        raise FetchError("dns")
    return list(dict.fromkeys(found))


# --- The exchange --------------------------------------------------------------------------------


def _follow(target: _Target, method: str, accept: str, budget: Budget, hops: list[Hop]) -> None:
    """Append to `hops` the answer of `target` and of what it leads to."""
    seen: set[str] = set()
    while True:
        seen.add(target.url)
        try:
            hop = _exchange(target, method, accept, budget)
        except AddressRefused as error:
            raise _led_astray(error, hops[-1]) if hops else error from None
        hops.append(hop)
        location = _location(hop) if hop.status in REDIRECT_STATUS else ""
        if not location:
            return
        if len(hops) > REDIRECTS:
            raise FetchError("too_many_redirects", status=hop.status)
        target = _led_to(hop, location)
        if target.url in seen:
            raise FetchError("redirect_loop", status=hop.status)


def _location(hop: Hop) -> str:
    """Return where an answer leads, "" if it does not say. Headers are bytes; browsers read these as UTF-8."""
    value = hop.header("location").strip()
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _led_to(hop: Hop, location: str) -> _Target:
    try:
        target = _parse(urljoin(hop.url, location))
    except AddressRefused as error:
        raise _led_astray(error, hop) from error
    except ValueError:
        raise AddressRefused("redirect_refused", status=hop.status) from None
    if hop.url.startswith("https:") and target.scheme == "http":
        detail = str(_("from https to http"))
        raise AddressRefused("redirect_refused", detail=detail, status=hop.status)
    return target


def _led_astray(error: AddressRefused, hop: Hop) -> AddressRefused:
    return AddressRefused("redirect_refused", detail=str(error.message), status=hop.status)


def _exchange(target: _Target, method: str, accept: str, budget: Budget) -> Hop:
    """Resolve, check, connect, ask and read to the end. One connection for one answer."""
    at = datetime.now(UTC)
    found = _resolve(target, budget)
    try:
        connection, address = _connect(target, found, budget)
        with connection:
            headers = _request_headers(target, accept)
            lines = [f"{method} {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
            connection.settimeout(budget.seconds())
            connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
            answer, raw = read_answer(connection, method, budget)
    except ssl.SSLError as error:
        raise FetchError("tls", detail=_words(error)) from error
    except TimeoutError as error:
        raise FetchError("timeout") from error
    except http.client.HTTPException as error:
        raise FetchError("bad_response", detail=type(error).__name__) from error
    except OSError as error:
        raise FetchError("connect", detail=error.strerror or type(error).__name__) from error
    return Hop(
        url=target.url,
        status=answer.status,
        headers=tuple((name, " ".join(value.split())) for name, value in answer.headers.items()),
        request_headers=headers,
        raw=raw,
        address=str(address),
        at=at,
        http_version="1.0" if answer.version == 10 else "1.1",
        reason=answer.reason,
    )


def _request_headers(target: _Target, accept: str) -> Headers:
    return (
        ("Host", target.authority),
        ("User-Agent", settings.FETCH_USER_AGENT),
        ("Accept", accept),
        ("Accept-Encoding", codings.ACCEPTED),
        ("Connection", "close"),
    )


def _connect(target: _Target, found: list[IPAddress], budget: Budget) -> tuple[socket.socket, IPAddress]:
    """Connect to the first of the checked addresses that takes a connection; with TLS where the URL says so."""
    problem: OSError = ConnectionError()
    for address in found[:MOST_ADDRESSES]:
        try:
            return _connected(target, address, budget), address
        except ssl.SSLError:
            raise
        except OSError as error:
            problem = error
    raise problem


def _connected(target: _Target, address: IPAddress, budget: Budget) -> socket.socket:
    connection = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    try:
        connection.settimeout(min(CONNECT_SECONDS, budget.seconds()))
        connection.connect((str(address), target.port))
        if target.scheme == "http":
            return connection
        connection.settimeout(budget.seconds())
        return tls_context().wrap_socket(connection, server_hostname=target.host)
    except BaseException:
        connection.close()
        raise


@cache
def tls_context() -> ssl.SSLContext:
    """Return what TLS asks of servers: TLS 1.2, a certificate for the very name that a root of certifi vouches for."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _words(error: ssl.SSLError) -> str:
    return getattr(error, "verify_message", "") or (error.reason or "").replace("_", " ").lower()
