"""The preview for staff: the page of an item as it stands, or as what is typed would make it."""

from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing import previewing
from publishing.admin.content import time_of
from publishing.admin.states import LABELS, state_of
from publishing.models import Publication

PANE: Final = "pane"
ASKS_BACK: Final = (200, 302, 409)
PREVIEWS: Final = ("preview", PANE)
"""What the buttons of a form send that show the page and take no step."""


def preview_response(
    request: HttpRequest, item: Publication, *, back: str, is_saved: bool, in_pane: bool = False
) -> HttpResponse:
    """Return the page of `item` with a banner above it; `in_pane` for the frame beside the form."""
    response = previewing.page_of(request, item, now=time_of(request))
    state = LABELS[state_of(item.status, item.publish_at, time_of(request))]
    context = {"back": back, "is_saved": is_saved, "in_pane": in_pane, "state": state}
    banner = render_to_string("admin/preview_banner.html", context, request=request)
    head = render_to_string("admin/preview_head.html", request=request)
    previewing.mark(response, label=str(state), banner=banner, head=head)
    previewing.replace_addresses(response, _documents_for_staff(request, item))
    previewing.await_addresses(response, item, time_of(request))
    if in_pane:
        previewing.allow_framing(response)
    return response


def _documents_for_staff(request: HttpRequest, item: Publication) -> dict[str, str]:
    """Return where staff read what the page offers for download, which has no public address yet."""
    if not request.user.has_perm("publishing.view_document"):
        return {}
    offered = item.offered_documents().items()
    return {public: reverse("admin:publishing_document_file", args=[one.pk]) for public, one in offered}


class PreviewPaneMixin:
    """For PublicationAdmin: the frame beside the form, which shows what is typed as readers would see it.

    The form is posted, saved, shown and undone: the page comes out of the same functions as after a real save, and
    nothing of it stays, neither of something new nor of a working copy that would begin.
    """

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if request.method != "POST" or request.POST.get("_step") != PANE:
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        with transaction.atomic():
            response = super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
            if not getattr(response, "is_for_pane", False) and response.status_code in ASKS_BACK:
                # Something is to be decided before it would be saved, such as whose words to keep.
                response = pane_problems(request, [_("Save the form to go on: there is something to decide first.")])
            transaction.set_rollback(True)
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say in the frame what keeps what is typed from being shown; the form itself stays where it is."""
        if request.method == "POST" and request.POST.get("_step") == PANE:
            return pane_problems(request, problems_of(context))
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response

    def pane_response(self, request: HttpRequest, item: Publication) -> HttpResponse:
        """Return the page of a saved item for the frame."""
        response = preview_response(request, item, back="", is_saved=False, in_pane=True)
        response.is_for_pane = True  # type: ignore[attr-defined]
        return response


def pane_problems(request: HttpRequest, problems: list[str]) -> HttpResponse:
    """Return the page that stands in the frame while what is typed cannot be shown."""
    html = render_to_string(
        "admin/publishing/publication/preview_problems.html", {"problems": problems}, request=request
    )
    response = HttpResponse(html)
    response.is_for_pane = True  # type: ignore[attr-defined]
    previewing.forget(response)
    previewing.allow_framing(response)
    return response


def problems_of(context: dict[str, Any]) -> list[str]:
    """Return every error of the admin's form and its inlines, each after the name of what it is about."""
    form = context["adminform"].form
    problems = [str(error) for error in form.non_field_errors()]
    problems += [f"{field.label}: {error}" for field in form if not field.is_hidden for error in field.errors]
    for inline in context["inline_admin_formsets"]:
        if inline.formset.total_error_count():
            problems.append(f"{capfirst(inline.opts.verbose_name_plural)}: {_('see what is marked there.')}")
    return problems
