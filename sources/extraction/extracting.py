"""One entry for all kinds of documents, and what kind a document is when its media type says nothing or is wrong."""

import logging
import re
from typing import Final

from sources.extraction.html import extract_html
from sources.extraction.pdf import extract_pdf
from sources.extraction.plain import extract_plain
from sources.extraction.results import BROKEN, UNSUPPORTED, Extracted

logger = logging.getLogger(__name__)

HTML, XML, PDF, PLAIN, OTHER = "html", "xml", "pdf", "plain", "other"

PRESCAN: Final = 1024
PDF_MARK: Final = b"%PDF-"
# Files whose first bytes say that they are neither pages nor texts, whatever the server calls them.
OTHER_MARKS: Final = (
    b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"{\\rtf", b"\x1f\x8b",
    b"BZh", b"7z\xbc\xaf", b"Rar!", b"%!PS", b"ID3", b"OggS", b"\x1aE\xdf\xa3", b"wOF", b"\x7fELF", b"MZ\x90",
)  # fmt: skip
BOM: Final = b"\xef\xbb\xbf"
HTML_MARK: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
# WHATWG MIME sniffing, section 7.1: a page without a media type begins with one of these.
HTML_GUESS: Final = re.compile(
    rb"<(?:!--|!doctype\s+html|(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta)[\s>])",
    re.IGNORECASE,
)
BINARY: Final = frozenset(bytes(range(0x09)) + b"\x0b" + bytes(range(0x0E, 0x1B)) + bytes(range(0x1C, 0x20)))

HTML_TYPES: Final = frozenset({"text/html", "application/vnd.wap.xhtml+xml"})
PLAIN_TYPES: Final = frozenset(
    {"text/plain", "text/markdown", "text/x-markdown", "text/csv", "text/tab-separated-values"}
)
PDF_TYPES: Final = frozenset({"application/pdf", "application/x-pdf"})
UNKNOWN_TYPES: Final = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/force-download", "application/x-download"}
    | {"application/download", "unknown/unknown", "application/unknown", "*/*"}
)


def extract(body: bytes, media_type: str, charset: str = "") -> Extracted:
    """Return the text of a document. `media_type` and `charset` are what HTTP said, "" for nothing.

    Never raises for bad input: what is wrong with it is `problem`. HTML and plain text take time linear in their length
    (about a second for 10 MB); a PDF is read by a process of its own, with limits of its own.
    """
    try:
        return _extract(body, media_type.partition(";")[0].strip().lower(), charset)
    except Exception:  # a fault of ours must not stop a capture, whose bytes are kept anyway
        logger.exception("The text of a document could not be read.")
        return Extracted(problem=BROKEN)


def kind_of(body: bytes, media_type: str) -> str:
    """Return what a document is: HTML, XML, PDF, PLAIN or OTHER. Its first bytes count more than its media type."""
    head = body[:PRESCAN].removeprefix(BOM).lstrip()
    if head.startswith(PDF_MARK) or (media_type in PDF_TYPES | UNKNOWN_TYPES and PDF_MARK in head):
        return PDF
    if head.startswith(OTHER_MARKS):
        return OTHER
    if media_type in HTML_TYPES:
        return HTML
    if media_type.endswith(("+xml", "/xml")):
        return OTHER if media_type == "image/svg+xml" else XML
    if media_type in PDF_TYPES:
        return HTML if HTML_MARK.match(head) else PDF
    if media_type in PLAIN_TYPES:
        return HTML if HTML_MARK.match(head) else PLAIN
    return _guess(head) if media_type in UNKNOWN_TYPES else OTHER


def _guess(head: bytes) -> str:
    if head.startswith(b"<?xml"):
        return XML
    if HTML_GUESS.match(head):
        return HTML
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return OTHER if not wide and BINARY.intersection(head) else PLAIN


def _extract(body: bytes, media_type: str, charset: str) -> Extracted:
    match kind_of(body, media_type):
        case "html":
            return extract_html(body, charset)
        case "xml":
            return extract_html(body, charset, is_xml=True)
        case "pdf":
            return extract_pdf(body)
        case "plain":
            return extract_plain(body, charset)
    return Extracted(problem=UNSUPPORTED)
