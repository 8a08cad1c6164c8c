"""The words of a PDF, read by a process of its own with hard limits (`pdf_child`).

pypdf is pure Python and has limits for most of what hostile files do, but a file that it was not ready for would hold a
worker, or take all memory. The process may use MOST_SECONDS of CPU time and MOST_MEMORY; it writes each page as it has it, so
that what it read before a limit stopped it is kept, and the text is `cut`.
"""

import importlib.metadata
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from sources.extraction.cleaning import LONGEST_TEXT, language_tag, one_line, tidy
from sources.extraction.results import BROKEN, CUT, NO_TEXT, Extracted

EXTRACTOR: Final = f"pypdf {importlib.metadata.version('pypdf')} 1"
CHILD: Final = Path(__file__).with_name("pdf_child.py")
MOST_SECONDS: Final = 60
"""CPU time; a report of 300 pages takes about 10."""
LONGEST_WAIT: Final = 3
"""Seconds on the clock for each of CPU time, on a busy machine."""
MOST_MEMORY: Final = 1536 * 1024 * 1024
MOST_OUTPUT: Final = 6 * LONGEST_TEXT
MOST_PAGES: Final = 5000
PAGE_BREAK: Final = "\n\n"


@dataclass
class PdfPages:
    """What the process told: texts of pages in order, information by name, and whether it came to the end.

    `pages` holds None for a page that cannot be read; `page_count` is how many pages the file says that it has.
    """

    pages: list[str | None] = field(default_factory=list)
    information: dict[str, Any] = field(default_factory=dict)
    page_count: int = 0
    problem: str = ""
    is_complete: bool = False


def extract_pdf(body: bytes) -> Extracted:
    """Return the text of a PDF with the offsets of its pages. Runs a process, see MOST_SECONDS and LONGEST_WAIT."""
    read = read_pdf(body)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    is_cut = not read.is_complete or None in read.pages or len(read.pages) < read.page_count
    for page in (tidy(page or "") for page in read.pages):
        starts.append(length)
        if length + len(page) > LONGEST_TEXT:
            is_cut = True
            break
        parts.append(page)
        length += len(page) + len(PAGE_BREAK)
    has_words = any(parts)
    return Extracted(
        text=PAGE_BREAK.join(parts) if has_words else "",
        title=one_line(str(read.information.get("title", ""))),
        language=language_tag(str(read.information.get("language", ""))),
        page_starts=tuple(starts[: len(parts)]) if has_words else (),
        extractor=EXTRACTOR,
        problem=_problem(read, has_words=has_words, is_cut=is_cut),
    )


def read_pdf(body: bytes, *, most_pages: int = MOST_PAGES, most_seconds: int | None = None) -> PdfPages:
    """Return the first `most_pages` pages and the information of a PDF, as far as it can be read."""
    seconds = most_seconds or MOST_SECONDS
    command = [sys.executable, "-I", str(CHILD), str(seconds), str(MOST_MEMORY), str(MOST_OUTPUT), str(most_pages)]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(body)
        given.seek(0)
        process = subprocess.Popen(command, stdin=given, stdout=told, stderr=subprocess.DEVNULL, env={})  # noqa: S603 - our own file
        try:
            process.wait(timeout=LONGEST_WAIT * seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        told.seek(0)
        return _told(told)


def _told(lines: IO[bytes]) -> PdfPages:
    """Read what the process wrote: one JSON object a line, the last of them perhaps cut by its end."""
    read = PdfPages()
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            break
        if "page" in said:
            read.pages.append(said["page"])
        elif "information" in said:
            read.information = said["information"]
            read.page_count = said["pages"]
        elif "problem" in said:
            read.problem = said["problem"]
        elif "end" in said:
            read.is_complete = True
    return read


def _problem(read: PdfPages, *, has_words: bool, is_cut: bool) -> str:
    if has_words:
        return CUT if is_cut or read.problem else ""
    if read.problem:
        return read.problem
    return NO_TEXT if read.pages and not is_cut else BROKEN
