"""The signed form token: what a public form carries instead of a cookie.

It says for which action, from which campaign link and when the form was handed out. Everybody who reads the same
stored page has the same token, so it proves neither who posts nor that it is the first time; it ties a POST to one
of our own recent pages and carries the attribution past tampering. Uniqueness is the database's part.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.signing import BadSignature, Signer

VALID_FOR: Final = timedelta(hours=48)
CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the clocks of our machines may differ."""

_signer = Signer(salt="campaigns.form_tokens")


class ForgedToken(ValueError):
    """The token was not made here, or for another action."""


class ExpiredToken(ValueError):
    """The token is ours, but too old."""


@dataclass(frozen=True)
class FormToken:
    """What a token says. `via` is the code of the campaign link that led to the page, or empty."""

    action_id: int
    via: str


def make(*, action_id: int, via: str, now: datetime) -> str:
    """Return a token for a form that is handed out at `now`."""
    return _signer.sign_object([action_id, via, int(now.timestamp())])


def read(token: str, *, action_id: int, now: datetime) -> FormToken:
    """Return what a token says. Raises ForgedToken or ExpiredToken."""
    try:
        token_action, via, seconds = _signer.unsign_object(token)
        issued_at = datetime.fromtimestamp(seconds, UTC)
    except (BadSignature, ValueError, TypeError) as error:
        raise ForgedToken from error
    if token_action != action_id or issued_at > now + CLOCK_SKEW:
        raise ForgedToken
    if issued_at + VALID_FOR <= now:
        raise ExpiredToken
    return FormToken(token_action, via)
