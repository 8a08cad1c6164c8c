"""Signed, expiring tokens: the one that public forms carry instead of a cookie, and the one in confirmation mail.

Django's signer (HMAC-SHA256 over the secret key) with a salt for each purpose. The time stands inside the signed
values, so that the caller says what time it is.

A **form token** says for which action, from which campaign link and when a form was handed out. All readers of one
stored page have the same token: it proves neither who posts nor that it is the first time. It ties a POST to a recent
page of ours and carries the attribution past tampering; that nobody signs twice is the database's part.

A **confirmation token** names one participation. Whoever has it has read that person's mail.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.core.signing import BadSignature, Signer

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the clocks of our machines may differ."""


class ForgedToken(ValueError):
    """The token was not made here, not for this purpose, or not for this thing."""


class ExpiredToken(ValueError):
    """The token is ours, but too old. `values` is what it says nevertheless."""

    def __init__(self, values: list[Any]) -> None:
        super().__init__("expired")
        self.values = values


@dataclass(frozen=True)
class Seal:
    """The tokens of one purpose. They hold any JSON values and are safe in a path."""

    salt: str
    valid_for: timedelta

    def make(self, *values: object, now: datetime) -> str:
        """Return a token that holds `values`, made at `now`."""
        return Signer(salt=self.salt).sign_object([*values, int(now.timestamp())])

    def read(self, token: str, *, now: datetime) -> list[Any]:
        """Return the values of a token. Raises ForgedToken or ExpiredToken."""
        try:
            *values, seconds = Signer(salt=self.salt).unsign_object(token)
        except (BadSignature, ValueError) as error:
            raise ForgedToken from error
        made_at = datetime.fromtimestamp(seconds, UTC)
        if made_at > now + CLOCK_SKEW:
            raise ForgedToken
        if made_at + self.valid_for <= now:
            raise ExpiredToken(values)
        return values


FORM: Final = Seal("campaigns.tokens.form", valid_for=timedelta(hours=48))
CONFIRMATION: Final = Seal("campaigns.tokens.confirmation", valid_for=timedelta(days=30))


def for_form(*, action_id: int, via: str, now: datetime) -> str:
    """Return the token of a form; `via` is the code of the campaign link that led to it, or empty."""
    return FORM.make(action_id, via, now=now)


def read_form(token: str, *, action_id: int, now: datetime) -> str:
    """Return the code of the campaign link that a form's token names. Raises ForgedToken or ExpiredToken."""
    token_action, via = FORM.read(token, now=now)
    if token_action != action_id:
        raise ForgedToken
    return via


def for_confirmation(*, participation_id: int, now: datetime) -> str:
    """Return the token of a confirmation link."""
    return CONFIRMATION.make(participation_id, now=now)
