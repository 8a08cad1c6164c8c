"""The messages to people who take part. Each is three templates: subject, text and HTML of the same words."""

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from campaigns import tokens
from campaigns.models import Participation
from supporters import outbox

PARTS: Final = ("subject.txt", "txt", "html")


def write_about_signature(participation: Participation, *, now: datetime) -> None:
    """Ask to confirm a signature, or say that it counts already, in the language of the campaign."""
    name = "already_signed" if participation.confirmed_at else "confirm_signature"
    with translation.override(participation.action.campaign.language):
        context = {
            "participation": participation,
            "action": participation.action,
            "campaign": participation.action.campaign,
            "action_address": settings.SITE_URL + participation.action.get_absolute_url(),
            "confirm_address": confirm_address(participation, now=now),
            "valid_days": tokens.CONFIRMATION.valid_for.days,
            "host": urlsplit(settings.SITE_URL).netloc,
        }
        subject, text, html = (render_to_string(f"campaigns/mail/{name}.{part}", context) for part in PARTS)
        language = translation.get_language() or settings.LANGUAGE_CODE
    outbox.put(supporter=participation.supporter, subject=subject, text=text, html=html, language=language, now=now)


def confirm_address(participation: Participation, *, now: datetime) -> str:
    """Return the absolute address that confirms a signature, for the mailbox of its owner alone."""
    action = participation.action
    path = reverse(
        "campaigns:participation-confirm",
        kwargs={
            "campaign_slug": action.campaign.slug,
            "slug": action.slug,
            "token": tokens.for_confirmation(participation_id=participation.pk, now=now),
        },
    )
    return settings.SITE_URL + path
