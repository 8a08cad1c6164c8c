"""A clean body as mail: links that work from a mailbox, nothing that has to be fetched, and the same in plain words."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.safestring import SafeString
from lxml.html import HtmlElement

from publishing.rendering.marking import marker_elements
from publishing.rendering.trees import drop, parse, serialise
from publishing.rendering.words import lines, text_pieces

POINT: Final = "– "


@dataclass(frozen=True)
class MailBody:
    """The words of a message as HTML, and as text in which the address stands behind each link's words."""

    html: SafeString
    text: str


def for_mail(html: str, address: str) -> MailBody:
    """Return a clean body for a message, every link absolute as seen from `address`.

    Citations, pictures and whatever else is placed in a text are left out: a message shows them nowhere alike, and a picture
    that is fetched tells who reads.
    """
    root = parse(html)
    for element in [*marker_elements(root), *root.iter("figure"), *root.xpath(".//div[@*]")]:
        if element.getparent() is not None:
            drop(element)
    root.make_links_absolute(address)
    shown = serialise(root)
    for link in root.iter("a"):
        _name_address(link)
    for item in root.iter("li"):
        first = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
        first.text = f"{POINT}{first.text or ''}"
    return MailBody(shown, _apart(lines(text_pieces(root)).splitlines()))


def _apart(paragraphs: list[str]) -> str:
    """Return paragraphs with an empty line between them; the points of a list stand together."""
    text = ""
    for before, line in pairwise(["", *paragraphs]):
        is_listed = before.startswith(POINT) and line.startswith(POINT)
        text += ("\n" if is_listed else "\n\n") + line
    return text.strip()


def _name_address(link: HtmlElement) -> None:
    """Put the address behind the words of a link, unless these are the address."""
    href = (link.get("href") or "").removeprefix("mailto:")
    if href and href not in link.text_content():
        link.tail = f" ({href}){link.tail or ''}"
