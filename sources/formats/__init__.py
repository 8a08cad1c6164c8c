"""Bibliographic files of one or many sources: CSL-JSON, BibTeX (with biblatex's fields) and RIS.

What is written can be read back, by `sources.importing`, as the same items: a value never leaves its field, whatever a title
holds, and what a format cannot say is added where other programs pass over it. All files are UTF-8.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from sources.csl import CSLItem
from sources.formats import bibtex, csl_json, ris


class Export(NamedTuple):
    """A file format: its name for readers, media type, and what makes the file of items, piece by piece."""

    name: str
    media_type: str
    pieces: Callable[[Iterable[CSLItem]], Iterator[str]]

    def write(self, items: Iterable[CSLItem]) -> str:
        """Return the whole file."""
        return "".join(self.pieces(items))


# By file extension, in the order in which they are offered.
EXPORTS: Final[dict[str, Export]] = {
    "bib": Export("BibTeX", "application/x-bibtex; charset=utf-8", bibtex.pieces),
    "ris": Export("RIS", "application/x-research-info-systems; charset=utf-8", ris.pieces),
    "json": Export("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", csl_json.pieces),
}


def to_bibtex(items: Iterable[CSLItem]) -> str:
    """Return items as BibTeX entries."""
    return EXPORTS["bib"].write(items)


def to_ris(items: Iterable[CSLItem]) -> str:
    """Return items as RIS records."""
    return EXPORTS["ris"].write(items)


def to_csl_json(items: Iterable[CSLItem]) -> str:
    """Return items as a CSL-JSON list."""
    return EXPORTS["json"].write(items)
