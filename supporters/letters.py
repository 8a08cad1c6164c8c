"""A row of the outbox as the message that goes over the wire."""

import email.policy
from email.message import EmailMessage as WireMessage
from email.policy import EmailPolicy
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from supporters.models import OutboxMail

Purpose = OutboxMail.Purpose

UNASKED: Final = (Purpose.BULK, Purpose.REMINDER)
"""What nobody waits for: marked as bulk, so that holiday notices do not answer it."""


class WholeAddresses(EmailPolicy):
    """Leaves the address behind List-Unsubscribe on one line.

    The standard library breaks a long word into encoded ones (RFC 2047), where no mail program looks for an address.
    """

    def fold(self, name: str, value: Any) -> str:
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self._whole(name, value).encode("ascii") or super().fold_binary(name, value)

    def _whole(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() == "list-unsubscribe" else ""


class Message(EmailMultiAlternatives):
    def message(self, *, policy: Any = email.policy.SMTP) -> WireMessage:
        """Return the message as bytes are made of it."""
        return super().message(
            policy=WholeAddresses(linesep=policy.linesep, cte_type=policy.cte_type, utf8=policy.utf8)
        )


def message(mail: OutboxMail) -> Message:
    """Return the message for the wire (RFC 5322).

    What we write by ourselves is marked as automatic (RFC 3834); a letter to a decision maker is a person's. What can be
    ended has a button in the mail program for it (RFC 2369, RFC 8058).
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{mail.key}@{domain}>", "Content-Language": mail.language}
    if mail.purpose != Purpose.ACT:
        headers["Auto-Submitted"] = "auto-generated"
    if mail.purpose in UNASKED:
        headers["Precedence"] = "bulk"
    if mail.unsubscribe_address:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        headers["List-ID"] = f"<updates.{urlsplit(settings.SITE_URL).hostname}>"
    letter = Message(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    if mail.html:
        letter.attach_alternative(mail.html, "text/html")
    return letter
