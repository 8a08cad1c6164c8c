"""What frames every page: the site's settings and menus, kept for one state of the public content."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import CharField, F, Q, Value
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext as _

from pages.models import MenuItem, SiteSettings, SocialLink
from publishing.stored import prepare
from publishing.visibility import visible_q

SECONDS = 24 * 3600
SOCIAL = "social"


@dataclass(frozen=True)
class Link:
    """An entry of a menu. `current` is a value for aria-current: page, true (a page below it), or empty."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class Menus:
    main: list[Link]
    footer: list[Link]
    social: list[Link]


@dataclass(frozen=True)
class Frame:
    site: SiteSettings
    menus: Menus


def frame(request: HttpRequest) -> Frame:
    """Return the frame of a request's edition: from the cache, or two queries (three with a logo) after a change."""
    prepare(request)
    language = translation.get_language()
    if request.content_version is None:  # type: ignore[attr-defined]
        return load(language, request.now)  # type: ignore[attr-defined]
    key = f"frame:{request.content_version}:{language}"  # type: ignore[attr-defined]
    found: Frame | None = caches["pages"].get(key)
    if found is None:
        found = load(language, request.now)  # type: ignore[attr-defined]
        caches["pages"].set(key, found, timeout=SECONDS)
    return found


def load(language: str, now: datetime) -> Frame:
    """Read the frame of one edition from the database. Without a row of settings, their defaults hold; nothing is written."""
    site = SiteSettings.objects.select_related("logo").prefetch_related("logo__renditions").filter(pk=1).first()
    menus: dict[str, list[Link]] = {MenuItem.Menu.MAIN: [], MenuItem.Menu.FOOTER: [], SOCIAL: []}
    for row in sorted(_rows(language, now), key=lambda row: (row["place"], row["row"])):
        menus[row["kind"]].append(Link(row["words"], _url(row, language)))
    return Frame(
        site or SiteSettings(),
        Menus(
            main=menus[MenuItem.Menu.MAIN] or _usual_main(),
            footer=menus[MenuItem.Menu.FOOTER] or _usual_footer(),
            social=menus[SOCIAL],
        ),
    )


def with_current(menus: Menus, path: str) -> Menus:
    """Return the menus with the main menu's entry marked that leads to `path`, or to a page above it."""
    home = reverse("home")
    main = []
    for link in menus.main:
        below = link.url != home and path.startswith(link.url)
        main.append(replace(link, current="page" if link.url == path else "true" if below else ""))
    return replace(menus, main=main)


def _rows(language: str, now: datetime) -> list[dict[str, str]]:
    """Return the entries of all menus and the social links. One query, since every first page after a change pays for it."""
    nothing = Value("", output_field=CharField())
    menus = MenuItem.objects.order_by().filter(
        visible_q(now, "page__") | Q(page__isnull=True), language__in=["", language]
    )
    social = SocialLink.objects.order_by()
    return list[Any](
        menus.values(
            kind=F("menu"), words=F("label"), target=F("address"), slug=F("page__slug"), edition=F("page__language"),
            place=F("position"), row=F("pk"),
        ).union(
            social.values(
                kind=Value(SOCIAL, output_field=CharField()), words=F("name"), target=F("url"), slug=nothing, edition=nothing,
                place=F("position"), row=F("pk"),
            ),
            all=True,
        ).order_by()
    )  # fmt: skip


def _url(row: dict[str, str], language: str) -> str:
    if row["slug"]:
        with translation.override(row["edition"]):
            return reverse("pages:page-detail", kwargs={"slug": row["slug"]})
    if not row["target"].startswith("/"):
        return row["target"]
    # Staff copy addresses from the default edition; Django reads them as the active language writes them.
    with translation.override(settings.LANGUAGE_CODE):
        return translate_url(row["target"], language)


def _usual_main() -> list[Link]:
    return [
        Link(_("Press"), reverse("press:release-list")),
        Link(_("Campaigns"), reverse("campaigns:campaign-list")),
        Link(_("Sources"), reverse("sources:source-list")),
        Link(_("Tags"), reverse("tags:tag-list")),
    ]


def _usual_footer() -> list[Link]:
    return [Link(_("Feeds"), reverse("feeds:index")), Link(_("Search"), reverse("search"))]
