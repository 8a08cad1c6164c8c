"""Odd input to the admin: a clear answer, nothing lost, and no public page broken by it."""

import pytest
from django.utils import timezone

from publishing.models import Status
from tests.admin.desk import change_url, errors, send, signed_in
from tests.factories import cite, make_release, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return signed_in(superuser=True)


@pytest.mark.parametrize("typed", ["0024-05-05T10:00", "0001-01-01T00:00", "1899-12-31T10:00", "9999-12-31T23:59"])
def test_a_year_that_cannot_be_meant_is_refused(chief, reader, typed):
    release = make_release(status=Status.DRAFT, publish_at=None)
    page = send(chief, change_url(release), step="schedule", publish_time=typed)
    assert errors(page)[0].startswith("Check the year")
    release.refresh_from_db()
    assert release.status == Status.DRAFT


def test_the_archive_reaches_back_as_far_as_releases_may(chief, reader):
    release = make_release(status=Status.DRAFT, publish_at=None)
    send(chief, change_url(release), step="schedule", publish_time="1900-01-01T10:00")
    page = reader.get("/press/").content.decode()
    assert "/press/1900/" in page
    assert reader.get("/press/1900/01/").status_code == 200


def test_a_live_item_whose_address_was_emptied_shows_its_form_again_for_another_error(chief):
    release = make_release(slug="as-it-is")
    page = send(chief, change_url(release), slug="", title="", body="<p>Long and dear words.</p>")
    assert page.status_code == 200
    assert errors(page)
    assert b"Long and dear words." in page.content
    release.refresh_from_db()
    assert release.slug == "as-it-is"


def test_a_source_whose_address_was_emptied_shows_its_form_again_for_another_error(chief):
    source = make_source()
    make_release(body=f"<p>Words{cite(source)}</p>")
    page = send(chief, change_url(source), slug="", issued_as_typed="the other day", note="Dear words")
    assert page.status_code == 200
    assert b"Dear words" in page.content


@pytest.mark.parametrize(
    "path",
    [
        "/admin/press/pressrelease/?q=" + "word+" * 600,
        "/admin/press/pressrelease/?year=0000",
        "/admin/press/pressrelease/?year=" + "9" * 20,
        "/admin/press/pressrelease/add/?lead_image=%00",
        "/admin/press/pressrelease/add/?contact=nobody",
        "/admin/pages/menuitem/add/?page=%00",
        "/admin/officials/official/?list=x&role=x&in=x&in_office=x",
        "/admin/officials/postcodearea/add/?area=%00&postcode=x",
    ],
)
def test_an_odd_address_is_answered(chief, path):
    assert chief.get(path).status_code == 200


@pytest.mark.parametrize("key", ["\0", "x", "9" * 30])
def test_rows_of_an_action_are_named_by_keys(chief, key):
    data = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
    assert chief.post("/admin/press/pressrelease/", data).status_code == 400


def test_lists_are_not_narrowed_by_patterns(chief):
    assert chief.get("/admin/press/pressrelease/?status__regex=(").status_code == 400
    assert chief.get(f"/admin/press/pressrelease/?id__in=1,{10**22}").status_code == 400
    assert chief.get("/admin/press/pressrelease/?title=%00").status_code == 400
    assert chief.get("/admin/officials/official/?list=%00&role=%00&in=%00&in_office=%00").status_code == 400


def test_a_form_begins_with_the_relation_that_its_address_names(chief):
    page = chief.get(f"/admin/press/pressrelease/add/?title=Given&publish_at={timezone.now():%Y}")
    assert b'value="Given"' in page.content


def test_a_picture_that_is_no_key_is_refused_and_the_rest_is_kept(chief):
    release = make_release(status=Status.DRAFT, publish_at=None)
    page = send(chief, change_url(release), lead_image="abc", title="Dear words")
    assert page.status_code == 200
    assert errors(page)
    assert b"Dear words" in page.content
