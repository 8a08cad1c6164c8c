"""The outbox: mail is a row, written in the transaction that causes it and sent by the worker after it.

The row is the task. One task for each message would double the writes of a signature and say nothing more: the
worker asks for what is due once a second, one query on a partial index.
"""

import logging
import smtplib
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from supporters.models import OutboxMail, Supporter

logger = logging.getLogger(__name__)

BATCH: Final = 100
# A message that is still being sent after this time belonged to a worker that died.
GIVEN_UP_AFTER: Final = timedelta(minutes=15)
RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
MAILS_A_DAY: Final = 10
"""How many messages that anybody can cause one address gets in 24 hours: nobody's mailbox is flooded through us."""

State = OutboxMail.State
Purpose = OutboxMail.Purpose

# Priorities: the lower leaves first.
WAITED_FOR: Final = 0
SOON: Final = 5
BULK: Final = 9


def put(
    *,
    supporter: Supporter | None,
    subject: str,
    text: str,
    html: str,
    language: str,
    now: datetime,
    purpose: OutboxMail.Purpose = Purpose.CONFIRM,
    priority: int = WAITED_FOR,
    reply_to: str = "",
    unsubscribe_address: str = "",
    batch: uuid.UUID | None = None,
    recipient: str | None = None,
    due_at: datetime | None = None,
) -> OutboxMail:
    """Write one message. It leaves after the surrounding transaction is committed, from `due_at` on.

    It goes to the supporter, or to `recipient` on their behalf, such as a decision maker, who answers to `reply_to`.
    `unsubscribe_address` ends what the message is part of at one click (RFC 8058). `batch` names a mailing, of which the
    database lets nobody have two messages. It may go to a suppressed address: such a message is never sent.
    """
    if recipient is None:
        if supporter is None:
            raise ValueError("A message goes to a supporter or to a recipient.")
        recipient = supporter.email
    return OutboxMail.objects.create(
        supporter=supporter,
        purpose=purpose,
        priority=priority,
        batch=batch,
        recipient=recipient,
        reply_to=reply_to,
        unsubscribe_address=unsubscribe_address,
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        language=language,
        created_at=now,
        due_at=due_at or now,
    )


def has_had_enough(supporter_key: int, *, now: datetime) -> bool:
    """Say whether a supporter was sent so many messages lately that strangers must not cause another."""
    lately = OutboxMail.objects.filter(
        supporter=supporter_key, purpose__in=OutboxMail.CAUSED_BY_ANYBODY, created_at__gt=now - timedelta(days=1)
    )
    return lately[:MAILS_A_DAY].count() >= MAILS_A_DAY


def send_due(now: datetime) -> int:
    """Send what is due at `now`, at most one batch, oldest first; return how many messages left.

    Several workers may run it: each message is claimed by a conditional update. A worker that is killed leaves
    its message claimed, and another takes it after a while, under the same Message-ID.
    """
    due = OutboxMail.objects.filter(state__in=[State.WAITING, State.SENDING], due_at__lte=now).order_by("due_at", "pk")
    candidates = list(due[:BATCH])
    if not candidates:
        return 0
    mailer = mailers.default
    try:
        return sum(_send(mail, mailer, now) for mail in candidates if _claim(mail, now))
    finally:
        _close(mailer)


def _claim(mail: OutboxMail, now: datetime) -> bool:
    """Take a message for this worker, unless another was faster."""
    rows = OutboxMail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts, due_at=mail.due_at)
    mail.attempts += 1
    return bool(rows.update(state=State.SENDING, attempts=mail.attempts, due_at=now + GIVEN_UP_AFTER))


def _send(mail: OutboxMail, mailer: BaseEmailBackend, now: datetime) -> bool:
    try:
        mailer.send_messages([_message(mail)])
    except Exception as error:  # noqa: BLE001 - one broken message or server must not stop the others
        _note_failure(mail, error, now)
        return False
    # What is sent is dropped: the words hold a key to somebody's signature.
    _finish(mail, state=State.SENT, sent_at=now, error="", text="", html="")
    return True


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    """Return the message for the wire (RFC 5322), marked as automatic (RFC 3834)."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        headers={
            "Message-ID": f"<{mail.key}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _note_failure(mail: OutboxMail, error: Exception, now: datetime) -> None:
    """Put the message back with a growing pause, or give it up: at once if the recipient's server refuses for good."""
    logger.warning("Message %s, attempt %d: %s", mail.key, mail.attempts, type(error).__name__)
    words = f"{type(error).__name__}: {error}"[:500]
    if _is_final(error) or mail.attempts > len(RETRY_AFTER):
        _finish(mail, state=State.FAILED, error=words)
    else:
        _finish(mail, state=State.WAITING, error=words, due_at=now + RETRY_AFTER[mail.attempts - 1])


def _is_final(error: Exception) -> bool:
    """Say whether a server answered that it will never take this message (5xx, RFC 5321 section 4.2.1)."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(500 <= code < 600 for code, _words in error.recipients.values())
        case smtplib.SMTPSenderRefused() | smtplib.SMTPAuthenticationError():
            return False  # our own set-up is at fault, and can be mended
        case smtplib.SMTPResponseException():
            return 500 <= error.smtp_code < 600
    return False


def _finish(mail: OutboxMail, **changes: object) -> None:
    """Write the end of an attempt, unless somebody took the message over meanwhile."""
    OutboxMail.objects.filter(Q(pk=mail.pk, attempts=mail.attempts, state=State.SENDING)).update(**changes)


def _close(mailer: BaseEmailBackend) -> None:
    try:
        mailer.close()
    except Exception as error:  # noqa: BLE001 - the messages are sent; how the server says goodbye does not matter
        logger.warning("The mail server closed badly: %s", type(error).__name__)
