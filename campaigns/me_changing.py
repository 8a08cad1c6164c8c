"""What the buttons of a person's own page do. Pressing one twice does no harm; a key that is not theirs does nothing."""

import re
from datetime import datetime
from typing import Final

from django.http import QueryDict

from campaigns import withdrawing
from campaigns.me_forms import CorrectionForm
from supporters import subscriptions
from supporters.models import Supporter

KEY: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


class InvalidForm(ValueError):
    """A field of the correction is missing or wrong; the form says which."""


class UnknownButton(ValueError):
    """What was posted is of no button that there is."""


def change(posted: QueryDict, supporter: Supporter, form: CorrectionForm, *, now: datetime) -> None:
    """Do what a posted button asks for. Raises InvalidForm or UnknownButton."""
    do = posted.get("do", "")
    if do == "correct":
        _correct(supporter, form, now)
    else:
        press(do, posted.get("key", ""), supporter, now=now)


def press(do: str, key: str, supporter: Supporter, *, now: datetime) -> None:
    """Withdraw or end one thing of a person; `key` is its key as it was posted. Raises UnknownButton."""
    if do not in BUTTONS or not KEY.fullmatch(key):
        raise UnknownButton
    BUTTONS[do](supporter, int(key), now)


def _correct(supporter: Supporter, form: CorrectionForm, now: datetime) -> None:
    if not form.is_valid():
        raise InvalidForm
    withdrawing.correct(supporter, **form.cleaned_data, now=now)


def _withdraw(supporter: Supporter, key: int, now: datetime) -> None:
    participation = supporter.participations.select_related("action").filter(pk=key).first()
    if participation is not None:
        withdrawing.withdraw_participation(participation, now=now)


def _withdraw_consent(supporter: Supporter, key: int, now: datetime) -> None:
    consent = supporter.consents.filter(pk=key).first()
    if consent is not None:
        withdrawing.withdraw_consent(consent, now=now)


def _end(supporter: Supporter, key: int, now: datetime) -> None:
    subscription = supporter.subscriptions.active().filter(pk=key).first()
    if subscription is not None:
        subscriptions.end(supporter=supporter, purpose=subscription.purpose, topic=subscription.topic, now=now)


BUTTONS: Final = {"withdraw": _withdraw, "consent": _withdraw_consent, "end": _end}
