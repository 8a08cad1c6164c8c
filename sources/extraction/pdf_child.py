"""Reads one PDF from standard input and writes its text, page by page, as JSON lines. Started by `pdf.py` alone.

Runs as a file with `python -I`, so that it imports pypdf and nothing of the site. Arguments: seconds of CPU, bytes of
memory, bytes of output, number of pages. Lines: {"information", "pages"}, {"page"} for each page (null for one that
cannot be read), {"problem"}, {"end"}; without an end, a limit stopped it.
"""

import contextlib
import json
import logging
import resource
import sys
from typing import Any

LONGEST_VALUE = 5_000
MOST_VALUES = 100

INFO = {"title": "/Title", "author": "/Author", "subject": "/Subject", "doi": "/doi"}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
PRISM = ("http://prismstandard.org/namespaces/basic/2.0/", "http://prismstandard.org/namespaces/basic/3.0/")
# What is told of the XMP packet → where it stands there; the first with a value counts.
XMP = {
    "title": [(DUBLIN_CORE, "title")],
    "creators": [(DUBLIN_CORE, "creator")],
    "publisher": [(DUBLIN_CORE, "publisher")],
    "date": [
        (DUBLIN_CORE, "date"),
        *((name, "publicationDate") for name in PRISM),
        *((name, "coverDate") for name in PRISM),
    ],
    "identifier": [(DUBLIN_CORE, "identifier")],
    "language": [(DUBLIN_CORE, "language")],
    "doi": [(name, "doi") for name in PRISM],
    "journal": [(name, "publicationName") for name in PRISM],
    "volume": [(name, "volume") for name in PRISM],
    "number": [(name, "number") for name in PRISM],
    "issn": [(name, "issn") for name in PRISM],
    "isbn": [(name, "isbn") for name in PRISM],
}
SEVERAL = {"creators"}


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
    for index in range(min(count, most_pages)):
        tell(page=text_of(reader, index))
    tell(end=True)


def text_of(reader: Any, index: int) -> str | None:
    """Return the text of one page; None for a page that cannot be read, so that the others keep their numbers."""
    try:
        return str(reader.pages[index].extract_text())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises whatever Python does when a file lies
        return None


def information_of(reader: Any) -> dict[str, Any]:
    """Return what the file says of itself, in its information dictionary and in its XMP packet, which counts more."""
    found: dict[str, Any] = {}
    for read in (info_of, xmp_of):
        with contextlib.suppress(Exception):  # as above; the words of the file may be readable all the same
            found |= {name: value for name, value in read(reader).items() if value}
    return found


def info_of(reader: Any) -> dict[str, Any]:
    info = reader.metadata or {}
    found = {name: str(info.get(key) or "")[:LONGEST_VALUE] for name, key in INFO.items()}
    return found | {"language": str(reader.trailer["/Root"].get("/Lang") or "")[:LONGEST_VALUE]}


def xmp_of(reader: Any) -> dict[str, Any]:
    xmp = reader.xmp_metadata
    if xmp is None:
        return {}
    found: dict[str, Any] = {}
    for name, places in XMP.items():
        values = next(filter(None, (values_at(xmp, *place) for place in places)), [])
        if values:
            found[name] = values if name in SEVERAL else values[0]
    return found


def values_at(xmp: Any, namespace: str, name: str) -> list[str]:
    """Return the texts of one property, whether it is an attribute, an element, or a list of either kind."""
    values: list[str] = []
    for node in xmp.get_element("", namespace, name):
        if node.nodeType == node.ATTRIBUTE_NODE:
            values.append(node.nodeValue)
        else:
            for entry in node.getElementsByTagNameNS(RDF, "li") or [node]:
                values.append("".join(part.data for part in entry.childNodes if part.nodeType == part.TEXT_NODE))
    return [value.strip()[:LONGEST_VALUE] for value in values if value.strip()][:MOST_VALUES]


def tell(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(*map(int, sys.argv[1:5]))
    except Exception:  # noqa: BLE001 - as above
        tell(problem="broken")
        sys.exit(1)
