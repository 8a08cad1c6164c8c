"""Working copies: what is public is changed in a copy, which is then written over it at once, or at a time.

A copy is a row of the same table with `working_copy_of` set. It has the same form, the same checks and the same
review as a draft, and is never public. Applying it is one transaction: text, relations, tags and citations.

Rows are locked in one order, the copy before its live item, so that nobody waits for somebody who waits for them.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from publishing import clock, preview_links, restoring, review, snapshots, workflow
from publishing.models import PreviewLink, Publication, Status, Transition, publication_models
from publishing.workflow import StatusHasChanged, WorkflowError

logger = logging.getLogger(__name__)

Step = Transition.Step


def find(live: Publication) -> Publication | None:
    """Return the working copy of `live`; None if it has none."""
    model: Any = type(live)
    found: Publication | None = model._default_manager.filter(working_copy_of=live).first()
    return found


@transaction.atomic
def start(live: Publication, *, user: User | None, now: datetime) -> Publication:
    """Return the working copy of something public or scheduled, made now if there is none.

    Raises StatusHasChanged for what is not published: that is edited itself.
    """
    live = _locked(type(live), live.pk)
    if live.status != Status.PUBLISHED:
        raise StatusHasChanged(_("Only what is published has a working copy. Edit the item itself."))
    existing = find(live)
    if existing is not None:
        return existing
    model: Any = type(live)
    copy: Publication = model(working_copy_of=live, translation_group=live.translation_group)
    copy.translated_from, copy.translated_version = live.translated_from, live.translated_version
    restoring.put(copy, snapshots.take(live), user=user, now=now)
    return copy


@transaction.atomic
def apply(
    copy: Publication,
    *,
    user: User | None,
    now: datetime,
    note: str = "",
    confirmed: Collection[str] | None = None,
    also: Callable[[Publication], None] | None = None,
) -> Publication:
    """Write a working copy over its live item and remove it; return the live item.

    `confirmed` is as in `workflow.publish`. `also` is called with the live item in the same transaction, such as to
    add a correction. Raises StatusHasChanged if the copy is gone or the live item is not published any more,
    MayNotPublish if it must not be applied as it stands; the copy then stays as it is.
    """
    copy, live = _claim(copy)
    warnings = workflow.ensure_may_publish(copy, user=user, at=now, confirmed=confirmed)
    content = snapshots.take(copy)
    try:
        # A savepoint: what the database refuses, such as an address that another item has taken, leaves no trace.
        with transaction.atomic():
            losses = restoring.put(live, content, user=user, now=now)
            if losses:
                raise WorkflowError(_clash(", ".join(f"{loss.field}: {loss.name}" for loss in losses)))
    except IntegrityError as error:
        raise WorkflowError(_clash(_("address or language"))) from error
    _log(copy, Step.APPLY, live.status, user=user, now=now, note=note, warnings=warnings)
    if also is not None:
        also(live)
    _remove(copy, live, ended_as=PreviewLink.Ended.APPLIED)
    return live


@transaction.atomic
def schedule(
    copy: Publication,
    *,
    user: User,
    now: datetime,
    apply_at: datetime,
    note: str = "",
    confirmed: Collection[str] | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Have a working copy applied by itself at `apply_at` (aware, after `now`). Can be called again.

    `details` is given to the live item's `after_scheduled_apply` then. Raises as `apply` does.
    """
    copy, _live = _claim(copy)
    warnings = workflow.ensure_may_publish(copy, user=user, at=apply_at, confirmed=confirmed)
    from_status = copy.status
    kept = {"note": note, **(details or {})}
    _update(copy, status=Status.APPROVED, apply_at=apply_at, apply_details=kept, user=user, now=now)
    copy.status = from_status
    _log(copy, Step.SCHEDULE, Status.APPROVED, user=user, now=now, note=note, warnings=warnings)
    clock.bump(now)


@transaction.atomic
def unschedule(copy: Publication, *, user: User | None, now: datetime, note: str = "") -> None:
    """Take a working copy off the schedule; it stays approved. Raises StatusHasChanged if it is not on it any more."""
    copy, _live = _claim(copy)
    if copy.apply_at is None:
        raise StatusHasChanged(_("These changes are not on the schedule."))
    _update(copy, apply_at=None, apply_details={}, user=user, now=now)
    _log(copy, Step.UNSCHEDULE, Status.APPROVED, user=user, now=now, note=note)
    clock.bump(now)


