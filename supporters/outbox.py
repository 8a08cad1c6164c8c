"""The outbox: mail is a row, written in the transaction that causes it and sent after it.

The row is the task. One task for each message would double the writes of a signature and say nothing more: whoever sends
(`supporters.sending`) asks for what is due once a second, one query on a partial index.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from supporters import statements
from supporters.models import OutboxMail, Supporter
from supporters.sending import send_due

__all__ = ["BULK", "SOON", "WAITED_FOR", "call_back", "has_had_enough", "one_line", "put", "send_due"]

MAILS_A_DAY: Final = 10
"""How many messages that anybody can cause one address gets in 24 hours: nobody's mailbox is flooded through us."""

CAUSED_SINCE: Final = (
    "SELECT 1 FROM supporters_outboxmail WHERE supporter_id = %s"  # noqa: S608  # only places for values are put in
    f" AND purpose IN ({', '.join('%s' for _purpose in OutboxMail.CAUSED_BY_ANYBODY)}) AND created_at > %s LIMIT %s"
)
"""In SQL by hand: it is part of each signature, and building the query would take ten times as long as running it."""

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
    mail = OutboxMail(
        supporter=supporter,
        purpose=purpose,
        priority=priority,
        batch=batch,
        recipient=recipient,
        reply_to=reply_to,
        unsubscribe_address=unsubscribe_address,
        subject=one_line(subject),
        text=text,
        html=html,
        language=language,
        created_at=now,
        due_at=due_at or now,
    )
    statements.insert(mail)
    return mail


def call_back(batches: Iterable[uuid.UUID]) -> None:
    """Take back the messages of these names that are not on their way yet."""
    OutboxMail.objects.filter(batch__in=list(batches), state=OutboxMail.State.WAITING).delete()


def one_line(subject: str) -> str:
    """Return a subject as headers take it."""
    return " ".join(subject.split())[:200]


def has_had_enough(supporter_key: int, *, now: datetime) -> bool:
    """Say whether a supporter was sent so many messages lately that strangers must not cause another. One query."""
    since = connection.ops.adapt_datetimefield_value(now - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(CAUSED_SINCE, [supporter_key, *OutboxMail.CAUSED_BY_ANYBODY, since, MAILS_A_DAY])
        return len(cursor.fetchall()) >= MAILS_A_DAY
