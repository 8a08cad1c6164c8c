"""Serving pictures: exactly while something visible uses them, and nothing but renditions."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.urls import reverse

from campaigns.models import Campaign
from pages.models import SiteSettings, StandingPage
from press.models import PressRelease
from publishing import renditions, usage, workflow
from publishing.models import Document, Image
from tests.factories import make_campaign, make_image, make_page, make_release, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(now) -> Image:
    image = make_image((500, 300), now=now)
    renditions.make(image.pk, now=now)
    return image


def addresses(image: Image) -> list[str]:
    return [reverse("media", args=[one.file.name]) for one in image.renditions.all()]


class TestVisibility:
    @pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
    def test_all_files_of_the_picture_of_a_visible_publication_are_public(self, image, reader, make):
        make(lead_image=image)
        assert len(addresses(image)) == 7
        for address in addresses(image):
            assert reader.get(address).status_code == 200

    @pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
    @pytest.mark.parametrize("status", ["draft", "in_review", "approved", "withdrawn"])
    def test_no_file_is_public_while_all_that_uses_it_is_not(self, image, reader, make, status):
        make(lead_image=image, status=status)
        for address in addresses(image):
            assert reader.get(address).status_code == 404

    def test_a_picture_that_nothing_uses_is_not_public(self, image, reader):
        assert {reader.get(address).status_code for address in addresses(image)} == {404}

    def test_the_logo_is_public(self, image, reader):
        SiteSettings.objects.update_or_create(pk=1, defaults={"logo": image})
        assert reader.get(addresses(image)[0]).status_code == 200

    def test_an_embargoed_picture_appears_on_the_second(self, image, reader, now):
        moment = (now + timedelta(hours=2)).replace(microsecond=0)
        make_release(lead_image=image, publish_at=moment)
        address = addresses(image)[0]
        with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
            answer = reader.get(address)
            assert answer.status_code == 404
            assert answer["Cache-Control"] == "no-store"
        with time_machine.travel(moment, tick=False):
            assert reader.get(address).status_code == 200

    def test_a_withdrawn_picture_is_gone_also_for_those_who_have_it(self, image, reader, now):
        release = make_release(lead_image=image)
        address = addresses(image)[0]
        etag = reader.get(address)["ETag"]
        workflow.withdraw(release, user=make_user(superuser=True), now=now)
        assert reader.get(address).status_code == 404
        assert reader.get(address, headers={"If-None-Match": etag}).status_code == 404

    def test_one_visible_use_among_hidden_ones_is_enough(self, image, reader):
        make_release(lead_image=image, status="draft")
        make_campaign(lead_image=image)
        assert reader.get(addresses(image)[0]).status_code == 200

    def test_every_kind_of_owner_of_pictures_was_thought_about(self):
        """A new owner fails here: say in `usage` when it is public, test that, and then name it."""
        owners = {f"{field.model._meta.label}.{field.name}" for field in usage.owner_fields()}
        assert owners == {
            "press.PressRelease.lead_image",
            "campaigns.Campaign.lead_image",
            "pages.StandingPage.lead_image",
            "pages.SiteSettings.logo",
            "press.ReleasePicture.image",
            "campaigns.CampaignPicture.image",
            "pages.PagePicture.image",
        }
        documents = {f"{field.model._meta.label}.{field.name}" for field in usage.owner_fields(Document)}
        assert documents == {"press.Attachment.document"}
        assert {PressRelease, Campaign, StandingPage, SiteSettings} <= set(apps.get_models())


class TestStaff:
    def test_staff_who_see_the_library_get_unpublished_renditions_for_previews_marked_private(self, image, client):
        client.force_login(make_user("publishing.view_image"))
        answer = client.get(addresses(image)[0])
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"

    def test_other_staff_do_not(self, image, client):
        client.force_login(make_user("press.view_pressrelease"))
        assert client.get(addresses(image)[0]).status_code == 404

    def test_one_who_is_no_longer_staff_does_not(self, image, client):
        client.force_login(make_user("publishing.view_image", is_staff=False))
        assert client.get(addresses(image)[0]).status_code == 404

    def test_a_public_picture_is_answered_alike_to_staff_and_readers(self, image, client, reader):
        make_release(lead_image=image)
        client.force_login(make_user("publishing.view_image"))
        address = addresses(image)[0]
        assert client.get(address)["Cache-Control"] == reader.get(address)["Cache-Control"] == "public, max-age=3600"


class TestAnswer:
    @pytest.fixture
    def address(self, image) -> str:
        make_release(lead_image=image)
        return reverse("media", args=[image.renditions.get(format="avif", width=400).file.name])

    def test_it_carries_the_bytes_and_says_what_they_are(self, address, image, reader):
        answer = reader.get(address)
        with image.renditions.get(format="avif", width=400).file.open("rb") as stream:
            assert answer.content == stream.read()
        assert answer["Content-Type"] == "image/avif"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer["Cache-Control"] == "public, max-age=3600"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")

    def test_it_costs_one_query(self, address, reader, django_assert_num_queries):
        with django_assert_num_queries(1):
            reader.get(address)

    def test_who_has_it_already_is_told_so(self, address, reader, monkeypatch):
        first = reader.get(address)
        monkeypatch.setattr(default_storage, "open", None)
        for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
            answer = reader.get(address, headers=headers)
            assert answer.status_code == 304
            assert answer.content == b""
            assert answer["Cache-Control"] == "public, max-age=3600"
            assert answer["ETag"] == first["ETag"]

    def test_head_answers_as_get_without_opening_the_file(self, address, reader, monkeypatch):
        get = reader.get(address)
        monkeypatch.setattr(default_storage, "open", None)
        head = reader.head(address)
        assert head.status_code == 200
        assert head.content == b""
        for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
            assert head[name] == get[name]

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    def test_other_methods_are_refused(self, address, reader, method):
        answer = getattr(reader, method)(address)
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD"

    def test_a_file_that_the_storage_lost_is_a_404(self, address, image, reader):
        default_storage.delete(image.renditions.get(format="avif", width=400).file.name)
        assert reader.get(address).status_code == 404


class TestOtherNames:
    def test_originals_are_never_served_here_not_even_to_staff(self, image, reader, client):
        make_release(lead_image=image)
        client.force_login(make_user(superuser=True))
        for visitor in (reader, client):
            assert visitor.get(reverse("media", args=[image.file.name])).status_code == 404

    @pytest.mark.parametrize(
        "name",
        [
            "renditions/",
            "renditions/x.avif",
            "renditions/../originals/x.jpg",
            "../settings.py",
            "%2e%2e/%2e%2e/etc/passwd",
            "/etc/passwd",
            "renditions/" + "a" * 32 + ".avif",
            "renditions/" + "a" * 32 + ".html",
            "renditions/" + "a" * 32 + ".avif%00",
            "renditions/" + "a" * 32 + ".avif%0a",
            "renditions/" + "ա" * 32 + ".avif",
            "attachments/report.pdf",
            "a" * 5000,
        ],
    )
    def test_any_other_name_is_a_404(self, reader, name):
        assert reader.get(f"/media/{name}").status_code == 404

    def test_names_of_another_form_do_not_reach_the_database(self, reader, django_assert_num_queries):
        with django_assert_num_queries(0):
            reader.get("/media/originals/a.jpg")
