"""Structured data for search engines and readers' tools: JSON-LD in the vocabulary of schema.org."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from publishing.models import Correction, Publication

type Node = dict[str, Any]


def absolute(path: str) -> str:
    """Return a path of this site as a full address."""
    return f"{settings.SITE_URL}{path}"


def organisation(name: str) -> Node:
    """Return the group as a publisher."""
    return {"@type": "Organization", "name": name, "url": absolute("/")}


def web_page(item: "Publication", *, publisher: str) -> Node:
    """Return what all publications say of themselves; content types add to it, `document` drops what is empty."""
    address = absolute(item.get_absolute_url())
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": item.title,
        "description": item.summary,
        "inLanguage": item.language,
        "datePublished": item.publish_at.isoformat() if item.publish_at else None,
        "dateModified": max(filter(None, [item.updated_at, item.publish_at])).isoformat(),
        "publisher": organisation(publisher),
        "keywords": sorted(tag.name for tag in item.tags.all()),
    }


def correction(statement: "Correction") -> Node:
    """Return a statement to readers; the property is https://schema.org/correction."""
    return {"@type": "CorrectionComment", "text": statement.text, "datePublished": statement.at.isoformat()}


def document(node: Node) -> Node:
    """Return a node without empty values: schema.org validators complain of them."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}
