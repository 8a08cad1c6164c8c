"""Language editions: finding an item by its address in one edition, and naming the same page in the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info

from publishing import translations
from publishing.models import Publication
from publishing.structured import absolute
from publishing.visibility import visible_q


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


@dataclass(frozen=True)
class NewerOriginal:
    """What a translation is behind: the original in `language` at the path `url`, and since when readers have its text."""

    language: str
    url: str
    changed_at: datetime

    @property
    def language_name(self) -> str:
        """Return the name of its language in the active one."""
        return translations.name_of(self.language)


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


def newer_original(item: Publication, now: datetime) -> NewerOriginal | None:
    """Return the original of a translation if readers have a newer text of it at `now`. At most one query."""
    if item.translated_from_id is None or item.translated_version is None:
        return None
    found = translations.newer_versions_of(item, now).select_related("item").filter(visible_q(now, "item__"))
    version = found.only("public_from", "item__slug", "item__language").order_by("-number").first()
    if version is None:
        return None
    return NewerOriginal(version.item.language, version.item.get_absolute_url(), version.public_from)


def every_edition(path: str) -> list[Alternate]:
    """Return the links between the editions of a page that exists in all of them, such as a list."""
    return [_alternate(code, translate_url(path, code)) for code in _codes()]


def _alternate(code: str, url: str) -> Alternate:
    return Alternate(code, get_language_info(code)["name_local"], url)


def _codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]
