"""One look at an address: which requests are made, and what their answers mean. Writes nothing.

Headers are asked for first (HEAD). Where they say that all is well, a made-up address on the same host shows whether
this server says so of everything; otherwise, and where the page itself is wanted, it is fetched (GET). Nothing here
ends in an exception: whatever the fetcher could not do is a failure, or, where our own rules refused, no word about the page.
"""

import re
import secrets
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

from sources import addresses, fetching
from sources.fetching import Fetched, FetchError
from sources.linking.states import Outcome, Seen

HEAD_SECONDS: Final = 20
PAGE_SECONDS: Final = 45
MOST_BYTES: Final = 20 * 1024 * 1024
ACCEPT: Final = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"
SILENCE: Final = frozenset({"dns", "connect", "timeout"})
PERMANENT: Final = frozenset({301, 308})
# What these statuses say of the page; all others from 400 on say nothing of it.
FAILURES: Final = {404: "not_found", 410: "gone"}
BLOCKS: Final = {
    401: "unauthorised",
    402: "payment",
    403: "forbidden",
    407: "unauthorised",
    429: "rate_limited",
    451: "legal",
    999: "forbidden",
}
# These hosts lead on by design and for good: what they lead to is not where the source "moved".
PERSISTENT: Final = frozenset(
    {"doi.org", "dx.doi.org", "hdl.handle.net", "purl.org", "w3id.org", "n2t.net", "perma.cc"}
)
LOGIN_PATH: Final = re.compile(
    r"(?:^|[/._-])(?:log-?in|sign-?in|log-?on|sso|saml2?|oauth2?|auth|authenticate|wall|paywall|subscribe)"
    r"(?:$|[/._?-])",
    re.IGNORECASE,
)
LOGIN_HOST: Final = re.compile(r"^(?:login|signin|sso|auth|idp|accounts?)\.", re.IGNORECASE)
HOME_PATH: Final = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
PASSWORD: Final = re.compile(rb"<input[^>]{1,200}type\s{0,5}=\s{0,5}[\"']?password", re.IGNORECASE)
WORD: Final = re.compile(r"\w+")
READ: Final = 512 * 1024  # bytes of a page in which a form is looked for
WORDS_OF_A_FORM: Final = 200
WORDS_OF_A_SHELL: Final = 40
ALIKE: Final = 0.9


@dataclass(frozen=True)
class Look:
    """What was seen, with which request in the end, and the page where it was fetched and is what it should be."""

    seen: Seen
    method: str
    detail: str = ""
    page: Fetched | None = None


def look(url: str, *, whole: bool) -> Look:
    """Look at an address; `whole` asks for the page in any case."""
    if not whole:
        seen = _by_head(url)
        if seen is not None:
            return Look(seen, "HEAD")
    try:
        page = fetching.fetch(url, max_bytes=MOST_BYTES, deadline=PAGE_SECONDS, accept=ACCEPT)
    except FetchError as error:
        return Look(_of_error(error), "GET", str(error))
    seen = replace(_of_page(url, page), whole=True)
    return Look(seen, "GET", page=page if seen.outcome in (Outcome.ALIVE, Outcome.MOVED) else None)


def answers(url: str) -> bool:
    """Say whether a server says anything at all, be it that it refuses."""
    try:
        _head(url)
    except FetchError as error:
        return error.code not in SILENCE
    return True


def _by_head(url: str) -> Seen | None:
    """Return what headers alone say for sure: that the page is there, or that we come too often. None is no answer."""
    try:
        answer = _head(url)
        if answer.status == 429:
            return _of_status(answer)
        if not 200 <= answer.status < 300 or answer.redirects:
            return None
        # A server that says "here it is" of an address that cannot exist has to show the page.
        if not _is_home(url) and _head(made_up(url)).status < 400:
            return None
    except FetchError:
        return None
    return Seen(Outcome.ALIVE, status_code=answer.status)


def _head(url: str) -> Fetched:
    return fetching.fetch(url, method="HEAD", deadline=HEAD_SECONDS, accept=ACCEPT)


def _of_error(error: FetchError) -> Seen:
    """Return what an exchange that failed says. A page that cannot be read is judged by its status; what our own rules
    refuse, we do not know."""
    if isinstance(error, fetching.AddressRefused):
        return Seen(Outcome.BLOCKED, error.code, error.status)
    if error.code in {"too_large", "bad_encoding"} and error.status is not None:
        return replace(_of_code(error.status), whole=True)
    return Seen(Outcome.FAILED, error.code, error.status, whole=True)


