"""JSON-LD in pages (schema.org): https://www.w3.org/TR/json-ld11/, read as far as publishers write it.

No context is ever fetched. Scripts may be broken, of any depth, or refer to each other by `@id`; all of that costs no
more than MOST_NODES steps.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from sources.autofill import names
from sources.autofill.moments import typed_date
from sources.autofill.proposals import Proposal
from sources.csl import CSLName
from sources.extraction.markup import unescape

MOST_NODES: Final = 2000
DEEPEST: Final = 12
SAID_BY: Final = "JSON-LD "

# schema.org type → CSL type. What says most stands first: of several nodes in a page the best is the page's subject.
TYPES: Final = {
    "ScholarlyArticle": "article-journal", "MedicalScholarlyArticle": "article-journal", "Thesis": "thesis",
    "Legislation": "legislation", "LegislationObject": "legislation", "Dataset": "dataset", "Chapter": "chapter",
    "Book": "book", "Report": "report", "ReportageNewsArticle": "article-newspaper",
    "OpinionNewsArticle": "article-newspaper", "AnalysisNewsArticle": "article-newspaper",
    "BackgroundNewsArticle": "article-newspaper", "ReviewNewsArticle": "article-newspaper",
    "NewsArticle": "article-newspaper", "TVEpisode": "broadcast", "RadioEpisode": "broadcast",
    "PodcastEpisode": "broadcast", "Movie": "motion_picture", "SocialMediaPosting": "post",
    "DiscussionForumPosting": "post", "BlogPosting": "webpage", "LiveBlogPosting": "article-newspaper",
    "TechArticle": "webpage", "Article": "webpage", "DigitalDocument": "document", "CreativeWork": "document",
    "VideoObject": "motion_picture", "ItemPage": "webpage", "AboutPage": "webpage", "WebPage": "webpage",
}  # fmt: skip
RANKS: Final = {name: rank for rank, name in enumerate(TYPES)}
# Not what a page is about, but what stands beside it.
BESIDE: Final = frozenset(
    {"comment", "review", "isPartOf", "publisher", "author", "mentions", "citation", "hasPart", "about"}
)
INSTITUTIONS: Final = frozenset(
    "Organization NewsMediaOrganization GovernmentOrganization NGO Corporation CollegeOrUniversity".split()  # noqa: SIM905
)

type Node = dict[str, Any]


def offer(proposal: Proposal, scripts: list[str]) -> None:
    """Offer what the best node of a page's scripts says."""
    nodes = [node for script in scripts for node in _nodes(_parsed(script))][:MOST_NODES]
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    ranked = [
        (min(RANKS[name] for name in found), place) for place, node in enumerate(nodes) if (found := _types(node))
    ]
    if ranked:
        _offer_node(proposal, nodes[min(ranked)[1]], known)


def _offer_node(proposal: Proposal, node: Node, known: dict[str, Node]) -> None:
    kind = min(_types(node), key=RANKS.__getitem__)
    proposal.offer("type", TYPES[kind], f"{SAID_BY}{kind}")
    # The subject of a bare WebPage is named better by other tags: its name is mostly that of the window.
    titles = ("headline", "name") if kind not in ("WebPage", "ItemPage", "AboutPage") else ("headline",)
    for name in titles:
        proposal.offer("title", unescape(_text(node.get(name))), f"{SAID_BY}{name}")
    for name, variable in (
        ("author", "author"),
        ("creator", "author"),
        ("editor", "editor"),
        ("translator", "translator"),
    ):
        proposal.offer_names(variable, _names(node.get(name), known), f"{SAID_BY}{name}")
    for name in ("datePublished", "legislationDate", "uploadDate", "dateCreated"):
        proposal.offer("issued", typed_date(_text(node.get(name))), f"{SAID_BY}{name}")
    proposal.offer("organisation", _name(_one(node.get("publisher"), known)), f"{SAID_BY}publisher")
    part_of = _one(node.get("isPartOf"), known)
    if "WebPage" not in _raw_types(part_of):
        proposal.offer("site", _name(part_of), f"{SAID_BY}isPartOf")
    proposal.offer("language", _language(_one(node.get("inLanguage"), known)), f"{SAID_BY}inLanguage")
    for name, variable in PLAIN.items():
        proposal.offer(variable, _text(node.get(name)), f"{SAID_BY}{name}")


PLAIN: Final = {
    "isbn": "ISBN",
    "bookEdition": "edition",
    "volumeNumber": "volume",
    "issueNumber": "issue",
    "pagination": "page",
}


def _parsed(script: str) -> Any:
    try:
        return json.loads(
            script.strip(" \t\r\n;").removeprefix("<!--").removesuffix("-->").strip(" \t\r\n;"), strict=False
        )
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[Node]:
    """Yield the objects of a document that may be its subject, outer ones first."""
    waiting = [(value, 0)]
    steps = 0
    while waiting and steps < MOST_NODES:
        steps += 1
        here, depth = waiting.pop(0)
        if isinstance(here, list):
            waiting.extend((entry, depth + 1) for entry in here[:MOST_NODES] if depth < DEEPEST)
        elif isinstance(here, dict):
            yield here
            inner = (entry for key, entry in here.items() if key not in BESIDE and isinstance(entry, dict | list))
            waiting.extend((entry, depth + 1) for entry in inner if depth < DEEPEST)


def _raw_types(node: Any) -> list[str]:
    value = node.get("@type") if isinstance(node, dict) else None
    found = value if isinstance(value, list) else [value]
    return [name.rpartition("/")[2].rpartition(":")[2] for name in found[:20] if isinstance(name, str)]


def _types(node: Node) -> list[str]:
    return [name for name in _raw_types(node) if name in TYPES]


def _text(value: Any) -> str:
    """Return the text of a value that may be a list or an object with `@value`."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value", "")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _one(value: Any, known: dict[str, Node]) -> Any:
    """Return the first of several values, and what an `@id` refers to."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return known.get(value["@id"], value)
    return value


def _name(value: Any) -> str:
    return unescape(_text(value.get("name") if isinstance(value, dict) else value)) if value else ""


def _language(value: Any) -> str:
    return _text(value.get("alternateName") or value.get("name")) if isinstance(value, dict) else _text(value)


def _names(value: Any, known: dict[str, Node]) -> list[CSLName | None]:
    found = value if isinstance(value, list) else [value]
    return [_person(_one(entry, known)) for entry in found[:100]]


def _person(value: Any) -> CSLName | None:
    if isinstance(value, str):
        return names.name_of(value)
    if not isinstance(value, dict):
        return None
    family, given = unescape(_text(value.get("familyName"))), unescape(_text(value.get("givenName")))
    if family and given:
        return {"family": family, "given": given}
    kinds = _raw_types(value)
    if INSTITUTIONS.intersection(kinds):
        literal = _name(value)
        return {"literal": literal} if literal else None
    return names.name_of(_name(value), is_person="Person" in kinds)
