"""What may be uploaded: decided by the content of a file, never by its name.

A refusal is a ValidationError with one sentence that says what to do. Nothing is decoded before its size is
known. Files that pass are stored under names of our own, and the public gets pictures written anew.
"""

import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow

from publishing import pixels

MEGABYTE: Final = 1024 * 1024
MAX_PICTURE_BYTES: Final = 25 * MEGABYTE
MAX_DOCUMENT_BYTES: Final = 50 * MEGABYTE
MAX_UNPACKED_BYTES: Final = 400 * MEGABYTE
MAX_UNPACKED_FILES: Final = 5_000
PICTURE_TYPES: Final = ",".join(sorted(set(pixels.FORMATS.values())))
"""For the `accept` attribute of file fields; telephones then convert their own formats to JPEG."""

HEAD: Final = 4096
"""Browsers that guess a type look at 1,445 bytes at most; PDF readers search their mark in the first 1,024."""

_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_HEIC = re.compile(rb"^....ftyp(?:hei[cxsm]|hev[cx]|mif1|msf1)", re.DOTALL)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg|\?php|\?xml-stylesheet)[\s>/]", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script[\s>/]", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")

OFFICE_TYPES: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OPEN_DOCUMENT_TYPES: Final = frozenset(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
)


PACKAGE_TYPES_READ: Final = 256 * 1024
"""The list of types in an office document is a few kilobytes."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a picture's file says of itself; width and height in pixels as it is to be seen, size in bytes."""

    media_type: str
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a document's content says of it; size in bytes."""

    media_type: str
    size: int
    sha256: str


def check_any(file: File) -> PictureFacts | DocumentFacts:
    """Return the facts of a picture or a document, whichever the content says it is.

    Raises ValidationError where it is neither, or not one that is accepted.
    """
    stream = _stream(file)
    stream.seek(0)
    if stream.read(8).startswith((b"%PDF-", b"PK\x03\x04")):
        return check_document(file)
    try:
        return check_picture(file)
    except ValidationError as error:
        if error.code != "no_picture":
            raise
    try:
        return check_document(file)
    except ValidationError as error:
        if error.code != "no_document":
            raise
        raise ValidationError(
            _(
                "This file is neither a picture (JPEG, PNG, WebP, AVIF, GIF) nor a document (PDF, Word, Excel, PowerPoint, "
                "OpenDocument, plain text), whatever its name says."
            ),
            code="neither",
        ) from error


def check_picture(file: File) -> PictureFacts:
    """Return the facts of a JPEG, PNG, WebP, AVIF or GIF that can be shown.

    Raises ValidationError for anything else.
    """
    _check_size(file, MAX_PICTURE_BYTES)
    stream = _stream(file)
    picture = _open(stream)
    _check_dimensions(picture)
    if _is_also_something_else(stream):
        raise ValidationError(
            _("This file is a picture and something else at once: save it anew in a picture editor, and upload that."),
            code="polyglot",
        )
    try:
        width, height = pixels.upright_size(picture)
        pixels.read(stream, scale=min(1.0, 400 / max(width, height)))
    except Exception as error:
        # Decoders meet broken files with errors of every kind.
        raise damaged_picture() from error
    return PictureFacts(pixels.FORMATS[picture.format or ""], width, height, file.size, _digest(stream))


def damaged_picture() -> ValidationError:
    """Return the refusal of a picture that cannot be decoded."""
    return ValidationError(
        _("This picture is cut off or damaged: open it to see whether it is whole, and upload a good copy."),
        code="damaged",
    )


def check_document(file: File) -> DocumentFacts:
    """Return the facts of a document that readers may download; raises ValidationError for anything else.

    Accepted are PDF, plain text in UTF-8, DOCX, XLSX, PPTX, ODT, ODS and ODP, without macros.
    """
    _check_size(file, MAX_DOCUMENT_BYTES)
    stream = _stream(file)
    return DocumentFacts(_document_type(stream), file.size, _digest(stream))


def _document_type(stream: IO[bytes]) -> str:
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(b"%PDF-"):
        return _check_pdf(stream)
    if head.startswith(b"PK\x03\x04"):
        return _check_package(stream)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8")) or head[8:12] == b"WEBP" or b"ftypavif" in head[:32]:
        raise ValidationError(
            _("Pictures go into the picture library, where their location data is kept from the public: add it there."),
            code="picture",
        )
    return _check_text(stream)


def _check_size(file: File, limit: int) -> None:
    if not file.size:
        raise ValidationError(_("This file is empty: choose another."), code="empty")
    if file.size > limit:
        raise ValidationError(
            format_lazy(
                _("This file is larger than {limit} MB: make it smaller, and upload that."), limit=limit // MEGABYTE
            ),
            code="too_large",
        )


def _stream(file: File) -> IO[bytes]:
    """Return a binary stream that can be read many times."""
    if file.closed:
        file.open("rb")
    stream: IO[bytes] = file.file  # type: ignore[assignment]
    return stream


def _open(stream: IO[bytes]) -> Pillow.Image:
    try:
        return pixels.open_picture(stream)
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        # Mostly UnidentifiedImageError, but a broken header can raise anything.
        raise _no_picture(stream) from error


