"""Whole pages are kept for one state of the content, answered with one query, and never stale."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from publishing import clock, stored, workflow
from publishing.stored import PublicRequest, StoredResponseMiddleware
from tests.factories import make_release, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted():
    """A stored view that says how often it ran, behind the middleware."""
    calls = []

    @stored.stored(seconds=60, query=("page",))
    def view(request: PublicRequest) -> HttpResponse:
        calls.append(request.GET.urlencode())
        return HttpResponse("river " * 200 + request.GET.urlencode())

    middleware = StoredResponseMiddleware(view)

    def ask(path="/", method="GET", **headers):
        request = HttpRequest()
        request.method, request.path, request.path_info = method, path.partition("?")[0], path.partition("?")[0]
        request.META = {
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "QUERY_STRING": path.partition("?")[2],
            **headers,
        }
        request.GET = stored.QueryDict(path.partition("?")[2])
        return middleware(request)

    ask.calls = calls
    return ask


def test_a_page_is_rendered_once_and_then_answered_with_one_query(counted, django_assert_num_queries):
    first = counted()
    with django_assert_num_queries(1):
        second = counted()
    assert len(counted.calls) == 1
    assert first.content == second.content
    assert dict(first.items()) == dict(second.items())


def test_a_change_of_content_renders_anew(counted):
    counted()
    make_release()
    counted()
    assert len(counted.calls) == 2


def test_a_scheduled_item_renders_anew_on_its_second_with_no_job_running(counted, now):
    at = now.replace(microsecond=0) + timedelta(minutes=10)
    make_release(publish_at=at)
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        counted()
        counted()
    assert len(counted.calls) == 1
    with time_machine.travel(at, tick=False):
        counted()
    assert len(counted.calls) == 2


def test_a_shared_cache_is_told_to_ask_again_at_the_next_scheduled_change(counted, now):
    at = now.replace(microsecond=0)
    make_release(publish_at=at + timedelta(seconds=20), now=at)
    with time_machine.travel(at, tick=False):
        assert "s-maxage=20," in counted()["Cache-Control"]


def test_browsers_always_ask_and_shared_caches_keep_for_a_minute(counted):
    assert counted()["Cache-Control"].startswith("public, max-age=0, s-maxage=60, stale-while-revalidate=")


def test_parameters_that_do_not_matter_share_one_entry(counted):
    counted("/?utm_source=x")
    counted("/?fbclid=y&utm_source=z")
    assert counted.calls == [""]


def test_parameters_that_matter_have_their_own_entries(counted):
    assert b"page=2" in counted("/?page=2&utm_source=x").content
    assert b"page=3" in counted("/?page=3").content
    assert counted.calls == ["page=2", "page=3"]


def test_a_parameter_that_another_view_uses_is_hidden_from_this_one(counted):
    counted("/?kind=memo")
    assert counted.calls == [""]


def test_nobody_fills_the_cache_with_copies_of_a_page(counted, monkeypatch):
    kept = []
    monkeypatch.setattr(type(caches["pages"]), "set", lambda self, key, value, timeout: kept.append(key))
    for number in range(3):
        assert counted(f"/?kind={number}").status_code == 200
        assert counted(f"/?page={number}&page=2").content == counted("/?page=2").content
    assert len(set(kept)) == 1


def test_hosts_have_their_own_entries(counted):
    counted()
    counted(SERVER_NAME="localhost")
    assert len(counted.calls) == 2


@pytest.mark.parametrize(
    ("encoding", "can"),
    [
        ("gzip, deflate, br", True),
        ("br, GZip;q=0.5", True),
        ("", False),
        ("gzip;q=0, br", False),
        ("x-not-gzip", False),
    ],
)
def test_the_body_is_compressed_for_those_who_can_read_it(counted, encoding, can):
    response = counted(HTTP_ACCEPT_ENCODING=encoding)
    body = gzip.decompress(response.content) if can else response.content
    assert body == counted().content
    assert (response.get("Content-Encoding") == "gzip") is can
    assert response["Vary"] == "Accept-Encoding"
    assert int(response["Content-Length"]) == len(response.content)


def test_a_client_that_has_the_page_gets_304(counted):
    tag = counted()["ETag"]
    response = counted(HTTP_IF_NONE_MATCH=tag)
    assert (response.status_code, response.content) == (304, b"")
    assert counted(HTTP_IF_NONE_MATCH='W/"other"').status_code == 200


def test_a_client_that_has_a_page_as_recent_gets_304(counted):
    modified = counted()["Last-Modified"]
    assert counted(HTTP_IF_MODIFIED_SINCE=modified).status_code == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused_and_stored_nowhere(counted, method):
    response = counted(method=method)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert counted.calls == []


def test_a_stored_page_must_not_set_a_cookie():
    @stored.stored()
    def view(request):
        response = HttpResponse("x")
        response.set_cookie("who", "you")
        return response

    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", "/", "/"
    request.META = {"SERVER_NAME": "testserver", "SERVER_PORT": "80"}
    with pytest.raises(RuntimeError, match="cookie"):
        StoredResponseMiddleware(view)(request)


def test_errors_are_not_stored(reader):
    assert reader.get("/press/nowhere/").status_code == 404
    make_release(slug="nowhere")
    assert reader.get("/press/nowhere/").status_code == 200


def test_a_withdrawn_page_is_gone_at_once_though_it_was_stored(reader, now):
    release = make_release()
    assert reader.get(release.get_absolute_url()).status_code == 200
    workflow.withdraw(release, user=make_user(), now=now)
    assert reader.get(release.get_absolute_url()).status_code == 404


def test_an_entry_lives_no_longer_than_its_view_allows(counted, monkeypatch):
    timeouts = []
    monkeypatch.setattr(type(caches["pages"]), "set", lambda self, key, value, timeout: timeouts.append(timeout))
    counted()
    assert timeouts == [60]


def test_an_unknown_parameter_name_in_a_decorator_is_a_programming_error():
    with pytest.raises(ValueError, match="KEY_QUERY"):
        stored.stored(query=("colour",))


def test_a_page_of_a_moment_before_the_change_is_not_kept_for_the_time_after_it(counted, now):
    """A request that read the time, had to wait, and then found the new state; or a machine whose clock is behind."""
    at = now.replace(microsecond=0) + timedelta(minutes=10)
    make_release(publish_at=at)
    clock.bump(at)
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        counted()
        counted()
    assert len(counted.calls) == 2
    with time_machine.travel(at, tick=False):
        counted()
        counted()
    assert len(counted.calls) == 3


@pytest.mark.parametrize("cookie", ["", "short", "x" * 40])
def test_a_broken_session_cookie_of_somebody_else_does_no_harm(reader, cookie):
    reader.cookies["sessionid"] = cookie
    response = reader.get("/press/")
    assert response.status_code == 200
    assert not response.cookies
