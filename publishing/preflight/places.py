"""What preflight finds around an item: its pictures, its address, where its links lead. A fixed number of queries."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from publishing import placements, redirects, slugs
from publishing.findings import Finding, blocker, warning
from publishing.models import Image, Publication
from publishing.rendering import Kind, placed

MOST_REDIRECTS: Final = 20
FILE_NAME: Final = re.compile(r"[\w\-. ()]+\.(?:jpe?g|png|gif|webp|avif|heic|tiff?)", re.IGNORECASE)


def check_pictures(item: Publication) -> Iterator[Finding]:
    """Yield what is wrong with the lead picture and those in the text. Two queries."""
    keys = {int(found.key) for found in placed(item.body) if found.kind is Kind.PICTURE}
    wanted = keys | ({item.lead_image_id} if item.lead_image_id else set())
    if not wanted:
        return
    images = {image.pk: image for image in Image.objects.filter(pk__in=wanted).prefetch_related("renditions")}
    uses = [(images.get(item.lead_image_id), "lead_image")] if item.lead_image_id else []
    uses += [(images[key], "body") for key in sorted(keys) if key in images]
    for image, field in uses:
        if image is not None:
            yield from _check_picture(image, field)


def _check_picture(image: Image, field: str) -> Iterator[Finding]:
    title = (image.title,)
    if not image.is_decorative and not image.alt_text.strip():
        message = _("This picture has no alternative text, and is not marked as decorative:")
        yield blocker("alternative_text_missing", message, field, title)
    elif FILE_NAME.fullmatch(image.alt_text.strip()):
        message = _("The alternative text of this picture is the name of a file. Say what it shows:")
        yield warning("alternative_text_is_file_name", message, field, title)
    if image.picture is None:
        message = _("This picture cannot be shown yet: its files are still being made, or could not be made.")
        yield blocker("picture_not_ready", message, field, title)


def check_placed(item: Publication, now: datetime) -> Iterator[Finding]:
    """Yield what is placed in the text and readers will not get as meant: gone, closed, not public."""
    for problem in placements.missing_references(item, now):
        make = blocker if problem.code.endswith("_missing") else warning
        yield make(problem.code, problem.message, "body", (problem.placed.key,))


def check_address(item: Publication) -> Iterator[Finding]:
    """Yield why the item cannot have its address: somebody else's page is there, or a redirect leads away from it."""
    model, own = type(item), item.working_copy_of_id or item.pk
    path = item.get_absolute_url()
    others = model._default_manager.filter(language=item.language, slug=item.slug, working_copy_of__isnull=True)
    if others.exclude(pk=own).exists():
        yield blocker("address_taken", _("Another item has this address already."), "slug", (path,))
    elif not slugs.is_reachable(item):
        yield blocker("address_leads_elsewhere", _("This address leads to another page of this site."), "slug", (path,))
    redirect = redirects.taken_by(path)
    # What is public at an address has it already, and its page wins.
    own_paths = {unquote(one.get_absolute_url()) for one in (item, item.working_copy_of) if one is not None}
    if redirect is not None and redirect.to_path not in own_paths and not _is_live_at(item, path):
        message = _(
            "This address leads readers to %(path)s, to which a page moved. As soon as this item is public, they find "
            "it here instead."
        )
        yield warning("address_redirected", message % {"path": redirect.to_path}, "slug", (path,))


def _is_live_at(item: Publication, path: str) -> bool:
    live = item.working_copy_of
    return live is not None and live.get_absolute_url() == path


def check_links(item: Publication, root: HtmlElement, now: datetime) -> Iterator[Finding]:
    """Yield links to pages of this site that lead nowhere at `now`: no such page, or readers cannot see it."""
    paths = dict.fromkeys(
        path for link in root.iter("a") if (path := _own_path(link.get("href", ""), item.get_absolute_url()))
    )
    broken = _broken(paths, now)
    if broken:
        message = _("These links lead to pages of this site that readers do not find:")
        yield warning("link_leads_nowhere", message, "body", [path for path in paths if path in broken])


def _own_path(address: str, page: str) -> str | None:
    """Return the path of an address on this site, as decoded; None for other sites, mail, and places of the page."""
    if not address or address.startswith("#"):
        return None
    parts = urlsplit(urljoin(settings.SITE_URL + page, address))
    if parts.scheme not in ("http", "https") or parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return None
    return unquote(parts.path) or "/"


def _broken(paths: Iterable[str], now: datetime) -> set[str]:
    """Return those of `paths` that lead nowhere. One query for each kind of thing linked to, and few for each redirect."""
    broken: list[str] = []
    linked: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    models = _linked_models()
    for path in paths:
        match = _resolve(path)
        if match is None:
            broken.append(path)
        elif match.view_name in models:
            linked[match.view_name][path] = match.kwargs
    for view, found in linked.items():
        broken += _not_visible(*models[view], found, now)
    led_on = {path for path in broken[:MOST_REDIRECTS] if redirects.find(path, now=now)}
    return set(broken) - led_on


def _language_of(path: str) -> str:
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


def _resolve(path: str) -> Any:
    with translation.override(_language_of(path)):
        try:
            return resolve(path)
        except Resolver404:
            return None


def _linked_models() -> dict[str, tuple[Any, dict[str, str]]]:
    """Return the models whose rows have public pages, with the columns that the arguments name, by the view's name."""
    found = {}
    for model in apps.get_models():
        if hasattr(model, "linked_as"):
            found[model.linked_as[0]] = (model, model.linked_as[1])
        elif hasattr(model, "detail_view"):
            found[model.detail_view] = (model, {"slug": "slug"})
    return found


def _not_visible(model: Any, columns: dict[str, str], found: dict[str, dict[str, Any]], now: datetime) -> list[str]:
    """Return the paths, given with their arguments, whose row the public cannot see at `now`. One query."""
    wanted = {path: {column: arguments[name] for name, column in columns.items()} for path, arguments in found.items()}
    if issubclass(model, Publication):
        wanted = {path: {**row, "language": _language_of(path)} for path, row in wanted.items()}
    condition = Q()
    for row in wanted.values():
        condition |= Q(**row)
    names = list(next(iter(wanted.values())))
    there = set(model._default_manager.published(now).filter(condition).values_list(*names))
    return [path for path, row in wanted.items() if tuple(row[name] for name in names) not in there]
