"""Many files at once: each upload is stored as soon as it is checked, and becomes a library item with its words.

An upload is never lost on the way: it waits, as a row of `PendingUpload`, until somebody has typed what is still
missing or discards it. It keeps its files when it becomes a picture or a document; only rows are written then.
"""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Final

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from publishing import library, renditions, uploads
from publishing.models import Document, Image, PendingUpload

LONGEST_TITLE: Final = 200
ABANDONED_AFTER: Final = timedelta(days=30)
"""Long enough for a holiday. A file may be about people who never agreed to be kept, so it does not wait for ever."""
CAMERA_NAME: Final = re.compile(
    r"(?:img|dsc[fn]?|dscf|pict?|image|photo|screenshot|scan|vid|pxl|mvimg|whatsapp image|signal)?[\W_\d]*",
    re.IGNORECASE,
)


class GoneError(Exception):
    """The upload was finished or discarded meanwhile."""


def proposed_title(filename: str) -> str:
    """Return a title made from the name of a file: words without suffix, in one line.

    A name that a camera gave says nothing; it stays, so that the picture can be told from its neighbours.
    """
    stem = PurePosixPath(filename.replace("\\", "/")).stem
    words = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", stem).replace("_", " ").split())
    if not CAMERA_NAME.fullmatch(words):
        words = " ".join(re.sub(r"(?<=\w)-(?=[^\W\d])", " ", words).split())
        words = words[:1].upper() + words[1:]
    return words[:LONGEST_TITLE].rstrip() or _("Without a name")


def stage(
    file: UploadedFile, *, user: User | None, now: datetime, taken: library.TakenPicture | library.TakenDocument
) -> PendingUpload:
    """Store a checked upload, to be finished later. Writes its files first and then one row; call it outside transactions."""
    facts = taken.facts
    upload = PendingUpload(
        is_picture=isinstance(taken, library.TakenPicture),
        media_type=facts.media_type,
        size=facts.size,
        sha256=facts.sha256,
        title=proposed_title(file.name or ""),
        created_at=now,
        created_by=user,
    )
    upload.file.save(library.stored_name(facts.media_type, file.name), file, save=False)
    if isinstance(taken, library.TakenPicture):
        upload.width, upload.height = taken.facts.width, taken.facts.height
        first = taken.first
        upload.first.save("", ContentFile(first.content), save=False)
        upload.first_width, upload.first_height, upload.first_size = first.width, first.height, len(first.content)
    upload.save()
    return upload


def lacks(upload: PendingUpload) -> list[str]:
    """Return the names of the fields that must be filled before the upload can join the library."""
    lacking = [] if upload.title else ["title"]
    if upload.is_picture:
        lacking += [] if upload.alt_text or upload.is_decorative else ["alt_text"]
        lacking += [] if upload.credit else ["credit"]
    return lacking


@transaction.atomic
def finish(upload: PendingUpload, *, tags: list[str], now: datetime) -> Image | Document:
    """Make a picture or a document of an upload that lacks nothing. The library's item is by whoever uploaded it.

    Raises GoneError where somebody was faster, and ValueError where it lacks something.
    """
    if lacks(upload):
        raise ValueError(f"The upload {upload.pk} lacks {', '.join(lacks(upload))}.")
    _claim(upload)
    item: Image | Document = _picture(upload, now) if upload.is_picture else _document(upload, now)
    item.tags.set(tags)
    return item


@transaction.atomic
def discard(upload: PendingUpload) -> None:
    """Remove an upload with its files. Raises GoneError where it is gone already."""
    _claim(upload)
    names = [str(field.name) for field in (upload.file, upload.first) if field.name]
    transaction.on_commit(lambda: renditions.remove_files(names))


def drop_abandoned(now: datetime) -> int:
    """Discard what has waited for its words since ABANDONED_AFTER; return how many. For the schedule."""
    dropped = 0
    for upload in PendingUpload.objects.filter(created_at__lt=now - ABANDONED_AFTER):
        # Somebody may be finishing it right now: then it is theirs.
        with suppress(GoneError):
            discard(upload)
            dropped += 1
    return dropped


def _claim(upload: PendingUpload) -> None:
    """Take the row out; of two people who press the button at once, one succeeds."""
    if not PendingUpload.objects.filter(pk=upload.pk).delete()[0]:
        raise GoneError


def _picture(upload: PendingUpload, now: datetime) -> Image:
    image = Image(
        title=upload.title,
        file=upload.file.name,
        alt_text=upload.alt_text,
        is_decorative=upload.is_decorative,
        caption=upload.caption,
        credit=upload.credit,
        licence=upload.licence,
        created_by_id=upload.created_by_id,
    )
    facts = uploads.PictureFacts(upload.media_type, upload.width, upload.height, upload.size, upload.sha256)
    library.describe_picture(image, facts)
    library.enter(image, now=now)
    row = renditions.first_row(
        image, width=upload.first_width, height=upload.first_height, size=upload.first_size, now=now
    )
    row.file.name = upload.first.name
    row.save()
    return image


def _document(upload: PendingUpload, now: datetime) -> Document:
    document = Document(
        title=upload.title,
        file=upload.file.name,
        description=upload.caption,
        credit=upload.credit,
        licence=upload.licence,
        created_at=now,
        created_by_id=upload.created_by_id,
    )
    library.describe_document(document, uploads.DocumentFacts(upload.media_type, upload.size, upload.sha256))
    document.save()
    return document
