"""Videos that a text may hold: which platforms, and how their addresses are read.

A video is stored as the address of its page, in one way of writing. Nothing of a platform is loaded before the reader
asks for it. To add a platform, add it to PROVIDERS: its hosts are then allowed as frames on the pages that carry it.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpResponse

LONGEST_ADDRESS: Final = 1000
UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}")
TIME: Final = re.compile(r"(?:(?P<hours>\d{1,2})h)?(?:(?P<minutes>\d{1,3})m)?(?:(?P<seconds>\d{1,6})s?)?")

YOUTUBE_PATH: Final = re.compile(r"/(?:embed|shorts|live|v)/(?P<key>[\w-]{11})/?", re.ASCII)
YOUTUBE_SHORT: Final = re.compile(r"/(?P<key>[\w-]{11})/?", re.ASCII)
YOUTUBE_KEY: Final = re.compile(r"[\w-]{11}", re.ASCII)
VIMEO_HASH: Final = re.compile(r"[0-9a-f]{6,20}")
VIMEO_PATH: Final = re.compile(
    r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?(?P<key>\d{1,12})(?:/(?P<hash>[0-9a-f]{6,20}))?/?", re.ASCII
)


@dataclass(frozen=True)
class Video:
    """One video: the address of its page, and, on a known platform, of the frame that plays it."""

    page: str
    platform: str
    frame: str = ""

    @property
    def frame_host(self) -> str:
        """Return the origin that must be allowed as a frame; empty if it is only a link."""
        return f"https://{urlsplit(self.frame).hostname}" if self.frame else ""


def _youtube(address: SplitResult) -> Video | None:
    query = parse_qs(address.query)
    if address.hostname == "youtu.be":
        found = YOUTUBE_SHORT.fullmatch(address.path)
        key = found["key"] if found else ""
    elif address.path == "/watch":
        key = query.get("v", [""])[0]
    else:
        found = YOUTUBE_PATH.fullmatch(address.path)
        key = found["key"] if found else ""
    if not YOUTUBE_KEY.fullmatch(key):
        return None
    start = _seconds((query.get("t") or query.get("start") or [""])[0])
    page = urlencode({"v": key} | ({"t": f"{start}s"} if start else {}))
    frame = urlencode({"autoplay": 1, "rel": 0} | ({"start": start} if start else {}))
    return Video(
        page=f"https://www.youtube.com/watch?{page}",
        platform="YouTube",
        frame=f"https://www.youtube-nocookie.com/embed/{key}?{frame}",
    )


def _vimeo(address: SplitResult) -> Video | None:
    found = VIMEO_PATH.fullmatch(address.path)
    if not found:
        return None
    # The hash opens a video that is not listed; the player takes it as a parameter.
    secret = found["hash"] or parse_qs(address.query).get("h", [""])[0]
    if secret and not VIMEO_HASH.fullmatch(secret):
        return None
    frame = urlencode({"dnt": 1, "autoplay": 1} | ({"h": secret} if secret else {}))
    return Video(
        page=f"https://vimeo.com/{found['key']}" + (f"/{secret}" if secret else ""),
        platform="Vimeo",
        frame=f"https://player.vimeo.com/video/{found['key']}?{frame}",
    )


PROVIDERS: Final[dict[str, Callable[[SplitResult], Video | None]]] = {
    "youtube.com": _youtube,
    "www.youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "www.youtube-nocookie.com": _youtube,
    "youtu.be": _youtube,
    "vimeo.com": _vimeo,
    "www.vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
}
"""The platforms that readers can play on our page, by host. A video of any other host is a link to its page."""


def read(address: str) -> Video | None:
    """Return the video at an address as people copy it, or None if it is no https address of a public host.

    `read(video.page)` gives the same video again.
    """
    address = address.strip()
    if len(address) > LONGEST_ADDRESS or UNSAFE.search(address):
        return None
    try:
        parts = urlsplit(address)
        if parts.scheme != "https" or parts.username is not None or parts.password is not None or parts.port:
            return None
    except ValueError:  # brackets or a port that are none
        return None
    host = parts.hostname or ""
    if not HOST.fullmatch(host):
        return None
    if host in PROVIDERS:
        return PROVIDERS[host](parts)
    page = urlunsplit(("https", host, parts.path or "/", parts.query, parts.fragment))
    return Video(page=page, platform=host.removeprefix("www."))


def allow_frames(response: HttpResponse, videos: Collection[Video]) -> None:
    """Let a response embed the platforms of these videos and no others; without videos the site's policy stays."""
    hosts = sorted({video.frame_host for video in videos if video.frame})
    if hosts:
        policy = getattr(response, "_csp_config", settings.SECURE_CSP)
        response._csp_config = policy | {"frame-src": hosts}  # type: ignore[attr-defined]


def _seconds(time: str) -> int:
    """Return a time as YouTube writes it ("90", "90s", "1h2m3s") in seconds; 0 for what is none."""
    found = TIME.fullmatch(time)
    if not found:
        return 0
    hours, minutes, seconds = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
    return min(hours * 3600 + minutes * 60 + seconds, 24 * 3600)