def _of_page(url: str, page: Fetched) -> Seen:
    """Return what the answer to a GET says."""
    seen = _of_status(page)
    if seen.outcome != Outcome.ALIVE:
        return seen
    if _is_login(url, page):
        return Seen(Outcome.BLOCKED, "login", page.status)
    leads_home = bool(page.redirects) and _is_home(page.final_url) and not _is_home(url)
    if leads_home:
        return Seen(Outcome.FAILED, "led_home", page.status)
    if not _is_home(url) and _answers_alike(url, page):
        return Seen(Outcome.FAILED, "soft_404", page.status)
    place = _moved_to(url, page)
    return Seen(Outcome.MOVED, status_code=page.status, moved_to=place) if place else seen


def _of_status(page: Fetched) -> Seen:
    last = page.hops[-1]
    if last.header("cf-mitigated") == "challenge":
        return Seen(Outcome.BLOCKED, "challenge", page.status)
    seen = _of_code(page.status)
    pause = _retry_after(last.header("retry-after"), last.at) if page.status == 429 else None
    return replace(seen, pause=pause)


def _of_code(status: int) -> Seen:
    if status < 300 or status in (300, 304):
        return Seen(Outcome.ALIVE, status_code=status)
    if status in FAILURES:
        return Seen(Outcome.FAILED, FAILURES[status], status)
    if 500 <= status < 600:
        return Seen(Outcome.FAILED, "server_error", status)
    return Seen(Outcome.BLOCKED, BLOCKS.get(status, "odd_answer"), status)


def _retry_after(value: str, at: datetime) -> timedelta | None:
    """Return the pause that a server asks for (RFC 9110 section 10.2.3), in seconds or as a date; None if it does not."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value), 10**8))
    try:
        until = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - at, timedelta(0))


# --- What a page is in place of the one that was asked for -------------------------------------------


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and HOME_PATH.fullmatch(parts.path) is not None


def _is_login(url: str, page: Fetched) -> bool:
    """Recognise a wall: the address led to one for signing in, or the page is little more than a form for a password."""
    if page.redirects:
        final, asked = urlsplit(page.final_url), urlsplit(url)
        if LOGIN_HOST.match(final.netloc) and not LOGIN_HOST.match(asked.netloc):
            return True
        if LOGIN_PATH.search(final.path) and not LOGIN_PATH.search(asked.path):
            return True
    return PASSWORD.search(page.body, 0, READ) is not None and len(_words(page)[1]) < WORDS_OF_A_FORM


def _answers_alike(url: str, page: Fetched) -> bool:
    """Say whether a made-up address beside `url` leads to the same place, or to a page with the same title and words.

    A page that a script has yet to fill has no words to compare; nothing is said of it.
    """
    try:
        other = fetching.fetch(made_up(url), max_bytes=MOST_BYTES, deadline=PAGE_SECONDS, accept=ACCEPT)
    except FetchError:
        return False
    if not 200 <= other.status < 300:
        return False
    if page.redirects and other.redirects and other.final_url == page.final_url:
        return True
    if not _is_html(page) or not _is_html(other):
        return page.body == other.body
    (title, ours), (other_title, theirs) = _words(page), _words(other)
    if title != other_title or not ours or not theirs or _is_shell(ours):
        return False
    shared = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * shared >= ALIKE * (len(ours) + len(theirs))


def _words(page: Fetched) -> tuple[str, list[str]]:
    """Return the title of an HTML page and the words of its text, in lower case, in order."""
    if not _is_html(page):
        return "", []
    from sources.extraction import extract  # its readers are for the worker

    extracted = extract(page.body, page.media_type, page.charset)
    return extracted.title, WORD.findall(extracted.text.lower())


def _is_shell(words: list[str]) -> bool:
    """Say whether a page is empty until its script has run, and says no more than that."""
    return len(words) < WORDS_OF_A_SHELL and "javascript" in words


def _is_html(page: Fetched) -> bool:
    return page.media_type in {"text/html", "application/xhtml+xml", ""}


def made_up(url: str) -> str:
    """Return an address beside `url`, on the same host and in the same folder, that cannot exist."""
    path = urlsplit(url).path
    ending = re.search(r"\.[A-Za-z0-9]{2,5}$", path)
    name = f"{secrets.token_hex(10)}{ending[0] if ending else ''}"
    return urljoin(url, f"{path.rstrip('/').rpartition('/')[0]}/{name}")


def _moved_to(url: str, page: Fetched) -> str:
    """Return where an address has moved for good: as far as its redirects are permanent; "" if it stands where it was.

    https instead of http, "www.", a closing slash and tracking parameters are no move.
    """
    if (urlsplit(url).hostname or "").removeprefix("www.") in PERSISTENT:
        return ""
    place = ""
    for hop, following in zip(page.hops, page.hops[1:], strict=False):
        if hop.status not in PERMANENT:
            break
        place = following.url
    return place if place and _plain(place) != _plain(url) else ""


def _plain(url: str) -> str:
    try:
        return addresses.canonical_address(url).rstrip("/")
    except addresses.AddressError:
        return url
