"""The style sheet with the accent colour."""

import re

import pytest
from django.urls import reverse

from pages.colours import PAPER_DARK, PAPER_LIGHT, contrast
from pages.models import SiteSettings

pytestmark = pytest.mark.django_db


def accents(response):
    """Return the accent colours of the light and of the dark scheme."""
    return re.findall(r"--accent: (#[0-9a-f]{6})", response.content.decode())


def test_the_colour_of_the_settings_is_named_on_every_page_and_made_readable(reader):
    SiteSettings.objects.create(pk=1, accent_colour="#FFCC00")
    assert f"{reverse('theme')}?theme=FFCC00" in reader.get("/").content.decode()
    light, dark = accents(reader.get(reverse("theme"), {"theme": "FFCC00"}))
    assert contrast(light, PAPER_LIGHT) >= 4.5
    assert contrast(dark, PAPER_DARK) >= 4.5
    assert dark == "#ffcc00"


def test_a_named_colour_is_kept_by_browsers_for_ever(reader):
    response = reader.get(reverse("theme"), {"theme": "1a5e63"})
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]


def test_without_a_name_it_is_the_sites_own_colour(reader):
    SiteSettings.objects.create(pk=1, accent_colour="#1a5e63")
    response = reader.get(reverse("theme"))
    assert accents(response)[0] == "#1a5e63"
    assert "immutable" not in response["Cache-Control"]


@pytest.mark.parametrize("junk", ["red", "1a5e6", "1a5e633", "1a5e6g", "１２３４５６", "fff}*{color:red", "\x00"])
def test_what_is_no_colour_is_not_found(reader, junk):
    assert reader.get(reverse("theme"), {"theme": junk}).status_code == 404


def test_post_is_refused(reader):
    assert reader.post(reverse("theme")).status_code == 405
