"""The frame beside the form: what is typed as readers would see it, in a frame of this site alone, and nothing of it stays."""

import pytest
from django.test import Client
from django.utils import timezone

from press.models import PressRelease
from publishing import clock, working_copies
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, change_url, form_values, signed_in
from tests.factories import make_campaign, make_page, make_release

pytestmark = pytest.mark.django_db

ADD = "/admin/press/pressrelease/add/"


def pane(client, url, **fields):
    return client.post(url, form_values(client.get(url)) | fields | {"_step": "pane"})


def assert_framed_here_alone(response):
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_what_is_typed_is_shown_and_not_stored():
    client = signed_in(*AUTHOR)
    release = make_release(status=Status.DRAFT, publish_at=None, title="As it is")
    PressRelease.objects.update(created_by=client.user)
    before = PressRelease.objects.values().get()
    page = pane(client, change_url(release), title="As it would be", body="<p>New words.</p>", tags="tried")
    assert page.status_code == 200
    assert b"As it would be" in page.content
    assert b"New words." in page.content
    assert_framed_here_alone(page)
    assert PressRelease.objects.values().get() == before
    assert not release.tags.exists()
    assert release.versions.count() == 1


def test_something_new_is_shown_before_it_was_ever_saved():
    page = pane(signed_in(*AUTHOR), ADD, title="Not begun", dateline_place="RIVERTON", body="<p>First words.</p>")
    assert b"First words." in page.content
    assert not PressRelease.objects.exists()


def test_of_something_live_no_working_copy_begins_and_readers_see_what_they_saw(reader):
    client = signed_in(*EDITOR)
    release = make_release(title="As it is")
    version = clock.read(timezone.now()).version
    page = pane(client, change_url(release), title="As it would be")
    assert b"As it would be" in page.content
    assert working_copies.find(release) is None
    assert clock.read(timezone.now()).version == version
    assert b"As it is" in reader.get(release.get_absolute_url()).content


@pytest.mark.parametrize("make", [make_campaign, make_page])
def test_campaigns_and_standing_pages_have_it_too(make):
    page = pane(signed_in(superuser=True), change_url(make(status=Status.DRAFT, publish_at=None)), title="Seen beside")
    assert b"Seen beside" in page.content
    assert_framed_here_alone(page)


def test_what_keeps_it_from_being_shown_is_said_in_the_frame_and_nothing_is_lost():
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, publish_at=None, title="As it is")
    page = pane(client, change_url(release), title="", slug="not an address")
    assert page.status_code == 200
    words = page.content.decode()
    assert "No preview yet" in words
    assert "Headline: This field is required." in words
    assert_framed_here_alone(page)
    assert PressRelease.objects.get().title == "As it is"


def test_a_form_that_was_opened_before_somebody_else_saved_is_decided_by_saving_it():
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, publish_at=None)
    old = form_values(client.get(change_url(release)))
    PressRelease.objects.update(status=Status.APPROVED, revision=7)
    page = client.post(change_url(release), old | {"_step": "pane"})
    assert "No preview yet" in page.content.decode()
    assert_framed_here_alone(page)


def test_other_pages_of_the_admin_and_the_public_page_stay_out_of_frames(reader):
    client = signed_in(*EDITOR)
    release = make_release()
    for page in (client.get(change_url(release)), reader.get(release.get_absolute_url())):
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_the_frame_is_for_those_who_may_change_the_item():
    release = make_release(status=Status.DRAFT)
    sent = {"_step": "pane", "title": "Mine"}
    assert signed_in("press.view_pressrelease").post(change_url(release), sent).status_code == 403
    assert signed_in(*AUTHOR).post(change_url(release), sent).status_code == 403
    assert Client().post(change_url(release), sent).status_code == 302
    assert b"preview-pane-template" not in signed_in("press.view_pressrelease").get(change_url(release)).content
