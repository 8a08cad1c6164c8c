"""The messages to people who take part. Each is three templates: subject, text and HTML of the same words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from campaigns import me_links, tokens
from campaigns.models import Action, Participation
from supporters import outbox

PARTS: Final = ("subject.txt", "txt", "html")
CONFIRMATION: Final = "TOKEN-THAT-CONFIRMS"
OWN_PAGE: Final = "TOKEN-OF-THE-OWN-PAGE"
"""These stand in the addresses of a letter where the tokens of one person will stand."""


class Situation(StrEnum):
    """What a letter tells, and the name of its templates."""

    ASKS = "asks"
    """It counts once the button behind the link is pressed."""
    COUNTS = "counts"
    """It counts; the button makes us believe the rest of what was typed."""
    ALREADY = "already"
    """The mailbox has confirmed it before."""


@dataclass(frozen=True)
class Letter:
    """A message about an action, the same for everybody who takes part but for CONFIRMATION and OWN_PAGE in it."""

    subject: str
    text: str
    html: str
    language: str


def compose(action: Action, situation: Situation, *, now: datetime) -> Letter:
    """Return the letter to somebody whose address was typed for an action, in the campaign's language.

    Nothing is read from or written to the database: it is done before the lock that a signature needs. A letter is kept
    with the object, which stands for the action as it was read.
    """
    if situation not in action.letters:
        action.letters[situation] = _compose(action, situation, now)
    letter: Letter = action.letters[situation]
    return letter


def _compose(action: Action, situation: Situation, now: datetime) -> Letter:
    from campaigns import kinds  # whose modules call `actions`, which calls this one

    kind = kinds.of(action)
    with translation.override(action.campaign.language):
        host = urlsplit(settings.SITE_URL).netloc
        context = {
            "action": action,
            "campaign": action.campaign,
            "action_address": settings.SITE_URL + action.get_absolute_url(),
            "confirm_address": settings.SITE_URL + _confirm_path(action),
            "own_address": settings.SITE_URL + reverse("me:own-page", kwargs={"token": OWN_PAGE}),
            "valid_days": tokens.CONFIRMATION.valid_for.days,
            "words": kind.words.filled_in(title=action.title, host=host),
            "lines": kind.mail_lines(action, now),
        }
        parts = (f"campaigns/mail/{situation}.{part}" for part in PARTS)
        subject, text, html = (render_to_string(part, context) for part in parts)
        language = translation.get_language() or settings.LANGUAGE_CODE
    return Letter(subject, text, html, language)


def post(letter: Letter, participation: Participation, *, now: datetime) -> None:
    """Put a letter with the links of one person into the outbox; nobody gets it where the supporter was erased."""
    supporter = participation.supporter
    if supporter is None:
        return
    text, html = letter.text, letter.html
    keys = {
        CONFIRMATION: tokens.for_confirmation(participation_id=participation.pk, now=now),
        OWN_PAGE: me_links.own_page_token(supporter, now),
    }
    for place, key in keys.items():
        text, html = text.replace(place, key), html.replace(place, key)
    outbox.put(supporter=supporter, subject=letter.subject, text=text, html=html, language=letter.language, now=now)


def _confirm_path(action: Action) -> str:
    """Return the path that confirms a participation, with CONFIRMATION for its token."""
    arguments = {"campaign_slug": action.campaign.slug, "slug": action.slug, "token": CONFIRMATION}
    return reverse("campaigns:participation-confirm", kwargs=arguments)