def _check_dimensions(picture: Pillow.Image) -> None:
    width, height = picture.size
    if width * height > pixels.MAX_PIXELS:
        raise _too_many_pixels()
    if max(width, height) > pixels.MAX_SIDE:
        raise ValidationError(
            format_lazy(
                _("This picture is longer than {limit} pixels: cut it or make it smaller, and upload that."),
                limit=pixels.MAX_SIDE,
            ),
            code="too_long",
        )


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        format_lazy(
            _("This picture has more than {limit} million pixels: make it smaller, 2,400 pixels wide are plenty."),
            limit=pixels.MAX_PIXELS // 1_000_000,
        ),
        code="too_many_pixels",
    )


def _no_picture(stream: IO[bytes]) -> ValidationError:
    stream.seek(0)
    head = stream.read(HEAD)
    if _SVG.search(head):
        return ValidationError(
            _("SVG drawings can carry programs and are not accepted: export it as PNG, and upload that."), code="svg"
        )
    if _HEIC.match(head):
        return ValidationError(
            _("Browsers do not show HEIC pictures: export it as JPEG, and upload that."), code="heic"
        )
    return ValidationError(
        _("This file is no picture, whatever its name says: choose a JPEG, PNG, WebP, AVIF or GIF."), code="no_picture"
    )


def _is_also_something_else(stream: IO[bytes]) -> bool:
    """Say whether a picture would also pass for a web page, a script, a PDF or an archive.

    Trailing data alone is no reason: telephones put a second picture or a short film behind the first.
    """
    stream.seek(0)
    content = stream.read()
    head = content[:HEAD]
    # Lengths chosen so that the first bytes open a comment of a script: "GIF89a/*…", JPEG's first segment "/*".
    opens_comment = head.startswith((b"GIF89a/*", b"GIF87a/*")) or (head[:2] == b"\xff\xd8" and head[4:6] == b"/*")
    return (
        opens_comment
        or b"%PDF-" in head[:1024]
        or _MARKUP.search(head) is not None
        or _SCRIPT.search(content) is not None
        or zipfile.is_zipfile(io.BytesIO(content))
    )


def _check_pdf(stream: IO[bytes]) -> str:
    stream.seek(0, io.SEEK_END)
    stream.seek(max(0, stream.tell() - HEAD))
    # ISO 32000-2, 7.5.5: the last line is %%EOF; readers accept it in the last 1,024 bytes.
    if b"%%EOF" not in stream.read():
        raise ValidationError(
            _("This PDF is cut off: open it to see whether it is whole, and upload a good copy."), code="damaged"
        )
    if zipfile.is_zipfile(stream):
        raise ValidationError(
            _("This file is a PDF and an archive at once: print it to a new PDF, and upload that."), code="polyglot"
        )
    return "application/pdf"


def _check_package(stream: IO[bytes]) -> str:
    """Return the type of an office document (ISO/IEC 29500-2 or OpenDocument 1.3 part 2); both are ZIP archives."""
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
            _check_entries(entries)
            media_type = _package_type(package)
            if media_type is None:
                raise _no_document()
            _check_declared_types(package)
            if package.testzip() is not None:
                raise _damaged_document()
            return media_type
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged_document() from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_UNPACKED_FILES or unpacked > MAX_UNPACKED_BYTES:
        raise ValidationError(
            _("This document unpacks to far more than it should: save it as PDF, and upload that."), code="bomb"
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ValidationError(
            _("This document is locked with a password: save it without one, and upload that."), code="encrypted"
        )
    if any(_holds_program(entry.filename) for entry in entries):
        raise _macros()


def _holds_program(name: str) -> bool:
    """Say whether a part of a package, by its name, holds macros or other programs."""
    lower = name.lower()
    if "vbaproject" in lower or "/activex/" in lower or "/macrosheets/" in lower:
        return True
    return name.startswith(("Basic/", "Scripts/")) and not name.endswith("/")


def _check_declared_types(package: zipfile.ZipFile) -> None:
    """Refuse macros under another name: the types that an office document declares for its parts give them away."""
    if "[Content_Types].xml" not in package.namelist():
        return
    with package.open("[Content_Types].xml") as types:
        declared = types.read(PACKAGE_TYPES_READ).lower()
    if b"macroenabled" in declared or b"vbaproject" in declared:
        raise _macros()


def _macros() -> ValidationError:
    return ValidationError(
        _("This document carries macros, which are programs: save it without them or as PDF, and upload that."),
        code="macros",
    )


def _package_type(package: zipfile.ZipFile) -> str | None:
    names = package.namelist()
    if names and names[0] == "mimetype":
        kind = package.read("mimetype")[:100].decode("ascii", "replace")
        return kind if kind in OPEN_DOCUMENT_TYPES and "content.xml" in names else None
    if "[Content_Types].xml" in names:
        return next((media_type for part, media_type in OFFICE_TYPES.items() if part in names), None)
    return None


def _check_text(stream: IO[bytes]) -> str:
    stream.seek(0)
    content = stream.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Perhaps text in an older encoding; more likely something else altogether. Both have the same way out.
        raise _no_document() from None
    start = text[:HEAD].lstrip()
    if _CONTROL.search(text) or start.startswith(("<", "#!", "{\\rtf")) or _MARKUP.search(content):
        raise _no_document()
    return "text/plain"


def _no_document() -> ValidationError:
    return ValidationError(
        _("Only PDF, plain text (UTF-8), Word, Excel, PowerPoint and OpenDocument are accepted: save it as PDF."),
        code="no_document",
    )


def _damaged_document() -> ValidationError:
    return ValidationError(
        _("This document is cut off or damaged: open it to see whether it is whole, and upload a good copy."),
        code="damaged",
    )


def _digest(stream: IO[bytes]) -> str:
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    return digest
