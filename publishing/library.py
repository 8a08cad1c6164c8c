"""Adding, changing, replacing and removing pictures and documents of the media library, with all that follows.

Looking at a file and decoding a picture takes seconds, and on SQLite a transaction that writes holds up everybody
else who writes. So `take` does that first, outside the transaction, and what it returns is handed to the rest.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from publishing import clock, renditions, tasks, uploads, usage
from publishing.models import Document, Image, Rendition

SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    uploads.OFFICE_TYPES["word/document.xml"]: ".docx",
    uploads.OFFICE_TYPES["xl/workbook.xml"]: ".xlsx",
    uploads.OFFICE_TYPES["ppt/presentation.xml"]: ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
"""The stored name tells the type; the uploaded name may tell anything."""

TABLES: Final = frozenset({".csv", ".tsv"})

PICTURE_WORDS: Final = ("title", "alt_text", "is_decorative", "caption", "credit", "licence", "focal_x", "focal_y")
DOCUMENT_WORDS: Final = ("title", "description", "credit", "licence")
PICTURE_FILE: Final = ("file", "media_type", "size", "sha256", "width", "height")
DOCUMENT_FILE: Final = ("file", "media_type", "size", "sha256")


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture that was checked, and its first rendition."""

    facts: uploads.PictureFacts
    first: renditions.Drawn


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """A document that was checked."""

    facts: uploads.DocumentFacts


def take_picture(file: File) -> TakenPicture:
    """Check a picture and draw its first rendition; raises ValidationError where it is not accepted."""
    return _draw(file, uploads.check_picture(file))


def take_document(file: File) -> TakenDocument:
    """Check a document; raises ValidationError where it is not accepted."""
    return TakenDocument(uploads.check_document(file))


def take(file: File) -> TakenPicture | TakenDocument:
    """Check a file that is a picture or a document; raises ValidationError where it is neither."""
    facts = uploads.check_any(file)
    return _draw(file, facts) if isinstance(facts, uploads.PictureFacts) else TakenDocument(facts)


def _draw(file: File, facts: uploads.PictureFacts) -> TakenPicture:
    try:
        first = renditions.draw_first(file.file, facts.width, facts.height)  # type: ignore[arg-type]
    except Exception as error:
        # The check decodes less of a file: decoders may stumble only now, with errors of every kind.
        raise uploads.damaged_picture() from error
    file.seek(0)
    return TakenPicture(facts, first)


def stored_name(media_type: str, given: str | None = "") -> str:
    """Return the name under which a file of that type is given to the storage, which makes one of its own of it.

    Of the name that it was `given`, nothing counts but that a text calls itself a table.
    """
    suffix = PurePosixPath(given or "").suffix.lower()
    return f"file{suffix if media_type == 'text/plain' and suffix in TABLES else SUFFIXES[media_type]}"


def add(image: Image, *, user: User | None, now: datetime, taken: TakenPicture | None = None) -> None:
    """Store a new picture, whose `file` is an upload not yet stored, with a first JPEG; the worker makes the rest.

    `taken` is what `take_picture` returned where the caller has called it. Raises its ValidationError otherwise.
    """
    taken = taken or take_picture(image.file.file)
    describe_picture(image, taken.facts)
    image.file.name = stored_name(taken.facts.media_type)
    image.created_by = user
    with transaction.atomic():
        enter(image, now=now)
        first = taken.first
        row = renditions.first_row(image, width=first.width, height=first.height, size=len(first.content), now=now)
        row.file.save("", ContentFile(first.content), save=False)
        row.save()


def enter(image: Image, *, now: datetime) -> None:
    """Write the row of a new picture and have its renditions made. Belongs into a transaction."""
    image.renditions_due_at = now
    image.save()
    tasks.make_renditions.enqueue(image.pk)


def describe_picture(image: Image, facts: uploads.PictureFacts) -> None:
    """Note what the file says of itself."""
    image.media_type, image.size, image.sha256 = facts.media_type, facts.size, facts.sha256
    image.width, image.height = facts.width, facts.height


@transaction.atomic
def change(image: Image, *, now: datetime) -> None:
    """Save the words and the focal point of a stored picture. Pages that show it are rendered anew."""
    before = Image.objects.select_for_update().get(pk=image.pk)
    # Nothing else: a worker may have noted meanwhile that the renditions are made.
    image.save(update_fields=PICTURE_WORDS)
    if (before.focal_x, before.focal_y) != (image.focal_x, image.focal_y):
        _make_anew(image, now)
    _tell_readers(image, now)


@transaction.atomic
def replace(image: Image, file: File, *, now: datetime, taken: TakenPicture) -> None:
    """Give a picture another file; its words, uses and place in the library stay.

    Readers see the old renditions until the worker has made the new ones. The old original is removed.
    """
    before = Image.objects.select_for_update().get(pk=image.pk)
    describe_picture(image, taken.facts)
    image.file.save(stored_name(taken.facts.media_type), file, save=False)
    image.save(update_fields=PICTURE_FILE)
    _make_anew(image, now)
    transaction.on_commit(lambda: renditions.remove_files([str(before.file.name)]))


def add_document(document: Document, *, user: User | None, now: datetime, taken: TakenDocument | None = None) -> None:
    """Store a new document, whose `file` is an upload not yet stored.

    `taken` is what `take_document` returned where the caller has called it. Raises its ValidationError otherwise.
    """
    taken = taken or take_document(document.file.file)
    describe_document(document, taken.facts)
    document.file.name = stored_name(taken.facts.media_type, document.file.name)
    document.created_by, document.created_at = user, now
    document.save()


def describe_document(document: Document, facts: uploads.DocumentFacts) -> None:
    """Note what the file says of itself."""
    document.media_type, document.size, document.sha256 = facts.media_type, facts.size, facts.sha256


@transaction.atomic
def change_document(document: Document, *, now: datetime) -> None:
    """Save the words of a stored document. Pages that offer it are rendered anew."""
    document.save(update_fields=DOCUMENT_WORDS)
    _tell_readers(document, now)


@transaction.atomic
def replace_document(document: Document, file: File, *, now: datetime, taken: TakenDocument) -> None:
    """Give a document another file; its words, uses and public addresses stay. The old file is removed."""
    before = Document.objects.select_for_update().get(pk=document.pk)
    describe_document(document, taken.facts)
    document.file.save(stored_name(taken.facts.media_type, file.name), file, save=False)
    document.save(update_fields=DOCUMENT_FILE)
    _tell_readers(document, now)
    transaction.on_commit(lambda: renditions.remove_files([str(before.file.name)]))


@transaction.atomic
def remove(item: Image | Document) -> None:
    """Remove a picture or document with all its files. Raises ProtectedError while anything uses it."""
    names = [str(item.file.name)]
    if isinstance(item, Image):
        names += renditions.names_of(Rendition.objects.filter(image=item))
    item.delete()
    transaction.on_commit(lambda: renditions.remove_files(names))


def doubles(item: Image | Document) -> list[Image | Document]:
    """Return other items with the very same file. They may be meant: alternative text in another language."""
    return list(type(item)._default_manager.filter(sha256=item.sha256).exclude(pk=item.pk).order_by("pk"))


def _make_anew(image: Image, now: datetime) -> None:
    renditions.demand([image], now=now)
    tasks.make_renditions.enqueue(image.pk)


def _tell_readers(item: Image | Document, now: datetime) -> None:
    if usage.is_public(item, now):
        clock.bump(now)
