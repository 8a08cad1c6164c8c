"""One document that was fetched, read for what it says of itself."""

from urllib.parse import urljoin, urlsplit

from sources import addresses
from sources.autofill import json_ld, meta_tags
from sources.autofill.documents import offer_pdf
from sources.autofill.pages import PageFacts, read_page
from sources.autofill.placing import place
from sources.autofill.proposals import Proposal
from sources.extraction.extracting import HTML, PDF, XML, kind_of


def from_page(body: bytes, media_type: str, charset: str, url: str) -> Proposal:
    """Return what a page or a PDF says of itself, in the order of trust. Pure; never raises for what it reads."""
    proposal = Proposal(url)
    kind = kind_of(body, media_type.partition(";")[0].strip().lower())
    if kind in (HTML, XML):
        facts = read_page(body, charset, is_xml=kind == XML)
        meta_tags.offer_highwire(proposal, facts)
        json_ld.offer(proposal, facts.scripts)
        meta_tags.offer_dublin_core(proposal, facts)
        meta_tags.offer_open_graph(proposal, facts)
        meta_tags.offer_plain(proposal, facts)
        _offer_address(proposal, facts, url)
    elif kind == PDF:
        offer_pdf(proposal, body)
        proposal.offer("URL", url, "address")
    place(proposal)
    return proposal


def _offer_address(proposal: Proposal, facts: PageFacts, url: str) -> None:
    """Offer the address that the page calls its own, if it is on the same site; what was asked for otherwise."""
    try:
        own = urljoin(url, facts.canonical)
    except ValueError:
        own = ""
    if facts.canonical and own and _site(own) == _site(url) and not _is_start_page(own, url):
        proposal.offer("URL", own, "link canonical")
    proposal.offer("URL", url, "address")


def _site(url: str) -> str:
    """Return the host of an address as it is compared; "" for one that is none."""
    try:
        return (urlsplit(addresses.canonical_address(url)).hostname or "").removeprefix("www.")
    except (addresses.AddressError, ValueError):
        return ""


def _is_start_page(own: str, url: str) -> bool:
    """Say whether a page calls the start page its own address, as badly set up sites do for all their pages."""
    return urlsplit(own).path in ("", "/") and urlsplit(url).path not in ("", "/")
