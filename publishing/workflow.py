"""The steps of an item's life: draft → in review → approved → published → withdrawn.

Each step is one function: it claims the row by a conditional update, so that two people pressing two
buttons cannot both win, logs who, when and why, and lets what follows happen in the same transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from publishing import clock, operations
from publishing.models import Publication, Status, Transition

Step = Transition.Step


class WorkflowError(Exception):
    """A step that is not possible now; the text tells staff why."""


class StatusHasChanged(WorkflowError):
    """The item is not, or no longer, in a status from which the step leads on."""


class NotReady(WorkflowError):
    """The item lacks something without which it must not be published."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def submit(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Hand a draft to the editors."""
    _move(item, Step.SUBMIT, [Status.DRAFT], Status.IN_REVIEW, user=user, now=now, note=note)


def send_back(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Return a submitted or approved item to its author as a draft."""
    _move(item, Step.SEND_BACK, [Status.IN_REVIEW, Status.APPROVED], Status.DRAFT, user=user, now=now, note=note)


def approve(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Agree to an item in review."""
    _move(item, Step.APPROVE, [Status.IN_REVIEW], Status.APPROVED, user=user, now=now, note=note)


def publish(
    item: Publication, *, user: User, now: datetime, publish_at: datetime | None = None, note: str = ""
) -> None:
    """Make an item public at `publish_at` (aware; now, if not given; past for what appeared elsewhere before).

    A scheduled item can be published again at another time.

    Raises NotReady with every problem that the item's `publishing_problems` names.
    """
    problems = item.publishing_problems()
    if problems:
        raise NotReady(problems)
    origins = [Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.WITHDRAWN]
    if not item.is_visible(now):
        origins.append(Status.PUBLISHED)
    at = publish_at or now
    step = Step.SCHEDULE if at > now else Step.PUBLISH
    _move(item, step, origins, Status.PUBLISHED, user=user, now=now, note=note, publish_at=at)


def withdraw(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Take a published or scheduled item off the public site; its address answers 404 from then on."""
    _move(item, Step.WITHDRAW, [Status.PUBLISHED], Status.WITHDRAWN, user=user, now=now, note=note)


@transaction.atomic
def _move(
    item: Publication,
    step: Transition.Step,
    origins: Iterable[Status],
    to_status: Status,
    *,
    user: User,
    now: datetime,
    note: str,
    **changes: datetime,
) -> None:
    """Claim the row in one of `origins`, set the status and `changes`, log the step, refresh what is derived."""
    from_status = item.status
    rows = type(item)._default_manager.filter(pk=item.pk, status=from_status, status__in=list(origins))
    if not rows.update(status=to_status, updated_at=now, updated_by=user, **changes):
        raise StatusHasChanged(
            _(
                "This is not possible: the item is “%(status)s”, or somebody changed it meanwhile. "
                "Open it again to see how it stands."
            )
            % {"status": item.get_status_display()}
        )
    item.refresh_from_db()
    item.transitions.create(step=step, at=now, by=user, from_status=from_status, to_status=to_status, note=note)
    operations.refresh(item, now=now)
    if from_status == Status.PUBLISHED:
        clock.bump(now)
