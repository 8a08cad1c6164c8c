"""The admin of the group: its sections in the group's words and order, its dashboard, and the second factor at its door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Section(NamedTuple):
    """A section of the index: `key` names it in addresses and classes, `models` are labels in their order."""

    key: str
    name: Promise
    models: tuple[str, ...]
    for_superusers: tuple[str, ...] = ()


SECTIONS: Final = (
    Section("press", _("Press"), ("press.pressrelease", "press.mediacontact")),
    Section(
        "campaigns",
        _("Campaigns"),
        (
            "campaigns.campaign",
            "campaigns.timelineentry",
            "campaigns.campaignlink",
            "campaigns.participation",
            "campaigns.exclusion",
            "campaigns.mailing",
            "campaigns.delivery",
            "campaigns.embedsite",
            "supporters.switch",
        ),
    ),
    Section(
        "officials",
        _("Decision makers"),
        ("officials.official", "officials.area", "officials.postcodearea", "officials.dataimport"),
    ),
    Section("sources", _("Evidence"), ("sources.source", "sources.sourceimport", "sources.sourcemerge")),
    Section(
        "publishing",
        _("Media and tags"),
        ("publishing.image", "publishing.document", "publishing.tag", "publishing.tagmerge"),
    ),
    Section(
        "supporters",
        _("Supporters"),
        (
            "supporters.supporter",
            "supporters.consent",
            "supporters.subscription",
            "supporters.outboxmail",
            "supporters.suppression",
            "supporters.accesslog",
        ),
    ),
    Section(
        "pages",
        _("Site"),
        (
            "pages.sitesettings",
            "sources.evidencesettings",
            "pages.standingpage",
            "pages.menuitem",
            "publishing.redirect",
        ),
        for_superusers=("django_tasks_database.dbtaskresult",),
    ),
    Section("auth", _("Staff"), ("auth.user", "auth.group", "mfa.authenticator")),
)

OTHER_NAMES: Final[dict[str, Promise]] = {
    "campaigns.timelineentry": _("Timelines"),
    "mfa.authenticator": _("Devices for signing in"),
    "django_tasks_database.dbtaskresult": _("Background tasks"),
}

WITHOUT_SECOND_FACTOR: Final = ("logout", "password_change", "password_change_done", "jsi18n")


class AdvocacyAdminSite(admin.AdminSite):
    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("Dashboard")
    index_template = "admin/dashboard.html"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the sections that hold something for this person; with `app_label` those that hold models of that app.

        What no section names, because an app was added later, is listed last for superusers, so that nothing is lost.
        """
        apps = self._build_app_dict(request)
        models = {entry["model"]._meta.label_lower: entry for app in apps.values() for entry in app["models"]}
        sections = []
        for section in SECTIONS:
            labels = section.models + (section.for_superusers if request.user.is_superuser else ())
            entries = [self._named(models.pop(label)) for label in labels if label in models]
            sections.append(self._section(section.key, section.name, entries))
        hidden = {label for section in SECTIONS for label in section.for_superusers}
        rest = [entry for label, entry in models.items() if label not in hidden and request.user.is_superuser]
        if rest:
            sections.append(self._section(rest[0]["model"]._meta.app_label, _("More"), rest))
        shown = [section for section in sections if section["models"]]
        if app_label is None:
            return shown
        return [one for one in shown if any(entry["model"]._meta.app_label == app_label for entry in one["models"])]

    def _section(self, key: str, name: Promise, entries: list[dict[str, Any]]) -> dict[str, Any]:
        address = reverse("admin:app_list", kwargs={"app_label": key}, current_app=self.name) if entries else ""
        return {"name": name, "app_label": key, "app_url": address, "has_module_perms": True, "models": entries}

    def _named(self, entry: dict[str, Any]) -> dict[str, Any]:
        name = OTHER_NAMES.get(entry["model"]._meta.label_lower)
        return entry | {"name": name} if name else entry

    def get_urls(self) -> list[Any]:
        return [path("calendar/", self.admin_view(self.calendar), name="calendar"), *super().get_urls()]

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Show what happens by itself in the month that the address names, or in this one."""
        from advocacy_site import planner
        from publishing.admin.content import time_of

        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        month = planner.Month.read(request.GET.get("month", ""), time_of(request))
        if month is None:
            raise Http404
        weeks = planner.weeks(month, request, time_of(request))
        context = self.each_context(request) | {
            "title": _now("Calendar: %(month)s") % {"month": date_format(month.first_day, "YEAR_MONTH_FORMAT")},
            "month": month,
            "weeks": weeks,
            "listed": planner.listed(weeks),
            "zone": timezone.get_current_timezone_name(),
        }
        return TemplateResponse(request, "admin/calendar.html", context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits for this person, and below it everything there is."""
        from advocacy_site import dashboard
        from publishing.admin.content import time_of

        board = dashboard.build(request, now=time_of(request))
        return super().index(request, {"board": board, **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        sections = self.get_app_list(request, app_label)
        title = {"title": sections[0]["name"]} if sections else {}
        return super().app_index(request, app_label, {**title, **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        """Let staff in; where the site requires a second factor, those who have one."""
        return super().has_permission(request) and not self._lacks_second_factor(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # type: ignore[override]
        """Lead staff without a second factor to the page where they set one up, where the site requires one."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return self._to_second_factor(request) or inner(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return self._to_second_factor(request) or super().login(request, extra_context)

    def _to_second_factor(self, request: HttpRequest) -> HttpResponse | None:
        if not super().has_permission(request) or not self._lacks_second_factor(request):
            return None
        messages.warning(
            request, _now("This site asks for a second step when you sign in. Set one up, and the newsroom opens.")
        )
        return HttpResponseRedirect(reverse("mfa_index"))

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        """Say whether a second factor is required and missing; read once in a request."""
        if not settings.REQUIRE_TWO_FACTOR:
            return False
        if request.resolver_match is not None and request.resolver_match.url_name in WITHOUT_SECOND_FACTOR:
            return False
        if not hasattr(request, "lacks_second_factor"):
            enough = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
            request.lacks_second_factor = not is_mfa_enabled(request.user, enough)  # type: ignore[attr-defined]
        lacks: bool = request.lacks_second_factor  # type: ignore[attr-defined]
        return lacks
