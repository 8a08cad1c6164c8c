"""The families of `<meta>` tags: Highwire Press (Google Scholar), Dublin Core, Open Graph, and the plain ones.

https://scholar.google.com/intl/en/scholar/inclusion.html, https://www.dublincore.org/specifications/dublin-core/dcq-html/,
https://ogp.me. A page may have all of them; `from_page` asks them in the order of trust.
"""

from typing import Final

from sources.autofill.moments import typed_date
from sources.autofill.names import name_of, names_of
from sources.autofill.pages import PageFacts
from sources.autofill.proposals import Proposal

# Tag → the CSL type that its presence tells.
HIGHWIRE_TYPES: Final = {
    "citation_journal_title": "article-journal",
    "citation_dissertation_institution": "thesis",
    "citation_technical_report_institution": "report",
    "citation_technical_report_number": "report",
    "citation_inbook_title": "chapter",
    "citation_conference_title": "chapter",
    "citation_conference": "chapter",
}
HIGHWIRE: Final = {
    "title": ("citation_title",),
    "container-title": (
        "citation_journal_title",
        "citation_inbook_title",
        "citation_conference_title",
        "citation_conference",
    ),
    "volume": ("citation_volume",),
    "issue": ("citation_issue",),
    "number": ("citation_technical_report_number",),
    "DOI": ("citation_doi",),
    "ISBN": ("citation_isbn",),
    "ISSN": ("citation_issn",),
    "language": ("citation_language",),
    "publisher": ("citation_dissertation_institution", "citation_technical_report_institution"),
    "organisation": ("citation_publisher",),
}
HIGHWIRE_DATES: Final = (
    "citation_publication_date",
    "citation_date",
    "citation_cover_date",
    "citation_year",
    "citation_online_date",
)
OPEN_GRAPH_TYPES: Final = {"article": "webpage", "book": "book", "website": "webpage", "profile": "webpage"}
DUBLIN_CORE_TYPES: Final = {
    "journalarticle": "article-journal",
    "article": "article-journal",
    "book": "book",
    "bookpart": "chapter",
    "report": "report",
    "technicalreport": "report",
    "thesis": "thesis",
    "dataset": "dataset",
    "newspaperarticle": "article-newspaper",
}


def offer_highwire(proposal: Proposal, facts: PageFacts) -> None:
    for tag, kind in HIGHWIRE_TYPES.items():
        if facts.first(tag)[0]:
            proposal.offer("type", kind, tag)
    for variable, tags in HIGHWIRE.items():
        proposal.offer(variable, *facts.first(*tags))
    for variable, tag in (("author", "citation_author"), ("editor", "citation_editor")):
        contents, _tag = facts.all(tag, f"{tag}s")
        proposal.offer_names(variable, [name for text in contents for name in names_of(text, is_person=True)], tag)
    _offer_date(proposal, facts, HIGHWIRE_DATES)
    first, tag = facts.first("citation_firstpage")
    last, _tag = facts.first("citation_lastpage")
    proposal.offer("page", f"{first}–{last}" if first and last and first != last else first, tag)


def offer_dublin_core(proposal: Proposal, facts: PageFacts) -> None:
    """Offer DC.* and DCTERMS.*, which are written in any case, with a point or a colon."""

    def tags(name: str) -> tuple[str, ...]:
        return tuple(f"{family}{point}{name}" for family in ("DCTERMS", "DC") for point in ".:")

    said, tag = facts.first(*tags("type"))
    proposal.offer("type", DUBLIN_CORE_TYPES.get(said.casefold().replace(" ", "").rpartition("/")[2], ""), tag)
    proposal.offer("title", *facts.first(*tags("title")))
    contents, tag = facts.all(*tags("creator"), "DC.creator.personalName")
    proposal.offer_names("author", [name for text in contents for name in names_of(text)], tag)
    dates = (*tags("issued"), "DC.date.issued", *tags("created"), "DC.date.created", *tags("date"))
    _offer_date(proposal, facts, dates)
    proposal.offer("organisation", *facts.first(*tags("publisher")))
    proposal.offer("language", *facts.first(*tags("language")))
    for text in facts.all(*tags("identifier"))[0]:
        if text.strip().lower().startswith(("doi:", "10.", "https://doi.org/", "http://dx.doi.org/")):
            proposal.offer("DOI", text, "DC.identifier")
    proposal.offer("container-title", *facts.first("DC.source", "DCTERMS.isPartOf.title"))


def offer_open_graph(proposal: Proposal, facts: PageFacts) -> None:
    said, tag = facts.first("og:type")
    kind = "motion_picture" if said.startswith("video.") else OPEN_GRAPH_TYPES.get(said.strip().lower(), "")
    proposal.offer("type", kind, tag)
    proposal.offer("title", *facts.first("og:title", "twitter:title"))
    contents, tag = facts.all("article:author", "og:article:author", "book:author")
    proposal.offer_names("author", [name_of(text) for text in contents], tag)
    _offer_date(
        proposal, facts, ("article:published_time", "og:article:published_time", "book:release_date", "og:pubdate")
    )
    proposal.offer("site", *facts.first("og:site_name"))
    proposal.offer("ISBN", *facts.first("book:isbn"))
    proposal.offer("language", *facts.first("og:locale"))


def offer_plain(proposal: Proposal, facts: PageFacts) -> None:
    """Offer what is older than all these families, and the title of the window."""
    contents, tag = facts.all("author", "parsely-author", "sailthru.author")
    proposal.offer_names("author", [name for text in contents for name in names_of(text)], tag)
    _offer_date(
        proposal, facts, ("parsely-pub-date", "sailthru.date", "pubdate", "publish-date", "datePublished", "date")
    )
    proposal.offer("language", facts.language, "html lang")
    proposal.offer("language", *facts.first("content-language"))
    proposal.offer("site", *facts.first("application-name"))
    proposal.offer("title", facts.title, "title")


def _offer_date(proposal: Proposal, facts: PageFacts, tags: tuple[str, ...]) -> None:
    for tag in tags:
        proposal.offer("issued", typed_date(facts.first(tag)[0]), tag)
