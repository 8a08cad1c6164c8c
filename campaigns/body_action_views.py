"""What the editor's dialog for calls to action asks the server: find actions to call to, name those in a text."""

from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campaigns.body_actions import CAMPAIGN_TEXTS
from campaigns.models import Action, Campaign
from publishing import staff_json
from publishing.staff_json import for_staff


@require_GET
@for_staff("campaigns.view_campaign")
def search(request: HttpRequest) -> JsonResponse:
    """Return the actions that have every word of `q` in their title or their campaign's, those open now first.

    Actions that have ended are left out: nobody could take part.
    """
    now = timezone.now()
    rows = _actions().filter(staff_json.holding(staff_json.words_of(request), "title", "campaign__title"))
    ended = [Campaign.Outcome.WON, Campaign.Outcome.LOST, Campaign.Outcome.CLOSED]
    coming = rows.exclude(campaign__outcome__in=ended).exclude(closes_at__lte=now)
    open_now = Action.objects.open(now).values("pk")
    order = Case(When(pk__in=open_now, then=Value(0)), default=Value(1))
    return staff_json.found(coming.order_by(order, "-campaign__updated_at", "position", "pk"), as_result)


@require_GET
@for_staff("campaigns.view_campaign")
def labels(request: HttpRequest) -> JsonResponse:
    """Return the actions with the comma-separated `keys`, by key; what is no key of an action is left out."""
    rows = _actions().filter(pk__in=staff_json.keys_of(request))
    return JsonResponse({"found": {str(action.pk): as_result(action) for action in rows}})


def as_result(action: Action) -> dict[str, Any]:
    """Return what the dialog shows of an action: its title, its campaign and whether people can take part."""
    return {
        "key": str(action.pk),
        "title": action.title,
        "detail": f"{action.campaign.title} · {state_of(action)}",
        "label": action.title,
        "words": "",
        "thumbnail": None,
    }


def state_of(action: Action) -> str:
    """Return in words for staff what readers get of an action now."""
    now = timezone.now()
    if not action.campaign.is_visible(now):
        return _("campaign not public: readers see nothing yet")
    return str(action.stage(now).label)


def _actions() -> QuerySet[Action]:
    return Action.objects.filter(campaign__working_copy_of=None).select_related("campaign").defer(*CAMPAIGN_TEXTS)
