"""A mail to a member of staff, whatever it tells: three templates become a message for the wire."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

PARTS: Final = ("subject.txt", "txt", "html")


def compose(templates: str, context: Mapping[str, Any], *, user: User, key: str) -> EmailMultiAlternatives:
    """Return the message (RFC 5322) in the active language, marked as automatic (RFC 3834).

    `templates` is the path of its three templates up to their endings (`publishing/mail/approved`); they know the person
    as `user`. `key` says what is told; together with the person it makes the Message-ID, so that a mail which is sent
    a second time, after a worker that was killed, is the same mail.
    """
    known = {"user": user, **context}
    subject, text, html = (render_to_string(f"{templates}.{part}", known) for part in PARTS)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:200],
        body=text,
        to=[user.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "Content-Language": settings.LANGUAGE_CODE,
            "Message-ID": f"<{key}.{user.pk}@{_domain()}>",
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
