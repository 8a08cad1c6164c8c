"""COinS: a source in the page, for Zotero, citation managers and link resolvers that read the page itself.

An empty <span class="Z3988"> whose title is an OpenURL 1.0 context object in key/encoded-value form (ANSI/NISO
Z39.88-2004; http://ocoins.info). Journals' formats, books' and theses' are those of the OpenURL registry; whatever is none
of these is described in Dublin Core.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources import dates
from sources.csl import CSLDate, CSLItem, CSLName, TextVariable, family_name, full_name
from sources.edtf_dates import DateNotUnderstood, EDTFDate

type Pair = tuple[str, str]

MOST_NAMES: Final = 30
"""An address of more is refused by some readers of it."""

JOURNAL: Final = {"article-journal": "article", "article-magazine": "article", "article-newspaper": "article"}
BOOK: Final = {"book": "book", "chapter": "bookitem", "report": "report"}
# Words that Zotero knows for what is described in Dublin Core.
DUBLIN_CORE: Final = {
    "webpage": "webpage",
    "post": "blogPost",
    "speech": "presentation",
    "interview": "interview",
    "motion_picture": "film",
    "broadcast": "tvBroadcast",
    "bill": "bill",
    "legislation": "statute",
    "legal_case": "case",
    "personal_communication": "letter",
    "dataset": "dataset",
}
PARTS: Final[list[tuple[TextVariable, str]]] = [
    ("volume", "rft.volume"),
    ("issue", "rft.issue"),
    ("page", "rft.pages"),
    ("edition", "rft.edition"),
    ("publisher", "rft.pub"),
    ("publisher-place", "rft.place"),
    ("collection-title", "rft.series"),
    ("ISSN", "rft.issn"),
    ("ISBN", "rft.isbn"),
]
OF_FORMAT: Final = {
    "journal": {"rft.volume", "rft.issue", "rft.pages", "rft.issn"},
    "book": {"rft.pages", "rft.edition", "rft.pub", "rft.place", "rft.series", "rft.issn", "rft.isbn"},
    "dissertation": {"rft.isbn"},
}


def span(item: CSLItem) -> SafeString:
    """Return the COinS of an item as safe HTML. It shows nothing, and is to stand in a page once for each source."""
    query = "&".join(f"{key}={quote(value, safe='', errors='replace')}" for key, value in _pairs(item) if value)
    return format_html('<span class="Z3988" title="{}"></span>', query)


def _pairs(item: CSLItem) -> Iterator[Pair]:
    kind = item.get("type", "document")
    yield "ctx_ver", "Z39.88-2004"
    if kind in JOURNAL:
        yield from _known(item, "journal", JOURNAL[kind], "rft.atitle", "rft.jtitle")
    elif kind in BOOK:
        is_part = kind == "chapter"
        yield from _known(item, "book", BOOK[kind], "rft.atitle" if is_part else "rft.btitle", "rft.btitle")
    elif kind == "thesis":
        yield from _known(item, "dissertation", "", "rft.title", "")
        yield "rft.inst", item.get("publisher", "")
    else:
        yield from _dublin_core(item, kind)
        return
    yield from _identifiers(item, "rft_id")


def _known(item: CSLItem, name: str, genre: str, title: str, container: str) -> Iterator[Pair]:
    """Yield what the three matrix formats of the registry have in common."""
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{name}"
    yield "rft.genre", genre
    yield title, item.get("title", "")
    if container != title:
        yield container, item.get("container-title", "")
    for variable, key in PARTS:
        if key in OF_FORMAT[name]:
            yield key, item.get(variable, "")
    yield "rft.date", publication_date(item.get("issued", {}))
    yield from _authors(item)
    yield "rft.language", item.get("language", "")


def _authors(item: CSLItem) -> Iterator[Pair]:
    """Yield the first author in parts, then the others whole; organisations have a key of their own."""
    first, *others = item.get("author", [])[:MOST_NAMES] or [CSLName()]
    if "literal" in first:
        yield "rft.aucorp", first["literal"]
    else:
        yield "rft.aulast", family_name(first)
        yield "rft.aufirst", first.get("given", "")
        yield "rft.ausuffix", first.get("suffix", "")
        yield "rft.au", full_name(first)
    for name in others:
        yield "rft.au", full_name(name)


def _dublin_core(item: CSLItem, kind: str) -> Iterator[Pair]:
    yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"
    yield "rft.type", DUBLIN_CORE.get(kind, "document")
    yield "rft.title", item.get("title", "")
    yield "rft.source", item.get("container-title", "")
    yield "rft.publisher", item.get("publisher", "") or item.get("authority", "")
    yield "rft.date", publication_date(item.get("issued", {}))
    for name in item.get("author", [])[:MOST_NAMES]:
        yield "rft.creator", full_name(name)
    yield from _identifiers(item, "rft.identifier")
    yield "rft.language", item.get("language", "")


def _identifiers(item: CSLItem, key: str) -> Iterator[Pair]:
    doi = item.get("DOI", "")
    yield key, f"info:doi/{doi}" if doi else ""
    yield key, item.get("URL", "")


def publication_date(value: CSLDate) -> str:
    """Return a CSL date as ISO 8601, only as precise as it is known: "2024", "2024-06", "2020/2023", "" without a year.

    "c. 2019" and "2019?" are not said, since the form cannot say how sure they are.
    """
    try:
        edtf = dates.from_csl(value)
        moment = dates.read(edtf) if edtf else None
    except DateNotUnderstood:
        return ""
    return _iso(moment) if moment else ""


def _iso(moment: EDTFDate) -> str:
    sides = [side for side in (moment.start, moment.end) if side]
    # Months 21 to 24 are seasons, which ISO 8601-1 does not know.
    plain = [
        "-".join(
            [side.year, *(f"{number:02}" for number in (side.month, side.day) if number and side.month in range(1, 13))]
        )
        for side in sides
        if side.known_year and not side.mark
    ]
    if len(plain) != len(sides) or (moment.is_range and len(sides) == 1):
        return ""
    return "/".join(plain if moment.is_range else plain[:1])
