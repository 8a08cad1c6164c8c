"""Sources in structured data: nodes of schema.org, on a source's own page and as `citation` of what cites it.

https://schema.org/CreativeWork and its kinds. Nothing is said that the record does not know: a date is as precise as it was
printed, and left out where schema.org cannot say it (ranges, "c. 2019", no year).
"""

from typing import Any, Final

from publishing.structured import Node, document
from sources.coins import publication_date
from sources.csl import CSLItem, CSLName, full_name

TYPES: Final = {
    "report": "Report",
    "webpage": "WebPage",
    "article-newspaper": "NewsArticle",
    "article-magazine": "Article",
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "legislation": "Legislation",
    "bill": "Legislation",
    "treaty": "Legislation",
    "motion_picture": "Movie",
    "post": "SocialMediaPosting",
    "dataset": "Dataset",
    "thesis": "Thesis",
    "personal_communication": "Message",
    "interview": "Conversation",
}
CONTAINERS: Final = {
    "webpage": "WebSite",
    "post": "WebSite",
    "article-journal": "Periodical",
    "article-magazine": "Periodical",
    "article-newspaper": "Newspaper",
    "chapter": "Book",
}
ARTICLES: Final = frozenset({"article-journal", "article-magazine", "article-newspaper"})


def node(item: CSLItem) -> Node:
    """Return a CSL item as a node of schema.org, without empty values."""
    kind = item.get("type", "document")
    found: dict[str, Any] = {
        "@type": TYPES.get(kind, "CreativeWork"),
        "name": item.get("title", ""),
        "alternateName": item.get("title-short", ""),
        "url": item.get("URL", ""),
        "author": [_who(name) for name in item.get("author", [])],
        "editor": [_who(name) for name in item.get("editor", [])],
        "translator": [_who(name) for name in item.get("translator", [])],
        "datePublished": _date(item),
        "publisher": _publisher(item),
        "isPartOf": _whole(item, kind),
        "identifier": _doi(item),
        "sameAs": f"https://doi.org/{item['DOI']}" if item.get("DOI") else "",
        "inLanguage": item.get("language", ""),
        "genre": item.get("genre", ""),
    }
    return document(found | _of_kind(item, kind))


def _of_kind(item: CSLItem, kind: str) -> dict[str, Any]:
    """Return the properties that one kind of work has alone."""
    pages = {"pagination": item.get("page", "")}
    if kind == "report":
        return {"reportNumber": item.get("number", "")}
    if kind == "book":
        return {"isbn": item.get("ISBN", ""), "bookEdition": item.get("edition", "")}
    if kind in ARTICLES or kind == "chapter":
        return pages
    if TYPES.get(kind) == "Legislation":
        passed_by = {"@type": "Organization", "name": item["authority"]} if item.get("authority") else ""
        return {"legislationIdentifier": item.get("number", ""), "legislationPassedBy": passed_by}
    return {}


def _who(name: CSLName) -> Node:
    if "literal" in name:
        return {"@type": "Organization", "name": name["literal"]}
    given = {"givenName": name["given"]} if name.get("given") else {}
    family = " ".join(filter(None, (name.get("non-dropping-particle"), name.get("family"))))
    return {"@type": "Person", "name": full_name(name), **given, "familyName": family}


def _date(item: CSLItem) -> str:
    """Return the date of publication as schema.org has dates: a year, a month or a day."""
    date = publication_date(item.get("issued", {}))
    return "" if "/" in date else date


def _publisher(item: CSLItem) -> Node:
    if not item.get("publisher"):
        return {}
    place = {"location": item["publisher-place"]} if item.get("publisher-place") else {}
    return {"@type": "Organization", "name": item["publisher"], **place}


def _doi(item: CSLItem) -> Node:
    return {"@type": "PropertyValue", "propertyID": "DOI", "value": item["DOI"]} if item.get("DOI") else {}


def _whole(item: CSLItem, kind: str) -> Node:
    """Return what contains the work: a periodical with its volume and issue, a book, a site, a series."""
    title, series = item.get("container-title", ""), item.get("collection-title", "")
    whole = document({"@type": CONTAINERS.get(kind, "CreativeWork"), "name": title}) if title else {}
    if kind == "chapter" and whole:
        whole = document(whole | {"isbn": item.get("ISBN", ""), "bookEdition": item.get("edition", "")})
    if kind in ARTICLES and whole:
        whole = _issue(item, document(whole | {"issn": item.get("ISSN", "")}))
    if series and not whole:
        return {"@type": "CreativeWorkSeries", "name": series}
    return whole


def _issue(item: CSLItem, periodical: Node) -> Node:
    """Return a periodical, or the issue or volume of it, each part of the next."""
    if item.get("volume"):
        periodical = {"@type": "PublicationVolume", "volumeNumber": item["volume"], "isPartOf": periodical}
    if item.get("issue"):
        periodical = {"@type": "PublicationIssue", "issueNumber": item["issue"], "isPartOf": periodical}
    return periodical
