"""From what a page says to what a note needs: titles without the name of their site, and what the site itself is."""

import re
from typing import Final
from urllib.parse import urlsplit

from sources.autofill.proposals import Found, Proposal

# In these the organisation behind the page is the newspaper or the journal, which notes name as what contains the text.
PERIODICALS: Final = frozenset({"article-newspaper", "article-magazine"})
ON_SITES: Final = frozenset({"webpage", "post", "article-newspaper", "article-magazine"})
DIVIDER: Final = re.compile(r"\s+[|\-–—•·:»]+\s+|\s*\|\s*")
NOT_IN_NAME: Final = re.compile(r"[^\w]+")


def place(proposal: Proposal) -> None:
    """Turn `site` and `organisation` into what contains the source and who published it; trim the title."""
    site = proposal.values.pop("site", None)
    organisation = proposal.values.pop("organisation", None)
    names = [str(found.value) for found in (site, organisation) if found]
    _trim_title(proposal, names)
    kind = proposal.text("type")
    contains = site if kind in ON_SITES else None
    if kind in PERIODICALS:
        contains = contains or organisation
    _put(proposal, "container-title", contains)
    if kind not in PERIODICALS and kind not in ("article-journal", "post"):
        publisher = organisation or (site if kind not in ON_SITES else None)
        if publisher and not _same(str(publisher.value), proposal.text("container-title")):
            _put(proposal, "publisher", publisher)
    elif kind == "article-journal":
        _put(proposal, "publisher", organisation)


def without_site(title: str, sites: list[str]) -> str:
    """Return a title without the name of the site that stands before or after it: "Rivers run dry | Example News"."""
    for match in reversed(list(DIVIDER.finditer(title))):
        if any(_same(title[match.end() :], site) for site in sites):
            title = title[: match.start()]
    first = DIVIDER.search(title)
    if first and any(_same(title[: first.start()], site) for site in sites):
        title = title[first.end() :]
    return title.strip()


def _trim_title(proposal: Proposal, names: list[str]) -> None:
    found = proposal.values.get("title")
    if found and isinstance(found.value, str):
        host = (urlsplit(found.address).hostname or "").removeprefix("www.") if found.said_by == "title" else ""
        sites = [*names, *([host, host.partition(".")[0]] if host else [])]
        trimmed = without_site(found.value, sites)
        if trimmed:
            proposal.values["title"] = Found(trimmed, found.said_by, found.address)


def _put(proposal: Proposal, variable: str, found: Found | None) -> None:
    if found:
        proposal.values.setdefault(variable, found)


def _same(one: str, other: str) -> bool:
    folded = NOT_IN_NAME.sub("", one).casefold().removeprefix("the")
    return bool(folded) and folded == NOT_IN_NAME.sub("", other).casefold().removeprefix("the")
