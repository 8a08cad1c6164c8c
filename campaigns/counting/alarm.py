"""The alarm: administrators are told by mail that totals differ from the rows."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.mail import mailers
from django.db.models import QuerySet
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import ActionTotal
from publishing import staff_mail

logger = logging.getLogger(__name__)

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
PERMISSION: Final = "campaigns.change_actiontotal"
"""Nobody changes totals by hand: it is what administrators have, and no other role."""

RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))


def raise_for(actions: Sequence[int], now: datetime) -> None:
    """Have administrators told of the wrong totals of `actions` (keys), each by a task of their own."""
    for person in _readers().values_list("pk", flat=True) if actions else ():
        send_alarm.enqueue(person, list(actions), now.isoformat())


@task
def send_alarm(user_key: int, actions: list[int], at: str, attempt: int = 0) -> bool:
    """Send the alarm to one person; return whether it left. Tried again with growing pauses, under one Message-ID."""
    try:
        return _send(user_key, actions, at)
    except Exception as error:
        if attempt >= len(RETRY_AFTER):
            raise
        logger.warning("Alarm of totals for %s, attempt %d: %s", user_key, attempt + 1, type(error).__name__)
        again = send_alarm.using(run_after=timezone.now() + RETRY_AFTER[attempt])
        again.enqueue(user_key, actions, at, attempt + 1)
        return False


def _readers() -> QuerySet[User]:
    staff: QuerySet[User] = get_user_model()._default_manager.with_perm(PERMISSION, backend=BACKEND)
    return staff.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")


def _send(user_key: int, actions: Sequence[int], at: str) -> bool:
    """Tell somebody of those totals that are still wrong."""
    user = _readers().filter(pk=user_key).first()
    wrong = ActionTotal.objects.filter(action__in=actions).exclude(drift=0).select_related("action").order_by("action")
    if user is None or not wrong:
        return False
    context = {
        "totals": [{"title": one.action.title, "drift": f"{one.drift:+d}"} for one in wrong],
        "address": settings.SITE_URL + reverse("admin:index"),
    }
    with translation.override(settings.LANGUAGE_CODE):
        message = staff_mail.compose("campaigns/mail/totals", context, user=user, key=f"totals.{at}")
    mailers.default.send_messages([message])
    return True