@transaction.atomic
def discard(copy: Publication, *, user: User, now: datetime, note: str = "") -> None:
    """Remove a working copy. Its versions stay with the live item and can be restored."""
    copy, live = _claim(copy, needs_published=False)
    was_due = copy.apply_at is not None
    _log(copy, Step.DISCARD, live.status, user=user, now=now, note=note)
    _remove(copy, live, ended_as=PreviewLink.Ended.DISCARDED)
    if was_due:
        clock.bump(now)


def _clash(what: str) -> str:
    return _("Another item has taken what the changes ask for (%(what)s). Nothing was changed.") % {"what": what}


def apply_due(now: datetime) -> int:
    """Apply every working copy whose time has come; return how many.

    Called by the content clock when it steps, so that the first reader after the time sees the new text. What cannot be
    applied is taken off the schedule with the reason in its log: readers keep the old text.
    """
    applied = 0
    for model in publication_models():
        for copy in model._default_manager.filter(apply_at__lte=now).order_by("apply_at", "pk"):
            applied += _apply_one_due(copy, now)
    return applied


def _apply_one_due(copy: Publication, now: datetime) -> bool:
    try:
        with transaction.atomic():
            details = copy.apply_details
            apply(
                copy,
                user=copy.updated_by,
                now=now,
                note=details.get("note", ""),
                also=lambda live: live.after_scheduled_apply(details, user=copy.updated_by, now=now),
            )
    except StatusHasChanged:
        # Another process was first, or somebody withdrew the item: the row tells.
        return _disarm(copy, now, _("The item is not published any more."))
    except (WorkflowError, ValidationError, IntegrityError) as error:
        return _disarm(copy, now, " ".join(getattr(error, "messages", None) or [str(error)]))
    except Exception:
        # A reader's request may be what carries this: it must not fail for a fault in somebody's copy.
        logger.exception("The working copy %s of %s could not be applied.", copy.pk, type(copy)._meta.label)
        return _disarm(copy, now, _("An error happened; the technical log has it."))
    return True


def _disarm(copy: Publication, now: datetime, reason: str) -> bool:
    with transaction.atomic():
        still_due = type(copy)._default_manager.select_for_update().filter(pk=copy.pk, apply_at__lte=now).first()
        if still_due is not None:
            type(copy)._default_manager.filter(pk=copy.pk).update(apply_at=None, apply_details={})
            _log(still_due, Step.UNSCHEDULE, Status.APPROVED, user=None, now=now, note=reason)
            clock.bump(now)
    return False


def _claim(copy: Publication, *, needs_published: bool = True) -> tuple[Publication, Publication]:
    """Lock a copy and its live item, in this order, and return both as they stand."""
    gone = StatusHasChanged(_("These changes were applied or discarded meanwhile. Open the item again."))
    try:
        copy = _locked(type(copy), copy.pk)
    except type(copy).DoesNotExist:
        raise gone from None
    if copy.working_copy_of_id is None:
        raise gone
    live = _locked(type(copy), copy.working_copy_of_id)
    if needs_published and live.status != Status.PUBLISHED:
        raise StatusHasChanged(
            _("The item was withdrawn meanwhile. Its changes are kept here; publish the item again, then apply them.")
        )
    return copy, live


def _locked(model: type[Publication], key: Any) -> Publication:
    row: Publication = model._default_manager.select_for_update().get(pk=key)
    return row


def _update(copy: Publication, *, user: User | None, now: datetime, **changes: Any) -> None:
    for name, value in {**changes, "updated_by": user, "updated_at": now}.items():
        setattr(copy, name, value)
    copy.save(update_fields=[*changes, "updated_by", "updated_at"])


def _remove(copy: Publication, live: Publication, *, ended_as: PreviewLink.Ended) -> None:
    """Delete a copy; what is to outlive it goes to its live item."""
    review.hand_over(copy)
    preview_links.end(copy, ended_as=ended_as, at_live=live)
    copy.delete()


def _log(
    copy: Publication,
    step: Transition.Step,
    to_status: str,
    *,
    user: User | None,
    now: datetime,
    note: str,
    warnings: Collection[str] = (),
) -> None:
    workflow.log(
        copy, step, user=user, now=now, from_status=copy.status, to_status=to_status, note=note, warnings=warnings
    )
