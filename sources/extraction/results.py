"""What reading a document gives, whatever kind it is of."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_TEXT: Final = "no_text"
BROKEN: Final = "broken"
ENCRYPTED: Final = "encrypted"
UNSUPPORTED: Final = "unsupported"
CUT: Final = "cut"

PROBLEMS: Final[dict[str, Promise]] = {
    NO_TEXT: _(
        "This PDF has pages but no text: it holds pictures of the pages only. Run text recognition (OCR) over it, and "
        "upload the result."
    ),
    BROKEN: _("The file is damaged: its text cannot be read. Download it again, or upload another copy."),
    ENCRYPTED: _("The PDF asks for a password, so that its text cannot be read. Upload a copy without a password."),
    UNSUPPORTED: _("The text of this kind of file cannot be read. Save it as a PDF, and upload that."),
    CUT: _("The text is very long, or partly damaged: some of it, mostly near its end, may be missing."),
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one document.

    `text` has a line for each block, an empty line between paragraphs, a tab between the cells of a table.
    `page_starts` are the offsets into `text` at which pages begin (PDF only, empty for what has no pages).
    `extractor` names program and version. `problem` is "" or a key of PROBLEMS; a text may still be there (`cut`).
    """

    text: str = ""
    title: str = ""
    language: str = ""
    page_starts: tuple[int, ...] = ()
    extractor: str = ""
    problem: str = ""
