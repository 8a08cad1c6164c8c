"""What the editor's link dialog asks the server: own pages that a link may lead to."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campaigns.models import Campaign
from pages.models import StandingPage
from press.models import PressRelease
from publishing import staff_json
from publishing.models import Publication, Status
from publishing.staff_json import for_staff, may
from sources.models import Source

EACH: Final = 6
"""Results of each kind, so that one kind never hides the others."""

LINKABLE: Final[tuple[type[Any], ...]] = (PressRelease, Campaign, StandingPage, Source)
TEXTS: Final = ("body", "body_html", "notes_html", "cited_works", "boilerplate")


@require_GET
@for_staff()
def search(request: HttpRequest) -> JsonResponse:
    """Return own pages whose title has every word of `q`, of the kinds that the person may view.

    What is not public yet is marked: a link to it leads nowhere, and tells its address, until it is.
    """
    matching = staff_json.holding(staff_json.words_of(request), "title")
    results, more = [], False
    for model in LINKABLE:
        if may(request, f"{model._meta.app_label}.view_{model._meta.model_name}"):
            rows = list(linkable(model).filter(matching)[: EACH + 1])
            more |= len(rows) > EACH
            results += [as_result(row) for row in rows[:EACH]]
    return JsonResponse({"results": results, "more": more})


def linkable(model: type[Any]) -> QuerySet[Any]:
    """Return the rows of a kind that may have a public page, those changed last first."""
    if model is Source:
        return Source.objects.searchable().order_by("-pk")
    heavy = [field.name for field in model._meta.concrete_fields if field.name in TEXTS]
    rows: QuerySet[Any] = model.objects.filter(working_copy_of=None).exclude(status=Status.WITHDRAWN)
    return rows.defer(*heavy).order_by("-updated_at", "-pk")


def as_result(item: Any) -> dict[str, Any]:
    """Return what the dialog shows of a page; `key` is its path."""
    detail = [str(capfirst(item._meta.verbose_name)), state_of(item), item.language.upper()]
    return {
        "key": item.get_absolute_url(),
        "title": item.title,
        "detail": " · ".join(part for part in detail if part),
        "thumbnail": None,
    }


def state_of(item: Any) -> str:
    """Return whether readers can open a page, where they cannot."""
    if isinstance(item, Publication):
        return "" if item.is_visible(timezone.now()) else _("not public yet")
    return ""
