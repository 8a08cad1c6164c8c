"""Stored responses: whole public pages kept in the cache for one state of the content clock.

The middleware stands first. For a public GET it reads the clock (one tiny query) and answers from the
cache when the page was rendered in that state; nothing else runs. Pages are the same for everybody:
they never set or read a cookie.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date

from publishing import clock

KEY_QUERY: Final = frozenset(
    {"page", "via", "kind", "tag", "passage", "type", "year", "publisher", "theme", "order", "position", "area", "name"}
)
"""Parameters that may matter to a stored page. All others (campaign trackers, junk) share one entry."""

NEVER_STORED: Final = ("/admin/", "/accounts/", "/static/", "/media/", "/me/", "/preview/", "/health/", "/go/")
MAX_AGE_AT_CDN: Final = 60
COMPRESS_FROM: Final = 500
ACCEPTS_GZIP: Final = re.compile(r"(?<![\w-])gzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
"""The coding is named, and not with the weight 0 (RFC 9110 section 12.5.3)."""
CONDITIONS: Final = frozenset(
    {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}
)


class PublicRequest(HttpRequest):
    """A request to a stored view: `now` is the one time that everything below it uses."""

    now: datetime
    content_version: int | None
    """None where what this request renders belongs to no state and is kept nowhere."""


@dataclass(frozen=True)
class StoredResponse:
    """A response as its headers and the bytes of its body, compressed with gzip where that pays."""

    headers: dict[str, str]
    body: bytes
    is_compressed: bool


def stored[**P](
    *, seconds: int = 3600, query: tuple[str, ...] = ()
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Decorate a public view whose answer depends on the address, the parameters in `query` and the content alone.

    The answer is kept for at most `seconds`, less where numbers move. The view's `request.GET` holds
    nothing but the parameters in `query`, so that no answer can depend on others by mistake.
    GET and HEAD only; others are answered 405.
    """
    if not set(query) <= KEY_QUERY:
        raise ValueError(f"Add {set(query) - KEY_QUERY} to KEY_QUERY first.")

    def decorate(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                response: HttpResponseBase = HttpResponse(status=405)
                response["Allow"] = "GET, HEAD"
                return response
            given = request.GET
            request.GET = _only(given, query)  # type: ignore[assignment]
            prepare(request)
            response = view(request, *args, **kwargs)
            # A parameter of other views in the key would fill the cache with copies of this page.
            if response.status_code == 200 and not (given.keys() & KEY_QUERY) - set(query):
                response.stored_seconds = seconds  # type: ignore[attr-defined]
            return response

        return answer  # type: ignore[return-value]  # `wraps` types the request by its name, too

    return decorate


def prepare(request: HttpRequest) -> None:
    """Give a request `now` and `content_version`, where the middleware has not done so."""
    if not hasattr(request, "content_version"):
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.content_state = clock.read(request.now)  # type: ignore[attr-defined]
        state = request.content_state  # type: ignore[attr-defined]
        request.content_version = state.version if state.holds(request.now) else None  # type: ignore[attr-defined]


class StoredResponseMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(NEVER_STORED):
            return self.get_response(request)
        prepare(request)
        if request.content_version is None:  # type: ignore[attr-defined]
            return self.get_response(request)
        key = _key(request)
        entry = caches["pages"].get(key)
        if entry is None:
            response = self.get_response(request)
            seconds = getattr(response, "stored_seconds", None)
            if seconds is None or not isinstance(response, HttpResponse):
                return response
            entry = _entry(request, response, seconds)
            caches["pages"].set(key, entry, timeout=seconds)
        return _answer(request, entry)


def _key(request: HttpRequest) -> str:
    """Return the key of a page: host, scheme, path, the parameters that matter, and the state of the content.

    The language is part of the path. A page's address may be long and hold anything, hence the hash.
    """
    query = sorted(_only(request.GET, KEY_QUERY).items()) if request.META.get("QUERY_STRING") else []
    version = request.content_version  # type: ignore[attr-defined]
    parts = (request.get_host(), request.is_secure(), request.path, query, version)
    return hashlib.blake2b(repr(parts).encode(), digest_size=20).hexdigest()


def _only(query: QueryDict, names: tuple[str, ...] | frozenset[str]) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name in names:
            kept.setlist(name, values[-1:])  # the last one, as views read it
    kept._mutable = False
    return kept


def _entry(request: HttpRequest, response: HttpResponse, seconds: int) -> StoredResponse:
    # Taking away a broken session cookie is the session's middleware's doing, and not part of the page.
    if any(cookie["max-age"] != 0 for cookie in response.cookies.values()):
        raise RuntimeError(f"The stored page {request.path} tries to set a cookie.")
    body = response.content
    compressed = gzip.compress(body, compresslevel=6, mtime=0) if len(body) >= COMPRESS_FROM else None
    headers = {name: value for name, value in response.items() if name not in ("Vary", "Content-Length")}
    headers |= {
        "ETag": f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
        "Last-Modified": http_date(request.now.timestamp()),  # type: ignore[attr-defined]
        "Cache-Control": cache_control(request, seconds),
    }
    if compressed is None or len(compressed) >= len(body):
        return StoredResponse(headers, body, is_compressed=False)
    return StoredResponse({**headers, "Vary": "Accept-Encoding"}, compressed, is_compressed=True)


def cache_control(request: HttpRequest, seconds: int) -> str:
    """Return the caching rule: browsers ask every time, a CDN keeps the page until the next scheduled change."""
    shared = min(seconds, MAX_AGE_AT_CDN)
    next_change_at = request.content_state.next_change_at  # type: ignore[attr-defined]
    if next_change_at is not None:
        shared = min(shared, int((next_change_at - request.now).total_seconds()))  # type: ignore[attr-defined]
    return f"public, max-age=0, s-maxage={shared}, stale-while-revalidate=10, stale-if-error=86400"


def _answer(request: HttpRequest, entry: StoredResponse) -> HttpResponseBase:
    """Return a stored page: whole, compressed, or as 304 if the client has it already."""
    body = entry.body
    headers = entry.headers
    if entry.is_compressed and ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        headers = {**headers, "Content-Encoding": "gzip"}
    elif entry.is_compressed:
        body = gzip.decompress(body)
    response = HttpResponse(body, headers={**headers, "Content-Length": str(len(body))})
    if CONDITIONS.isdisjoint(request.META):
        return response
    modified = parse_http_date(headers["Last-Modified"])
    return get_conditional_response(request, headers["ETag"], modified, response) or response
