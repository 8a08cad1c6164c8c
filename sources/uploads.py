"""What may be uploaded as a copy of a source: decided by the content of a file, never by its name.

Documents and pictures pass the checks of the media library. Besides, a copy may be a web page that somebody saved, or
a text in an old encoding. Nothing of it is ever shown by a browser as a page of ours: the text is extracted, the bytes are a
download.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from publishing import uploads

MAX_BYTES: Final = uploads.MAX_DOCUMENT_BYTES
HEAD: Final = 4096

_HTML: Final = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)[\s>]", re.I | re.S)
_XHTML: Final = re.compile(rb"\s*<\?xml\b[^>]*>.{0,1000}<html[\s>]", re.I | re.S)
_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What no text holds, in no encoding of bytes.
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHER: Final = (b"MZ", b"\x7fELF", b"#!", b"{\\rtf", b"<?php", b"<svg")
# The encodings in which pages and texts were written before UTF-8 that name themselves nowhere.
_TEXT_ENDING: Final = frozenset({"txt", "text", "md", "csv", "log"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is accepted: its bytes, and the media type that its content says."""

    content: bytes
    media_type: str


def take(file: File) -> Taken:
    """Return an uploaded file's bytes and type. Raises ValidationError with a sentence that says what to do."""
    _check_size(file)
    file.open("rb")
    head = file.read(HEAD)
    if _is_page(head):
        return Taken(_all_of(file), "text/html")
    try:
        media_type = uploads.check_any(file).media_type
    except ValidationError as error:
        if error.code != "neither":
            raise
        media_type = _text_type(file, head)
    return Taken(_all_of(file), media_type)


def _check_size(file: File) -> None:
    if not file.size:
        raise ValidationError(_("This file is empty: choose another."), code="empty")
    if file.size > MAX_BYTES:
        message = _("This file is larger than {limit} MB: a copy can have no more.")
        raise ValidationError(format_lazy(message, limit=MAX_BYTES // uploads.MEGABYTE), code="too_large")


def _is_page(head: bytes) -> bool:
    """Say whether a file begins as a web page does, in an encoding that extends ASCII or in UTF-16."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            head = head.decode(name, "ignore").encode("ascii", "ignore")
    head = head.removeprefix(codecs.BOM_UTF8)
    return _HTML.match(head) is not None or _XHTML.match(head) is not None


def _text_type(file: File, head: bytes) -> str:
    """Accept a text whose encoding is not UTF-8; refuse what is none."""
    content = _all_of(file)
    is_marked = content.startswith(_MARKS)
    if head.startswith(_OTHER) or (not is_marked and _BINARY.search(content)) or not _ends_as_text(file):
        raise ValidationError(
            _(
                "This file cannot be kept as a copy. Accepted are PDF, saved web pages (HTML), plain text, pictures "
                "(JPEG, PNG, WebP, AVIF, GIF) and Word, Excel, PowerPoint or OpenDocument files: save it as PDF."
            ),
            code="neither",
        )
    return "text/plain"


def _ends_as_text(file: File) -> bool:
    return (file.name or "").rpartition(".")[2].lower() in _TEXT_ENDING


def _all_of(file: File) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content
