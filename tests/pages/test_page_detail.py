"""Standing pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.models import Status
from tests.factories import make_image, make_page

pytestmark = pytest.mark.django_db


def test_a_page_shows_title_summary_text_and_picture(reader):
    make_page(
        slug="about", title="About <us>", summary="Who we are", body="<p>We measure.</p>", lead_image=make_image()
    )
    page = reader.get("/about/").content.decode()
    for words in ("About &lt;us&gt;", "Who we are", "<p>We measure.</p>"):
        assert words in page


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.DRAFT, "publish_at": None},
        {"status": Status.WITHDRAWN},
        {"publish_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_not_found(reader, fields):
    make_page(slug="about", **fields)
    assert reader.get("/about/").status_code == 404


def test_the_address_in_another_edition_leads_to_the_page_in_its_own(reader):
    make_page(slug="about")
    response = reader.get("/hy/about/")
    assert (response.status_code, response["Location"]) == (302, "/about/")


def test_translations_are_linked_both_ways(reader, settings):
    english = make_page(slug="about")
    make_page(slug="մեր-մասին", language="hy", translation_group=english.translation_group)
    make_page(
        slug="hidden", language="ar", translation_group=english.translation_group, status=Status.DRAFT, publish_at=None
    )
    for path in ("/about/", "/hy/մեր-մասին/"):
        page = reader.get(path).content.decode()
        assert f'hreflang="en" href="{settings.SITE_URL}/about/"' in page
        assert f'hreflang="hy" href="{settings.SITE_URL}/hy/' in page
        assert 'hreflang="ar"' not in page


def test_arabic_pages_run_from_right_to_left(reader):
    make_page(slug="من-نحن", language="ar")
    assert '<html lang="ar" dir="rtl">' in reader.get("/ar/من-نحن/").content.decode()
    assert '<html lang="en" dir="ltr">' in reader.get("/").content.decode()


def test_post_is_refused(reader):
    make_page(slug="about")
    assert reader.post("/about/").status_code == 405
