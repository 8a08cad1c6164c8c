"""Pages that say no."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from advocacy_site import errors
from pages.models import SiteSettings
from tests.factories import make_user


@pytest.mark.django_db
def test_an_unknown_page_is_answered_in_the_sites_frame_with_a_way_on(reader):
    SiteSettings.objects.create(pk=1, name="River Watch")
    response = reader.get("/no/such/page/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "This page does not exist" in page
    assert "River Watch" in page
    assert 'name="q"' in page
    assert "noindex" in page
    assert 'rel="canonical"' not in page
    assert response["Cache-Control"] == "no-store", "a cache in front would hide what appears here a moment later"


@pytest.mark.django_db
def test_an_unknown_page_of_an_edition_speaks_its_language(reader):
    assert '<html lang="ar" dir="rtl">' in reader.get("/ar/no/such/page/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", ["", "xx", "hy;q=", "*" * 5000, "hy" * 4000, "\x00", "ar,hy;q=0.5,en;q=nonsense"])
def test_a_broken_accept_language_changes_nothing(reader, accepted):
    assert reader.get("/press/", headers={"accept-language": accepted}).content == reader.get("/press/").content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/%00/", "/press/%ff/", "/%F0%28%8C%28/", "/../../etc/passwd", "/press//x/", "/hy", "/xx/press/", "/a" * 2000],
)
def test_odd_addresses_are_answered_plainly(reader, path):
    assert reader.get(path).status_code in (301, 302, 404)


@pytest.mark.django_db
def test_a_post_to_an_unknown_page_is_not_found(reader):
    assert reader.post("/no/such/page/").status_code == 404


@pytest.mark.django_db
def test_a_missing_proof_of_origin_is_explained_in_plain_words():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(superuser=True))
    response = strict.post("/admin/press/pressrelease/add/", {"title": "x"})
    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()
    assert "CSRF" not in response.content.decode()


@pytest.mark.django_db
def test_what_is_not_allowed_is_said_so():
    request = RequestFactory().get("/secret/")
    response = errors.permission_denied(request, PermissionDenied())
    assert response.status_code == 403
    assert "You may not see this page" in response.content.decode()


def test_a_failure_of_our_own_needs_neither_database_nor_request(django_db_blocker):
    with django_db_blocker.block():
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "This is our mistake" in response.content.decode()


@pytest.mark.django_db
def test_a_broken_view_is_answered_with_that_page(monkeypatch):
    def broken(now):
        raise RuntimeError("broken")

    monkeypatch.setattr("advocacy_site.views.front_page", broken)
    client = Client(raise_request_exception=False)
    client.get("/tags/")
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/")
    assert response.status_code == 500
    assert "Something failed on our side" in response.content.decode()
    assert len(queries) == 1  # the clock, before the failure


@pytest.mark.django_db
def test_a_host_that_is_not_ours_gets_400_in_the_look(reader):
    response = reader.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "This request cannot be understood" in response.content.decode()


def test_failures_speak_the_readers_language_as_far_as_it_is_known():
    with translation.override("ar"):
        assert 'dir="rtl"' in errors.server_error(RequestFactory().get("/")).content.decode()
