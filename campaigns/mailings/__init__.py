"""Updates to supporters: written by staff, agreed to by whoever gets one, sent by the worker.

`audience` says to whom, `letters` in which words, `sending` when. Nobody gets a mailing twice, and none of it is lost, whatever
is killed when: each step of the worker writes some messages and how far it has come, in one transaction, and the database lets
nobody have two messages of one mailing.
"""

from campaigns.mailings.audience import audience, count
from campaigns.mailings.sending import (
    AudienceChanged,
    MailingError,
    Progress,
    pause,
    progress,
    resume,
    send,
    send_test,
    write_due,
)

__all__ = [
    "AudienceChanged",
    "MailingError",
    "Progress",
    "audience",
    "count",
    "pause",
    "progress",
    "resume",
    "send",
    "send_test",
    "write_due",
]
