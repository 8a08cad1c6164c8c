"""Handing out the bytes of archived copies: never as a page of ours, whoever asks and whatever they are.

A browser is told that it is bytes, to be saved and not guessed at; should one show them all the same, a policy of nothing in
a sandbox holds.
"""

from typing import Final

from django.http import HttpResponse

from publishing import media
from sources import archive, verifying
from sources.models import Snapshot

ENDINGS: Final = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "image/jpeg": "jpeg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
}


def content(snapshot: Snapshot, *, cache_control: str) -> HttpResponse:
    """Return the content of a copy as a download. Raises `warc.NotReadable` for a damaged one."""
    name = f"copy-{snapshot.sha256[:12]}.{ENDINGS.get(snapshot.media_type, 'bin')}"
    return _download(archive.payload(snapshot), name, cache_control)


def file(snapshot: Snapshot, *, cache_control: str) -> HttpResponse:
    """Return the WARC file of a copy as it is stored, damaged or not. Raises `warc.NotReadable` where there is none."""
    return _download(verifying.stored(snapshot), f"copy-{snapshot.sha256[:12]}.warc.gz", cache_control)


def token(snapshot: Snapshot, *, cache_control: str) -> HttpResponse:
    """Return the time stamp of a copy that has one: a token in DER (RFC 3161)."""
    return _download(bytes(snapshot.timestamp_token or b""), f"copy-{snapshot.sha256[:12]}.tst", cache_control)


def _download(data: bytes, name: str, cache_control: str) -> HttpResponse:
    return HttpResponse(
        data,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": media.POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": cache_control,
        },
    )
