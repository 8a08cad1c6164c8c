"""The search page: what its address asks for, and what it shows."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing import search
from publishing.paging import Page

SIZE: Final = 20
KINDS: Final[dict[str, tuple[str, str | Promise]]] = {
    "press": ("press.pressrelease", _("Press releases")),
    "campaigns": ("campaigns.campaign", _("Campaigns")),
    "sources": ("sources.source", _("Sources")),
    "pages": ("pages.standingpage", _("Pages")),
}
"""The kinds as the address names them: their model, and their name for readers."""

PAGE: Final = re.compile(r"[1-9][0-9]?", re.ASCII)


@dataclass(frozen=True)
class Kind:
    """A choice beside the results; `key` is empty for everything."""

    key: str
    name: str | Promise
    number: int


@dataclass(frozen=True)
class SearchPage:
    """`typed` is what the reader typed, `query` the parameters for links to other pages of the results."""

    typed: str
    chosen: str
    kinds: list[Kind]
    page: Page
    found: search.SearchResults

    @property
    def query(self) -> str:
        parameters = QueryDict(mutable=True)
        parameters["q"] = self.typed
        if self.chosen:
            parameters["kind"] = self.chosen
        return f"{parameters.urlencode()}&"


def answer(parameters: QueryDict, *, now: datetime) -> SearchPage:
    """Return the page for the parameters ``q``, ``kind`` and ``page``. Raises Http404 for a kind or page that is none."""
    typed, chosen, number = (parameters.get(name, "").strip() for name in ("q", "kind", "page"))
    if (chosen and chosen not in KINDS) or (number and not PAGE.fullmatch(number)):
        raise Http404
    page = int(number or 1)
    kind = KINDS[chosen][0] if chosen else None
    found = search.find(typed, now=now, kind=kind, limit=SIZE, offset=(page - 1) * SIZE)
    if page > 1 and not found.results:
        raise Http404
    kinds = [Kind(key, name, found.counts.get(model, 0)) for key, (model, name) in KINDS.items()]
    return SearchPage(
        typed=typed,
        chosen=chosen,
        kinds=[Kind("", _("Everything"), sum(found.counts.values())), *(kind for kind in kinds if kind.number)],
        page=Page(
            found.results,
            older=str(page + 1) if found.total > page * SIZE else None,
            newer=None if page == 1 else "" if page == 2 else str(page - 1),
        ),
        found=found,
    )
