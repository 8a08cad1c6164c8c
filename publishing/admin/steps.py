"""The buttons of a publication's form: which of them a person sees, what pressing one does, and what is said after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import moments, workflow
from publishing.admin.states import LIVE, SCHEDULED, state_of
from publishing.models import Publication, Status

DRAFT, IN_REVIEW = Status.DRAFT.value, Status.IN_REVIEW.value
APPROVED, WITHDRAWN = Status.APPROVED.value, Status.WITHDRAWN.value


@dataclass(frozen=True)
class Step:
    """One button. `states` are those from which the step leads on; `run` takes item, user, now and the form's data."""

    name: str
    label: Promise
    states: frozenset[str]
    run: Callable[..., None]
    needs_publish: bool = True
    panel: bool = False
    """Whether the button opens a panel with a field before it does anything."""


def _submit(item: Publication, user: User, now: datetime, data: dict[str, Any]) -> None:
    workflow.submit(item, user=user, now=now, note=data["submit_note"])


def _approve(item: Publication, user: User, now: datetime, data: dict[str, Any]) -> None:
    workflow.approve(item, user=user, now=now, note=data["approve_note"])


def _send_back(item: Publication, user: User, now: datetime, data: dict[str, Any]) -> None:
    workflow.send_back(item, user=user, now=now, note=data["send_back_note"])


def _publish(item: Publication, user: User, now: datetime, data: dict[str, Any]) -> None:
    workflow.publish(item, user=user, now=now, confirmed=data["confirmed"])


def _schedule(item: Publication, user: User, now: datetime, data: dict[str, Any]) -> None:
    workflow.publish(item, user=user, now=now, publish_at=data["publish_time"], confirmed=data["confirmed"])


def _unschedule(item: Publication, user: User, now: datetime, data: dict[str, Any]) -> None:
    # The row is locked by now; how late it is by this moment decides whether readers have seen the item.
    workflow.unschedule(item, user=user, now=timezone.now())


def _withdraw(item: Publication, user: User, now: datetime, data: dict[str, Any]) -> None:
    workflow.withdraw(item, user=user, now=now, note=data["withdraw_note"])


NOT_YET_PUBLIC = frozenset({DRAFT, IN_REVIEW, APPROVED, WITHDRAWN, SCHEDULED})

STEPS: Final[dict[str, Step]] = {
    step.name: step
    for step in (
        Step("withdraw", gettext_lazy("Withdraw"), frozenset({LIVE}), _withdraw, panel=True),
        Step("unschedule", gettext_lazy("Take off the schedule"), frozenset({SCHEDULED}), _unschedule),
        Step("send_back", gettext_lazy("Send back"), frozenset({IN_REVIEW, APPROVED}), _send_back, panel=True),
        Step("submit", gettext_lazy("Submit"), frozenset({DRAFT}), _submit, needs_publish=False, panel=True),
        Step("approve", gettext_lazy("Approve"), frozenset({IN_REVIEW}), _approve, panel=True),
        Step("schedule", gettext_lazy("Publish later"), NOT_YET_PUBLIC, _schedule, panel=True),
        Step("publish", gettext_lazy("Publish"), NOT_YET_PUBLIC, _publish),
    )
}


NOTES: Final = {
    "submit_note": "submit",
    "approve_note": "approve",
    "send_back_note": "send_back",
    "withdraw_note": "withdraw",
}
"""The fields of the form in which a step is explained, with the step."""


def said_instead(error: workflow.MayNotPublish) -> str:
    """Return what the person reads when preflight, or the rule of two people, keeps an item from readers."""
    saved = _("What you typed is saved, and nothing was published.")
    match error:
        case workflow.NotReady():
            words, link = _("Something has to be mended first:"), _("what the check found")
        case workflow.NotConfirmed():
            words, link = _("Look at this first, and tick the box under it if it is meant:"), _("what the check found")
        case _:
            return f"{saved} {error}"
    return format_html('{} {} <a href="#checks">{}</a>', saved, words, link)


def offered(state: str, *, may_publish: bool) -> list[Step]:
    """Return the steps that an item in `state` can take by the hand of a person who may change it."""
    return [step for step in STEPS.values() if state in step.states and (may_publish or not step.needs_publish)]


def said_after(step: str, item: Publication, now: datetime) -> str:
    """Return what the person reads after a step: what happened, and what comes next."""
    match step:
        case "submit":
            return _("Saved and submitted. The editors find it on their dashboard.")
        case "approve":
            return _("Saved and approved. It can be published now.")
        case "send_back":
            return _("Sent back to the author as a draft, with your note.")
        case "unschedule":
            return _("Taken off the schedule. It is approved and does not appear by itself.")
        case "withdraw":
            return _("Withdrawn. Readers do not find it any more; its address answers “not found”.")
    assert item.publish_at is not None
    address = public_address(item)
    if state_of(item.status, item.publish_at, now) == SCHEDULED:
        return format_html(
            _("Scheduled. It goes live by itself on {} at {}."), moments.in_full(item.publish_at), address
        )
    return format_html(_('Published on {}: <a href="{}">{}</a>'), moments.in_full(item.publish_at), address, address)


def said_after_saving(item: Publication, now: datetime) -> str:
    """Return what the person reads after saving alone."""
    if item.working_copy_of_id is not None:
        return _("Changes saved. Readers see the old text until they are applied.")
    match state_of(item.status, item.publish_at, now):
        case "draft":
            return _("Draft saved. Nobody but staff sees it.")
        case "live":
            return format_html(
                _('Saved. The public page shows it already: <a href="{0}">{0}</a>'), public_address(item)
            )
        case "scheduled":
            assert item.publish_at is not None
            return format_html(_("Saved. It goes live by itself on {}."), moments.in_full(item.publish_at))
        case _:
            return _("Saved.")


def public_address(item: Publication) -> str:
    """Return the full address of an item's page."""
    return f"{settings.SITE_URL}{item.get_absolute_url()}"
