"""Proof of work for public forms: an option of the settings, and never a condition for taking part.

The challenge is that of ALTCHA (https://altcha.org, version 2 of the format): find a counter whose derived key (PBKDF2)
begins with a prefix. It stands in the page, which is stored and so the same for all readers of some seconds: browsers
begin at a counter drawn by lot, and each counter is taken once. Whoever wants to send a thousand forms has to find a
thousand counters; nothing is asked of anybody, and nobody else is told.

Browsers without scripts, and those in which it fails or takes too long, send the form without a solution. They are not
refused: their network may send fewer such forms (`campaigns.limits`), and a mailbox confirms as always.
"""

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import altcha
from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import salted_hmac

ALGORITHM: Final = "PBKDF2/SHA-256"
PREFIX: Final = "00"
"""One key in 256 begins with it: with the iterations of the settings, about a second of a telephone's time."""

VALID_FOR: Final = timedelta(hours=2)
LONGEST: Final = 4000


def is_on() -> bool:
    """Say whether the forms of this site carry a puzzle."""
    enabled: bool = settings.PROOF_OF_WORK
    return enabled


def make(*, action_id: int, now: datetime) -> str:
    """Return a new challenge for the form of an action, as JSON; empty where puzzles are off."""
    if not is_on():
        return ""
    challenge = altcha.create_challenge(
        ALGORITHM,
        settings.PROOF_OF_WORK_COST,
        key_prefix=PREFIX,
        expires_at=now + VALID_FOR,
        data={"action": action_id},
        hmac_secret=_secret(),
    )
    return json.dumps(challenge.to_dict())


def is_solved(solution: str, *, action_id: int) -> bool:
    """Say whether `solution`, as a form sends it, solves a challenge of ours for this action, and for the first time.

    Without a shared cache each process remembers for itself what was used.
    """
    if not solution or len(solution) > LONGEST:
        return False
    payload = _read(solution)
    if payload is None or not altcha.verify_solution(payload, _secret()).verified:
        return False
    if payload.challenge.parameters.data != {"action": action_id}:
        return False
    used = f"puzzle:{payload.challenge.signature}:{payload.solution.counter}"
    return bool(caches["limits"].add(used, 1, timeout=int(VALID_FOR.total_seconds())))


def _read(solution: str) -> altcha.Payload | None:
    """Return what a form sent as a solution; None for what is none."""
    try:
        payload: Any = altcha.Payload.from_base64(solution)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    is_text = isinstance(payload.challenge.signature, str) and isinstance(payload.solution.derived_key, str)
    return payload if is_text else None


@cache
def _key(secret: str) -> str:
    return salted_hmac("campaigns.puzzles", "", secret=secret, algorithm="sha256").hexdigest()


def _secret() -> str:
    return _key(settings.SECRET_KEY)
