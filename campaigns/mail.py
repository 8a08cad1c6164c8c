"""The messages to people who take part. Each is three templates: subject, text and HTML of the same words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from campaigns import tokens
from campaigns.models import Action, Participation
from supporters import outbox

PARTS: Final = ("subject.txt", "txt", "html")
LINK: Final = "https://confirm.invalid/"
"""Stands in a letter where the link of one signature will stand (.invalid: RFC 2606)."""


@dataclass(frozen=True)
class Letter:
    """A message about an action, the same for everybody who takes part but for LINK in it."""

    subject: str
    text: str
    html: str
    language: str
    counts_already: bool


def compose(action: Action, *, counts_already: bool) -> Letter:
    """Return the letter that asks to confirm a signature or says that it counts already, in the campaign's language.

    Nothing is read from or written to the database: it is done before the lock that a signature needs.
    """
    name = "already_signed" if counts_already else "confirm_signature"
    with translation.override(action.campaign.language):
        context = {
            "action": action,
            "campaign": action.campaign,
            "action_address": settings.SITE_URL + action.get_absolute_url(),
            "confirm_address": LINK,
            "valid_days": tokens.CONFIRMATION.valid_for.days,
            "host": urlsplit(settings.SITE_URL).netloc,
        }
        subject, text, html = (render_to_string(f"campaigns/mail/{name}.{part}", context) for part in PARTS)
        language = translation.get_language() or settings.LANGUAGE_CODE
    return Letter(subject, text, html, language, counts_already)


def post(letter: Letter, participation: Participation, *, now: datetime) -> None:
    """Put a letter with the link of one signature into the outbox; nobody gets it where the supporter was erased."""
    if participation.supporter is None:
        return
    address = confirm_address(participation, now=now)
    outbox.put(
        supporter=participation.supporter,
        subject=letter.subject,
        text=letter.text.replace(LINK, address),
        html=letter.html.replace(LINK, address),
        language=letter.language,
        now=now,
    )


def confirm_address(participation: Participation, *, now: datetime) -> str:
    """Return the absolute address that confirms a signature, for the mailbox of its owner alone."""
    action = participation.action
    arguments = {
        "campaign_slug": action.campaign.slug,
        "slug": action.slug,
        "token": tokens.for_confirmation(participation_id=participation.pk, now=now),
    }
    with translation.override(action.campaign.language):
        return settings.SITE_URL + reverse("campaigns:participation-confirm", kwargs=arguments)
