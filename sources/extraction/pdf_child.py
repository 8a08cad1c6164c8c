"""Reads one PDF from standard input and writes its text, page by page, as JSON lines. Started by `pdf.py` alone.

Runs as a file with `python -I`, so that it imports pypdf and nothing of the site. Arguments: seconds of CPU, bytes of
memory, bytes of output, pages (0 for all). Lines: {"information", "pages"}, {"page"} for each page, {"problem"},
{"end"}; without an end, a limit stopped it.
"""

import json
import logging
import resource
import sys
from typing import Any

LONGEST_VALUE = 20_000


def main(seconds: int, memory: int, output: int, most_pages: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    from pypdf import PdfReader

    reader = PdfReader(sys.stdin.buffer, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        tell(problem="encrypted")
        return
    count = len(reader.pages)
    tell(information=information_of(reader), pages=count)
    for index in range(min(count, most_pages or count)):
        tell(page=text_of(reader, index))
    tell(end=True)


def text_of(reader: Any, index: int) -> str:
    """Return the text of one page; "" for a page that cannot be read, so that the others keep their numbers."""
    try:
        return str(reader.pages[index].extract_text())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises whatever Python does when a file lies
        return ""


def information_of(reader: Any) -> dict[str, Any]:
    """Return what the file says of itself: title, authors, dates, identifiers, language, from its two places for it."""
    return {name: value for name, value in {**info_of(reader), **xmp_of(reader)}.items() if value}


def info_of(reader: Any) -> dict[str, Any]:
    names = {"title": "/Title", "author": "/Author", "subject": "/Subject", "created": "/CreationDate"}
    found: dict[str, Any] = {}
    try:
        info = reader.metadata or {}
        for name, key in names.items():
            found[name] = str(info.get(key) or "")[:LONGEST_VALUE]
        found["language"] = str(reader.trailer["/Root"].get("/Lang") or "")[:100]
    except Exception:  # noqa: BLE001 - what the file says of itself may be junk; its words are still there
        return found
    return found


def xmp_of(reader: Any) -> dict[str, Any]:
    return {}


def tell(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(*map(int, sys.argv[1:5]))
    except Exception:  # noqa: BLE001 - as above
        tell(problem="broken")
        sys.exit(1)
