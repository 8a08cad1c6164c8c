"""The steps of an item's life: draft → in review → approved → published → withdrawn.

Each step is one function: it claims the row by a conditional update, so that two people pressing two
buttons cannot both win, logs who, when and why, and lets what follows happen in the same transaction.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from publishing import clock, operations, preflight, preview_links, review, tasks
from publishing.findings import Report
from publishing.models import PreviewLink, Publication, Status, Transition

Step = Transition.Step
ANY: Final = Q()


class WorkflowError(Exception):
    """A step that is not possible now; the text tells staff why."""


class StatusHasChanged(WorkflowError):
    """The item is not, or no longer, in a status from which the step leads on."""


class MayNotPublish(WorkflowError):
    """The item must not become public as it stands, or not by the hand of this person."""


class NotReady(MayNotPublish):
    """Preflight found something without which the item must not be published."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.problems = [finding.message for finding in report.blockers]
        super().__init__(" ".join(self.problems))


class NotConfirmed(MayNotPublish):
    """Preflight warns of something that the person has not confirmed, or not all of it, or something else."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(" ".join(finding.message for finding in report.warnings))


class NeedsSomebodyElse(MayNotPublish):
    """Whoever last changed the text must not publish it alone: `review.needs_somebody_else` says when."""

    def __init__(self, people: Iterable[User]) -> None:
        names = ", ".join(person.get_full_name() or person.get_username() for person in people)
        words = _("You were the last to change this text. Somebody else has to agree to it as it is now.")
        who = (
            _("These people can approve or publish it: %(names)s.") % {"names": names}
            if names
            else _("Send it back to its author, who submits it again, or ask for a second editor.")
        )
        super().__init__(f"{words} {who}")


def submit(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Hand a draft to the editors."""
    _move(item, Step.SUBMIT, [Status.DRAFT], Status.IN_REVIEW, user=user, now=now, note=note)


