"""Work of the editorial base that a worker does. Each task may be killed, and may run twice."""

import logging
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.tasks import task
from django.utils import timezone

from publishing import notices, renditions
from publishing.models import Publication

logger = logging.getLogger(__name__)

RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))


@task
def make_renditions(pk: int) -> int:
    """Make the renditions of a picture that is due; return how many. A failure is tried again by the schedule."""
    return renditions.make(pk, now=timezone.now())


def announce(item: Publication, transition: Any, *, user: User | None) -> None:
    """Have those who ought to know of a step told by mail, each in a task of their own, once this transaction is kept."""
    label = transition._meta.label_lower
    for key in notices.recipients(item, transition.step, user):
        send_notice.enqueue(label, transition.pk, item.pk, key)


@task
def send_notice(label: str, step_key: int, item_key: int, user_key: int, attempt: int = 0) -> bool:
    """Send one notice; return whether it left. A failure is tried again with growing pauses, under one Message-ID."""
    try:
        return notices.send(label=label, step_key=step_key, item_key=item_key, user_key=user_key)
    except Exception as error:
        if attempt >= len(RETRY_AFTER):
            raise
        logger.warning("Notice of %s %s, attempt %d: %s", label, step_key, attempt + 1, type(error).__name__)
        again = send_notice.using(run_after=timezone.now() + RETRY_AFTER[attempt])
        again.enqueue(label, step_key, item_key, user_key, attempt + 1)
        return False
