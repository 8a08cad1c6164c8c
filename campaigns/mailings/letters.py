"""The words of a mailing: the same for everybody but for two links, to the own page and to the end of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from campaigns import me_links
from campaigns.mailings.audience import topic
from campaigns.models import Mailing
from publishing import rendering
from supporters.models import Supporter

OWN_PAGE: Final = "https://own-page.invalid/"
UNSUBSCRIBE: Final = "https://unsubscribe.invalid/"
"""Stand in the words where each person's own links will stand (.invalid: RFC 2606)."""


@dataclass(frozen=True)
class Words:
    """A message as text and HTML, and the address that ends the subscription at one click."""

    text: str
    html: str
    unsubscribe_address: str = ""


def compose(mailing: Mailing) -> Words:
    """Return the words of a mailing in its campaign's language, with OWN_PAGE and UNSUBSCRIBE in them."""
    body = rendering.for_mail(mailing.body, settings.SITE_URL + "/")
    with translation.override(mailing.campaign.language):
        context = {
            "mailing": mailing,
            "campaign": mailing.campaign,
            "campaign_address": settings.SITE_URL + mailing.campaign.get_absolute_url(),
            "body": body,
            "own_page": OWN_PAGE,
            "unsubscribe": UNSUBSCRIBE,
            "is_news": mailing.audience == Mailing.Audience.NEWS,
            "host": urlsplit(settings.SITE_URL).netloc,
        }
        text, html = (render_to_string(f"campaigns/mail/update.{part}", context) for part in ("txt", "html"))
    return Words(text, html)


def for_person(words: Words, mailing: Mailing, person: Supporter, now: datetime) -> Words:
    """Return the words with the person's own links."""
    ending = me_links.unsubscribe_address(person, purpose=mailing.audience, topic=topic(mailing), now=now)
    return _with_links(words, me_links.me_address(person, now), ending)


def for_nobody(words: Words) -> Words:
    """Return the words for a look at them: both links lead to the home page."""
    return _with_links(words, settings.SITE_URL + "/", settings.SITE_URL + "/")


def _with_links(words: Words, own_page: str, ending: str) -> Words:
    text = words.text.replace(OWN_PAGE, own_page).replace(UNSUBSCRIBE, ending)
    html = words.html.replace(OWN_PAGE, escape(own_page)).replace(UNSUBSCRIBE, escape(ending))
    return Words(text, html, ending)