@transaction.atomic
def send_back(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Return a submitted or approved item to its author as a draft."""
    origins, was_due = [Status.IN_REVIEW, Status.APPROVED], item.apply_at is not None
    off: dict[str, Any] = {"apply_at": None, "apply_details": {}}
    _move(item, Step.SEND_BACK, origins, Status.DRAFT, user=user, now=now, note=note, **off)
    if was_due:
        clock.bump(now)


def approve(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Agree to an item in review."""
    _move(item, Step.APPROVE, [Status.IN_REVIEW], Status.APPROVED, user=user, now=now, note=note)


def publish(
    item: Publication,
    *,
    user: User,
    now: datetime,
    publish_at: datetime | None = None,
    note: str = "",
    confirmed: Collection[str] | None = None,
) -> None:
    """Make an item public at `publish_at` (aware; now, if not given; past for what appeared elsewhere before).

    A scheduled item can be published again at another time. `confirmed` are the keys of preflight's warnings that the
    person has seen; without it nobody is there to be asked, as in a command, and only blockers count.

    Raises NotReady, NotConfirmed or NeedsSomebodyElse (all MayNotPublish), and the item stays as it is.
    """
    if item.working_copy_of_id is not None:
        raise StatusHasChanged(_("These are changes to something public. They are applied, not published."))
    origins = [Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.WITHDRAWN]
    if not item.is_visible(now):
        origins.append(Status.PUBLISHED)
    at = publish_at or now
    step = Step.SCHEDULE if at > now else Step.PUBLISH
    not_public = ~Q(status=Status.PUBLISHED) | Q(publish_at__gt=now)

    def check(claimed: Publication) -> list[str]:
        return ensure_may_publish(claimed, user=user, at=max(at, now), confirmed=confirmed)

    try:
        _move(
            item,
            step,
            origins,
            Status.PUBLISHED,
            user=user,
            now=now,
            note=note,
            only=not_public,
            check=check,
            publish_at=at,
        )
    except MayNotPublish:
        item.refresh_from_db()
        raise


def ensure_may_publish(
    item: Publication, *, user: User | None, at: datetime, confirmed: Collection[str] | None = None
) -> list[str]:
    """Return the codes of the confirmed warnings for the log, or raise why `item` must not become public at `at`.

    For an item and for a working copy that is to be applied alike. Call it while the row is locked, in the transaction
    that publishes. `confirmed` is as in `publish`.

    Raises NotReady, NotConfirmed or NeedsSomebodyElse.
    """
    report = preflight.check(item, at)
    if report.blockers:
        raise NotReady(report)
    if confirmed is not None and not report.is_confirmed_by(confirmed):
        raise NotConfirmed(report)
    if review.needs_somebody_else(item, user):
        raise NeedsSomebodyElse(review.deciders(type(item), but=[user] if user else [])[:5])
    return report.codes if confirmed is not None else []


@transaction.atomic
def lapse(item: Publication, *, user: User, may_publish: bool, now: datetime) -> bool:
    """Take back what was agreed to, where the text of `item` was changed since by `user`; return whether that was done.

    An approved item, also one on the schedule, goes back into review if whoever changed it may not publish; and if the
    rule of two people is on, whoever it was: what was agreed to is not what stands there now. Without that rule an
    editor's own change keeps the approval. To be called in the transaction of the save.
    """
    is_scheduled = item.status == Status.PUBLISHED and not item.is_visible(now)
    if item.status != Status.APPROVED and not is_scheduled:
        return False
    if may_publish and not settings.REQUIRE_TWO_PEOPLE:
        return False
    changes: dict[str, Any] = {"apply_at": None, "apply_details": {}} | ({"publish_at": None} if is_scheduled else {})
    only, was_due = Q(publish_at__gt=now) if is_scheduled else Q(), item.apply_at is not None
    origins = [Status.APPROVED, Status.PUBLISHED]
    _move(item, Step.LAPSE, origins, Status.IN_REVIEW, user=user, now=now, note="", only=only, **changes)
    if was_due:
        clock.bump(now)
    return True


def unschedule(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Take an item off the schedule before it appears; it stays approved, and forgets its time.

    Raises StatusHasChanged for what is public at `now`: readers have it, so it can only be withdrawn. Give the time at
    which the row is locked, not the one at which somebody pressed the button.
    """
    if item.is_visible(now):
        raise StatusHasChanged(_("This is public since a moment ago. Withdraw it if readers must not see it."))
    step, only = Step.UNSCHEDULE, Q(publish_at__gt=now)
    _move(item, step, [Status.PUBLISHED], Status.APPROVED, user=user, now=now, note=note, only=only, publish_at=None)


@transaction.atomic
def withdraw(item: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Take a published or scheduled item off the public site; its address and its preview links open nothing from then on."""
    _move(item, Step.WITHDRAW, [Status.PUBLISHED], Status.WITHDRAWN, user=user, now=now, note=note)
    preview_links.end(item, ended_as=PreviewLink.Ended.WITHDRAWN)


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
    only: Q = ANY,
    check: Callable[[Publication], list[str]] | None = None,
    **changes: Any,
) -> None:
    """Claim the row in one of `origins`, set the status and `changes`, log the step, refresh what is derived.

    `only` is what else must hold of the row at that moment. `check` looks at the claimed item, which nobody can change
    any more, and returns the warnings for the log, or raises.
    """
    from_status = item.status
    rows = type(item)._default_manager.filter(only, pk=item.pk, status=from_status, status__in=list(origins))
    # A form that is open shows an item that is no more: its revision is one of the past.
    changed = rows.update(status=to_status, updated_at=now, updated_by=user, revision=F("revision") + 1, **changes)
    if not changed:
        raise StatusHasChanged(
            _(
                "This is not possible: the item is “%(status)s”, or somebody changed it meanwhile. "
                "Open it again to see how it stands."
            )
            % {"status": item.get_status_display()}
        )
    item.refresh_from_db()
    warnings = check(item) if check else []
    log(item, step, user=user, now=now, from_status=from_status, to_status=to_status, note=note, warnings=warnings)
    operations.refresh(item, now=now)
    if from_status == Status.PUBLISHED:
        clock.bump(now)


def log(
    item: Publication,
    step: Transition.Step,
    *,
    user: User | None,
    now: datetime,
    from_status: str,
    to_status: str,
    note: str = "",
    warnings: Collection[str] = (),
) -> None:
    """Write a step of `item` into its log, that of a working copy into its live item's, and have it announced by mail."""
    live = item.working_copy_of or item
    transition = live.transitions.create(
        step=step,
        at=now,
        by=user,
        from_status=from_status,
        to_status=to_status,
        is_of_copy=live is not item,
        note=note,
        warnings=list(warnings),
    )
    tasks.announce(item, transition, user=user)
