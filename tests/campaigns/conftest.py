"""What the tests of campaigns share: a petition, a filled-in form, and the mail that follows."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from supporters import outbox
from tests.factories import make_campaign, make_petition

TYPED = {
    "name": "Anahit Example",
    "email": "anahit@example.org",
    "country": "AM",
    "postcode": "0010",
    "comment": "My river.",
}


@pytest.fixture(autouse=True)
def local_mail(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def petition(db):
    return make_petition(make_campaign(slug="rivers"), slug="clean", title="Clean rivers", goal=1000)


def thanks_of(petition):
    return reverse("campaigns:action-thanks", kwargs={"campaign_slug": petition.campaign.slug, "slug": petition.slug})


def count_of(reader, petition):
    path = reverse("campaigns:action-count", kwargs={"campaign_slug": petition.campaign.slug, "slug": petition.slug})
    return reader.get(path).json()["confirmed"]


def token_of(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def sign(reader, petition, *, via="", headers=None, token=None, **typed):
    """Open the page, fill in the form, send it."""
    path = petition.get_absolute_url()
    token = token if token is not None else token_of(reader.get(path, {"via": via} if via else None))
    return reader.post(path, TYPED | {"token": token} | typed, headers=headers)


def read_mail(now):
    """Let the outbox leave and return what it sent."""
    before = len(getattr(mail, "outbox", []))
    outbox.send_due(now + timedelta(minutes=1))
    return mail.outbox[before:]


def link_in(message):
    """Return the path of the link in a message that confirms."""
    return re.search(r"https?://[^/\s]+(/\S+/confirm/\S+)", message.body)[1]
