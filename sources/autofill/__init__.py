"""Filling in a source from its address, DOI or ISBN.

Order of trust, the best first: the record of the DOI, the record of the ISBN, Highwire tags (`citation_…`), JSON-LD, Dublin
Core, Open Graph, what a PDF says of itself, plain tags and the title of the page. What a person typed stands above all of
them and is never changed; `Source.provenance` says of each other value what said it, where and when.
"""

from sources.autofill.errors import AutofillError
from sources.autofill.filling import fill
from sources.autofill.looking_up import from_doi, from_isbn, from_url, identify, look_up
from sources.autofill.proposals import Found, Proposal
from sources.autofill.reading import from_page

__all__ = [
    "AutofillError",
    "Found",
    "Proposal",
    "fill",
    "from_doi",
    "from_isbn",
    "from_page",
    "from_url",
    "identify",
    "look_up",
]
