"""Sending what is in the outbox: each message once, whatever ends when.

A message is claimed by a conditional update, sent, and its end is written. Between a mail server's “250” and our own commit
lies a moment in which only this process knows that the message is gone: one that died there would have it sent again.
SMTP cannot be asked afterwards. So nothing may end this process there:

- It is a process of its own (`manage.py send_mail`), in a session of its own, that does nothing else. A worker starts one
  (`advocacy_site/postman.py`). Whoever kills the worker, or its group, does not kill this one.
- It notices that its worker is gone, or that it is to stop, and finishes the message in hand first (`goes_on`).
- While the database does not answer, it goes on trying to write the end of what it has sent, for as long as nobody else may
  take the message over.

If it is killed itself, as with the whole machine, its one claimed message is taken over by another after a while, under the
same Message-ID, by which mail servers may tell that it came twice: a confirmation sent twice is better than one that is lost.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from supporters import letters, refusals, suppression, switching
from supporters.models import OutboxMail, Suppression, Switch

logger = logging.getLogger(__name__)

BATCH: Final = 50
"""Messages over one connection. Then the most urgent come first again: nobody waits for more than so many others."""

# A message that is still being sent after this time belonged to a process that died.
GIVEN_UP_AFTER: Final = timedelta(minutes=15)
RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
BATCH_SECONDS: Final = 60.0
RECORD_SECONDS: Final = 300.0
RECORD_PAUSE: Final = 1.0
"""A batch begins no message later than this, and tries to write an end for so long: with the minutes that a slow server may
take (`timeout` in MAILERS), less than GIVEN_UP_AFTER, after which another process sends the message anew."""

State = OutboxMail.State


class ServerAway(Exception):
    """The mail server cannot be reached, or lets nobody in. Nothing was claimed; it is worth another try soon."""


def forever() -> bool:
    """Go on until all is done."""
    return True


def due(now: datetime) -> QuerySet[OutboxMail]:
    """Return what may leave at `now`, the most urgent first, and the oldest of those."""
    rows = OutboxMail.objects.filter(state__in=[State.WAITING, State.SENDING], due_at__lte=now)
    return rows.order_by("priority", "due_at", "pk")


def send_due(now: datetime, *, goes_on: Callable[[], bool] = forever) -> int:
    """Send what is due at `now`, at most one batch; return how many messages left. Raises ServerAway.

    Several processes may run it at once. `goes_on` is asked before each message. While mail is switched off, everything waits.
    """
    candidates = list(due(now)[:BATCH])
    if not candidates or switching.off(Switch.Name.MAIL):
        return 0
    refused = suppression.suppressed_among({mail.recipient for mail in candidates})
    for mail in candidates:
        if mail.recipient in refused:
            _refuse(mail, refused[mail.recipient])
    allowed = [mail for mail in candidates if mail.recipient not in refused]
    return _send_all(allowed, now, goes_on) if allowed else 0


def _send_all(allowed: list[OutboxMail], now: datetime, goes_on: Callable[[], bool]) -> int:
    mailer = mailers.default
    sent, begun = 0, time.monotonic()
    try:
        _open(mailer, allowed[0])
        for mail in allowed:
            if not goes_on() or time.monotonic() - begun > BATCH_SECONDS:
                break
            if _claim(mail, now):
                sent += _send(mail, mailer, now)
    finally:
        _close(mailer)
    return sent


def _open(mailer: BaseEmailBackend, first: OutboxMail) -> None:
    """Open the connection that all messages share; note at the first one why there is none."""
    try:
        mailer.open()
    except Exception as error:
        OutboxMail.objects.filter(pk=first.pk, attempts=first.attempts).update(error=_words(error))
        raise ServerAway(_words(error)) from error


def _claim(mail: OutboxMail, now: datetime) -> bool:
    """Take a message for this process, unless another was faster."""
    rows = OutboxMail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts, due_at=mail.due_at)
    mail.attempts += 1
    return bool(rows.update(state=State.SENDING, attempts=mail.attempts, due_at=now + GIVEN_UP_AFTER))


def _send(mail: OutboxMail, mailer: BaseEmailBackend, now: datetime) -> bool:
    try:
        mailer.send_messages([letters.message(mail)])
    except Exception as error:  # noqa: BLE001 - one broken message or server must not stop the others
        # The next message begins on a connection that nobody has left in the middle of a sentence.
        _close(mailer)
        _note_failure(mail, error, now)
        return False
    # What is sent is dropped: the words hold a key to somebody's signature.
    _finish(mail, state=State.SENT, sent_at=now, error="", text="", html="")
    return True


def _note_failure(mail: OutboxMail, error: Exception, now: datetime) -> None:
    """Put the message back with a growing pause, or give it up: at once if the recipient's server refuses for good."""
    logger.warning("Message %s, attempt %d: %s", mail.key, mail.attempts, type(error).__name__)
    words = _words(error)
    if refusals.is_dead_address(error):
        suppression.suppress(email=mail.recipient, reason=Suppression.Reason.BOUNCE, detail=words, now=now)
    if refusals.is_final(error) or mail.attempts > len(RETRY_AFTER):
        _finish(mail, state=State.FAILED, error=words)
    else:
        _finish(mail, state=State.WAITING, error=words, due_at=now + RETRY_AFTER[mail.attempts - 1])


def _refuse(mail: OutboxMail, because: Suppression) -> None:
    """Close a message to an address that we must not write to. Nobody learns of it but staff."""
    words = f"Not sent: the address is suppressed since {because.created_at:%Y-%m-%d} ({because.reason})."
    rows = OutboxMail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)
    rows.update(state=State.FAILED, error=words, text="", html="")


def _finish(mail: OutboxMail, **changes: object) -> None:
    """Write the end of an attempt, unless somebody took the message over meanwhile."""
    rows = OutboxMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state=State.SENDING)
    begun = time.monotonic()
    while True:
        try:
            rows.update(**changes)
        except DatabaseError:
            if connection.in_atomic_block or time.monotonic() - begun > RECORD_SECONDS:
                raise
            logger.exception("The end of message %s could not be written yet.", mail.key)
            connection.close()
            time.sleep(RECORD_PAUSE)
        else:
            return


def _close(mailer: BaseEmailBackend) -> None:
    try:
        mailer.close()
    except Exception as error:  # noqa: BLE001 - the messages are sent; how the server says goodbye does not matter
        logger.warning("The mail server closed badly: %s", type(error).__name__)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\0", "")[:500]
