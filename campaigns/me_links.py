"""The links to a person's own page, and those that end a subscription. They are for the person's mailbox alone.

Both are sealed (`campaigns.tokens`), each with a salt of its own: a link that ends a subscription opens no page with
personal data. They hold the keys of rows, and no data of anybody.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from campaigns.tokens import ForgedToken, Seal
from supporters.models import Supporter

OWN_PAGE: Final = Seal("campaigns.me_links.own_page", valid_for=timedelta(days=30))
UNSUBSCRIBE: Final = Seal("campaigns.me_links.unsubscribe", valid_for=timedelta(days=5 * 365))
"""Mail is read again after years, and whoever wants no more of it is not asked to look for a newer message."""


def me_address(supporter: Supporter, now: datetime) -> str:
    """Return the absolute address of a supporter's own page, in their language."""
    with translation.override(language_of(supporter)):
        return settings.SITE_URL + reverse("me:own-page", kwargs={"token": own_page_token(supporter, now)})


def own_page_token(supporter: Supporter, now: datetime) -> str:
    """Return the last part of the path of a supporter's own page."""
    return OWN_PAGE.make(supporter.pk, now=now)


def unsubscribe_address(supporter: Supporter, *, purpose: str, topic: str = "", now: datetime) -> str:
    """Return the absolute address that ends one subscription: a page with a button, or at once by POST (RFC 8058)."""
    arguments = {"token": UNSUBSCRIBE.make(supporter.pk, purpose, topic, now=now), "purpose": purpose}
    if topic:
        arguments["topic"] = topic
    with translation.override(language_of(supporter)):
        return settings.SITE_URL + reverse("me:subscription-end", kwargs=arguments)


def read_unsubscribe(token: str, *, purpose: str, topic: str, now: datetime) -> int:
    """Return the key of the supporter in a link that ends the subscription which its path names.

    Raises ForgedToken or ExpiredToken.
    """
    key, *about = UNSUBSCRIBE.read(token, now=now)
    if about != [purpose, topic]:
        raise ForgedToken
    return int(key)


def language_of(supporter: Supporter) -> str:
    """Return the language to write to a supporter in: theirs, while the site has it."""
    return supporter.language if supporter.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
