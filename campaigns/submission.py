"""From a POST to an act: everything that is looked at before somebody's form is believed.

Each refusal knows its HTTP status and what to tell the person, who gets the form back with everything they typed.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns import actions, current, funnel, kinds, limits, links, origins, puzzles, switching, tokens
from campaigns.models import Action, CampaignLink


class Refused(Exception):
    """The form is not accepted. `words` says why, where the form's own errors do not."""

    status: ClassVar[int]
    words: str | Promise = ""
    headers: dict[str, Any] = {}


class NextStep(Refused):
    """Nothing is wrong: the form comes in steps, and this is the answer to one of them. Nothing is done yet."""

    status = 200


class InvalidForm(Refused):
    """A field is missing or wrong; the form says which."""

    status = 422


class FormTooOld(Refused):
    status = 422
    words = _("This form was open for a long time and is no longer valid. Please check it and send it again.")


class UnknownForm(Refused):
    status = 403
    words = _("This form does not come from this page. Nothing was stored. Please check it and send it again.")


class ForeignOrigin(Refused):
    status = 403
    words = _("This form was sent from another site. Nothing was stored. If you want to take part, please do so here.")


class ActionNotOpen(Refused):
    status = 409
    words = _("Your form was not accepted, and nothing of it was stored.")


class Paused(Refused):
    """Staff have turned collecting off for a while. Nothing is lost: the time is added to the end."""

    status = 503
    headers = {"Retry-After": 600}

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Declined(Refused):
    """The action is open, but cannot take anybody now, such as an event that is full."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class TooMany(Refused):
    status = 429
    words = _("Very many forms came from your network just now. Yours was not stored. Please send it again later.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.headers = {"Retry-After": retry_after}


def accept(request: HttpRequest, action: Action, form: kinds.ActionForm, *, now: datetime) -> None:
    """Do what the posted form asks for, or raise Refused.

    A robot in the trap is answered like everybody, and nothing is stored.
    """
    if not origins.is_own(request):
        raise ForeignOrigin
    if words := switching.paused(action, current.collecting_off(request), now=now):
        raise Paused(words)
    if not action.is_open(now):
        raise ActionNotOpen
    via = _read_token(request, action, now)
    if not form.is_step and not form.is_valid():
        raise InvalidForm
    try:
        if form.is_step:
            limits.spend(request, "step", now=now)
            raise NextStep
        _spend(request, action, now)
        if not form.is_trapped:
            arrival = kinds.Arrival(_find_link(action, via), limits.pseudonym_of(request, now=now))
            kinds.of(action).take_part(action, form, arrival, now)
            funnel.note(action.pk, funnel.Step.STARTED, via=via, now=now)
    except limits.LimitReached as error:
        raise TooMany(error.retry_after) from error
    except actions.NotOpen as error:
        raise ActionNotOpen from error
    except actions.Declined as error:
        raise Declined(str(error)) from error


def via_of(request: HttpRequest, action: Action, *, now: datetime) -> str:
    """Return the code of the campaign link that led to a page with a form, or empty.

    A posted form that is given back says it in its token, also in one that is too old; else the address does.
    """
    try:
        return tokens.read_form(request.POST.get("token", ""), action_id=action.pk, now=now)
    except tokens.ExpiredToken as error:
        key, via = error.values
        return str(via) if key == action.pk else ""
    except tokens.ForgedToken:
        return links.via_of(request)


def _spend(request: HttpRequest, action: Action, now: datetime) -> None:
    """Count the form against the limits; where forms carry a puzzle, one without its solution against narrower ones, too."""
    limits.spend(request, "sign", now=now)
    if puzzles.is_on() and not puzzles.is_solved(request.POST.get("altcha", ""), action_id=action.pk):
        limits.spend(request, "unsolved", now=now)


def _read_token(request: HttpRequest, action: Action, now: datetime) -> str:
    try:
        return tokens.read_form(request.POST.get("token", ""), action_id=action.pk, now=now)
    except tokens.ForgedToken as error:
        raise UnknownForm from error
    except tokens.ExpiredToken as error:
        raise FormTooOld from error


def _find_link(action: Action, via: str) -> CampaignLink | None:
    """Return the campaign link that is to be thanked, if there is still one with this code in the campaign."""
    if not via:
        return None
    return CampaignLink.objects.filter(code=via, campaign_id=action.campaign_id).first()
