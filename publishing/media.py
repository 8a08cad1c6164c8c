"""Serving pictures: renditions of what is public, and nothing else, to everybody.

Originals are for staff and have an address in the admin. Documents are handed out by the app that offers them, as
`download` says. Files are read through the storage, wherever it keeps them.
"""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db.models import BooleanField, ExpressionWrapper
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotFound,
    HttpResponseRedirect,
)
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing import pictures, usage
from publishing.models import Document, Image, PendingUpload, Rendition

logger = logging.getLogger(__name__)

NAME: Final = re.compile(r"renditions/[A-Za-z0-9_]{32,60}\.(?:avif|webp|jpeg)")
PUBLIC: Final = "public, max-age=3600"
FOR_STAFF: Final = "private, no-store"
POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as the storage and the answer need it; its content never changes. `modified_at` is aware."""

    name: str
    media_type: str
    size: int
    modified_at: datetime


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a rendition while something visible uses its picture.

    Otherwise 404, except to staff who may see the library: previews need it. Their answer is marked
    private, so that no shared cache keeps it.
    """
    rendition = find(name, timezone.now())
    if rendition is None:
        return not_found()
    if rendition.superseded_at is not None:
        return _successor(request, rendition)
    file = StoredFile(name, rendition.media_type, rendition.size, rendition.made_at)
    if rendition.is_public:  # type: ignore[attr-defined]
        return answer(request, file, cache_control=PUBLIC)
    if _sees_library(request.user):
        return answer(request, file, cache_control=FOR_STAFF)
    return not_found()


def _successor(request: HttpRequest, old: Rendition) -> HttpResponse:
    """Lead from a file that was replaced to the one that took its place: somebody may have kept a page that names it."""
    if not old.is_public and not _sees_library(request.user):  # type: ignore[attr-defined]
        return not_found()
    serving = Rendition.objects.filter(
        image=old.image_id, crop=old.crop, format=old.format, superseded_at__isnull=True
    ).only("file", "width")
    nearest = min(serving, key=lambda row: abs(row.width - old.width), default=None)
    if nearest is None:
        return not_found()
    return HttpResponseRedirect(pictures.address(nearest), headers={"Cache-Control": "no-store"})


def _sees_library(user: Any) -> bool:
    return user.is_staff and user.has_perm("publishing.view_image")


def find(name: str, now: datetime) -> Rendition | None:
    """Return the rendition of that name; its `is_public` says whether something visible at `now` uses it. One query."""
    # Only names of our own form reach the database; the file's name in the storage is never built from the address.
    if not NAME.fullmatch(name):
        return None
    public = ExpressionWrapper(usage.publicly_used(now, picture="image_id"), output_field=BooleanField())
    return Rendition.objects.annotate(is_public=public).filter(file=name).first()


def original(image: Image) -> StoredFile:
    """Return a picture's file as it was uploaded: for staff only, it may tell where it was taken."""
    return StoredFile(str(image.file.name), image.media_type, image.size, image.created_at)


def first_of(upload: PendingUpload) -> StoredFile:
    """Return the first rendition of a picture that waits for its words: for staff only."""
    return StoredFile(str(upload.first.name), "image/jpeg", upload.first_size, upload.created_at)


def download(item: Document, *, cache_control: str) -> FileResponse:
    """Return a document as a download, which never runs in the site's name; Http404 if the storage lacks the file."""
    name = f"{slugify(item.title, allow_unicode=True) or 'document'}{PurePosixPath(item.file.name or '').suffix}"
    try:
        file = item.file.open("rb")
    except FileNotFoundError:
        logger.exception("The storage lacks the file %s.", item.file.name)
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=name, content_type=item.media_type)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    return response


def answer(request: HttpRequest, file: StoredFile, *, cache_control: str) -> HttpResponseBase:
    """Return the file, or 304 if the client has it. The caller has decided that this client may see it."""
    etag = f'"{file.name.rpartition("/")[2]}"'
    modified = int(file.modified_at.timestamp())
    headers = {
        "Cache-Control": cache_control,
        "ETag": etag,
        "Last-Modified": http_date(modified),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": POLICY,
    }
    unchanged = get_conditional_response(request, etag, modified)
    if unchanged is not None:
        for header, value in headers.items():
            unchanged[header] = value
        return unchanged
    if request.method == "HEAD":
        return HttpResponse(content_type=file.media_type, headers=headers | {"Content-Length": str(file.size)})
    try:
        with default_storage.open(file.name) as stream:
            content = stream.read()
    except FileNotFoundError:
        logger.exception("The storage lacks the file %s.", file.name)
        return not_found()
    return HttpResponse(content, content_type=file.media_type, headers=headers)


def not_found() -> HttpResponse:
    """Return a 404 that nobody keeps: a moment later the picture may be public."""
    return HttpResponseNotFound(
        _("There is no such picture."), content_type="text/plain", headers={"Cache-Control": "no-store"}
    )
