"""The check before publishing, in a publication's form: what must be mended, and the warnings that somebody confirms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing import preflight
from publishing.admin.content import time_of
from publishing.findings import Finding, Report, field_name
from publishing.models import Publication

CHECK: Final = "check"
"""What the button sends that checks what is typed, and saves nothing."""
CONFIRM, CONFIRMED = "confirm_warnings", "confirmed_warnings"
MOST_WORDS: Final = 12
MOST_KEYS: Final = 200


@dataclass(frozen=True)
class Line:
    """One finding as staff read it: where it can be mended (`anchor` within the form), and the first of its places."""

    finding: Finding
    label: str
    anchor: str

    @property
    def words(self) -> tuple[str, ...]:
        # A single key or number says nothing that the message does not.
        return () if self.finding.field == "comments" else self.finding.words[:MOST_WORDS]

    @property
    def more(self) -> int:
        return max(0, len(self.finding.words) - MOST_WORDS)


@dataclass(frozen=True)
class Panel:
    """A report for templates: `admin/publishing/publication/findings.html` shows it, with the box that confirms."""

    blockers: list[Line]
    warnings: list[Line]
    keys: str
    summary: str = ""
    may_confirm: bool = False
    is_refused: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.blockers and not self.warnings


def panel(report: Report, item: Publication, *, form_url: str = "", **more: bool) -> Panel:
    """Return what there is to show of a report. On another page than the form, `form_url` leads to it."""
    return Panel(
        blockers=_lines(report.blockers, item, form_url),
        warnings=_lines(report.warnings, item, form_url),
        keys=" ".join(report.keys),
        summary=item.preflight_summary(),
        **more,
    )


def _lines(findings: Iterable[Finding], item: Publication, form_url: str) -> list[Line]:
    return [Line(finding, _label(item, finding.field), form_url + _anchor(item, finding.field)) for finding in findings]


def _label(item: Publication, name: str) -> str:
    return _("Comments") if name == "comments" else capfirst(field_name(item, name))


def _anchor(item: Publication, name: str) -> str:
    if name == "comments":
        return "#comments"
    try:
        field = item._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return f"#{name}-group" if field.auto_created and not field.concrete else f"#id_{name}"


def confirmed(posted: Mapping[str, Any]) -> list[str]:
    """Return the keys of the warnings that a posted form confirms; none where the box is not ticked."""
    return str(posted.get(CONFIRMED, "")).split()[:MOST_KEYS] if posted.get(CONFIRM) else []


class ChecksMixin:
    """For PublicationAdmin: shows the check of what is saved, and checks what is typed without saving it."""

    opts: Any

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Undo what was saved in order to be checked: neither something new nor a working copy begins by it."""
        if request.method != "POST" or request.POST.get("_step") != CHECK:
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        with transaction.atomic():
            response = super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
            transaction.set_rollback(True)
        return response

    def check_response(self, request: HttpRequest, item: Publication) -> HttpResponse:
        """Return the page of the check of an item that is saved for this moment alone. A script takes its panel out."""
        at = max(time_of(request), item.publish_at or time_of(request))
        form_url = request.path if request.path.endswith("/change/") else ""
        shown = panel(
            preflight.check(item, at),
            item,
            form_url=form_url,
            may_confirm=self.has_publish_permission(request),  # type: ignore[attr-defined]
        )
        context = {"checks": shown, "title": _("Check before publishing"), "original": item, "opts": self.opts}
        context |= self.admin_site.each_context(request)  # type: ignore[attr-defined]
        response = TemplateResponse(request, "admin/publishing/publication/check_page.html", context)
        response.render()  # while the item is there
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the check of what is saved, for those who can mend it, while it is not public."""
        item = kwargs.get("obj")
        refused = getattr(request, "refused_step", {})
        if item is not None and context.get("may_change") and not item.is_visible(time_of(request)):
            context["checks"] = panel(
                preflight.check(item, self._time_to_check(request, item, refused)),
                item,
                may_confirm=self.has_publish_permission(request),  # type: ignore[attr-defined]
                is_refused=bool(refused.get("check")),
            )
        context["may_check"] = bool(context.get("may_change"))
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response

    def _time_to_check(self, request: HttpRequest, item: Publication, refused: Mapping[str, Any]) -> datetime:
        """Return when readers would get the item: at the time asked for last, or scheduled, or now."""
        asked = parse_datetime(refused.get("at") or "")
        return max(time_of(request), asked or item.apply_at or item.publish_at or time_of(request))
