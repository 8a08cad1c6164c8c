"""Language editions: finding an item by its address in one edition, and naming the same page in the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info

from publishing.models import Publication
from publishing.structured import absolute


@dataclass(frozen=True)
class Alternate:
    """A page in one language: `language` is its code, `name` its own name for itself, `url` the path of the page."""

    language: str
    name: str
    url: str

    @property
    def address(self) -> str:
        """Return the full address, for `hreflang` links."""
        return absolute(self.url)


def find_or_404(visible: QuerySet[Any], slug: str) -> Any:
    """Return the item with this slug in the active language, or else in another one; its own address then differs.

    Different items may share a slug in different languages. Raises Http404 if there is none. One query.
    """
    found = {item.language: item for item in visible.filter(slug=slug, language__in=_codes())}
    item = found.get(get_language() or "") or found.get(settings.LANGUAGE_CODE) or next(iter(found.values()), None)
    if item is None:
        raise Http404
    return item


def alternates(items: Iterable[Publication]) -> list[Alternate]:
    """Return the links between translations of one item, itself included, in the order of the site's languages."""
    by_language = {item.language: item for item in items}
    return [_alternate(code, by_language[code].get_absolute_url()) for code in _codes() if code in by_language]


def every_edition(path: str) -> list[Alternate]:
    """Return the links between the editions of a page that exists in all of them, such as a list."""
    return [_alternate(code, translate_url(path, code)) for code in _codes()]


def _alternate(code: str, url: str) -> Alternate:
    return Alternate(code, get_language_info(code)["name_local"], url)


def _codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]
