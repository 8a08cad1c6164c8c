"""Going back to an older version: its content becomes what is edited now, never at once what readers see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from publishing import restoring, workflow, working_copies
from publishing.models import Publication, Status, Transition, Version
from publishing.restoring import Loss
from publishing.workflow import StatusHasChanged, WorkflowError


@dataclass(frozen=True)
class Restored:
    """What a version was written into, and what of it is gone and was left out."""

    target: Publication
    losses: list[Loss]


@transaction.atomic
def restore(item: Publication, version: Version, *, user: User, may_publish: bool, now: datetime) -> Restored:
    """Write a version of `item` over the item itself, or, of something public or scheduled, into its working copy.

    What stood there before is a version, too. Something approved is treated as after any other change of its text.
    Raises WorkflowError if the version cannot be written, such as over changes that are on the schedule.
    """
    target = _claim(item, user=user, now=now)
    if target.apply_at is not None:
        raise WorkflowError(_("There are changes on the schedule. Take them off it first."))
    try:
        losses = restoring.put(target, version.content, user=user, now=now)
    except (IntegrityError, ValidationError) as error:
        # Leaving by an exception undoes all, also the working copy that was begun for it.
        reason = " ".join(getattr(error, "messages", None) or [])
        raise WorkflowError(_("This version cannot be written over what is there now. %s") % reason) from error
    workflow.log(
        target,
        Transition.Step.RESTORE,
        user=user,
        now=now,
        from_status=target.status,
        to_status=target.status,
        note=_("version %(number)d") % {"number": version.number},
    )
    workflow.lapse(target, user=user, may_publish=may_publish, now=now)
    return Restored(target, losses)


def _claim(item: Publication, *, user: User, now: datetime) -> Publication:
    """Return, locked, what a version is written into. A copy is locked before its live item, as in `working_copies`."""
    rows: Any = type(item)._default_manager
    if rows.filter(pk=item.pk, status=Status.PUBLISHED).exists():
        copy: Publication | None = rows.select_for_update().filter(working_copy_of=item.pk).first()
        return copy or working_copies.start(item, user=user, now=now)
    locked: Publication = rows.select_for_update().get(pk=item.pk)
    if locked.status == Status.PUBLISHED:
        raise StatusHasChanged(_("Somebody published this meanwhile. Open it again to see how it stands."))
    return locked
