"""While the cache server is away pages are served, limits hold and staff sign in; when it is back it is used again."""

import logging

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from redis.exceptions import ConnectionError as ServerAway

from advocacy_site import shared_cache
from advocacy_site.settings import environment, read_caches
from campaigns import limits
from tests.factories import PASSWORD, make_release, make_user

pytestmark = pytest.mark.django_db

# Nothing listens on port 1, which only the system may use.
NOWHERE = "redis://someone:secret@127.0.0.1:1/0"


@pytest.fixture
def away(settings, monkeypatch):
    """A site whose cache server does not answer."""
    monkeypatch.setattr(shared_cache, "OUTAGES", {})
    backend = {"BACKEND": "advocacy_site.shared_cache.SharedCache", "LOCATION": NOWHERE}
    settings.CACHES = {name: {**backend, "KEY_PREFIX": name} for name in ("default", "pages", "limits")}
    yield
    for name in settings.CACHES:
        caches[name].memory.clear()


class Server:
    """A server that can be taken away: what Django's client for Redis does, on a dictionary."""

    def __init__(self):
        self.kept, self.is_away, self.asked = {}, False, 0

    def get(self, key, default):
        self.ask()
        return self.kept.get(key, default)

    def set(self, key, value, timeout):
        self.ask()
        self.kept[key] = value

    def ask(self):
        self.asked += 1
        if self.is_away:
            raise ServerAway("Connection refused")


@pytest.fixture
def clock(monkeypatch):
    """The process's own clock, in a list of one number of seconds."""
    seconds = [1000.0]
    monkeypatch.setattr(shared_cache.time, "monotonic", lambda: seconds[0])
    return seconds


@pytest.fixture
def server(away, clock, monkeypatch):
    server = Server()
    monkeypatch.setattr(shared_cache.SharedCache, "_cache", server)
    return server


def test_public_pages_are_served_and_kept_in_memory(away, reader, django_assert_num_queries):
    release = make_release()
    for path in ("/", "/press/", release.get_absolute_url()):
        first = reader.get(path)
        assert first.status_code == 200
        with django_assert_num_queries(1):
            again = reader.get(path)
        assert again.content == first.content
    release.refresh_from_db()
    make_release(title="Newer than what is kept")
    assert "Newer than what is kept" in reader.get("/").content.decode()


def test_limits_hold_in_each_process(away, settings, now):
    settings.SIGN_LIMIT_MINUTE, settings.SIGN_LIMIT_DAY = 2, 0
    request = RequestFactory().post("/")
    limits.spend(request, "sign", now=now)
    limits.spend(request, "sign", now=now)
    with pytest.raises(limits.LimitReached):
        limits.spend(request, "sign", now=now)


def test_staff_sign_in_and_guesses_are_still_limited(away, client):
    user = make_user()
    assert client.post("/accounts/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    client.logout()
    guess = {"login": user.username, "password": "a guess"}
    codes = [client.post("/accounts/login/", guess).status_code for _ in range(12)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_health_tells_what_is_away(away, reader):
    response = reader.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"status": "degraded", "database": "ok", "cache": "failing"}


def test_the_log_tells_once_a_minute_without_the_password(server, clock, caplog):
    server.is_away = True
    with caplog.at_level(logging.ERROR, "advocacy_site.shared_cache"):
        for _ in range(10):
            caches["pages"].get("key")
            clock[0] += 5.9
    [line] = [record.getMessage() for record in caplog.records]
    assert "127.0.0.1:1/0 does not answer" in line
    assert "secret" not in line
    with caplog.at_level(logging.ERROR, "advocacy_site.shared_cache"):
        clock[0] += 1
        caches["limits"].get("key")
    assert len(caplog.records) == 2


def test_a_server_that_is_away_is_not_asked_at_every_request(server, clock):
    server.is_away = True
    for _ in range(20):
        caches["pages"].set("key", "value")
        assert caches["pages"].get("key") == "value"
    assert server.asked == 1
    clock[0] += shared_cache.PAUSE
    assert caches["limits"].get("key") is None
    assert server.asked == 2


def test_a_server_that_is_back_is_used_again_and_what_was_kept_meanwhile_is_forgotten(server, clock):
    cache = caches["pages"]
    cache.set("key", "before")
    server.is_away = True
    assert cache.get("key", "unknown") == "unknown"
    cache.set("key", "meanwhile")
    server.is_away = False
    assert cache.get("key") == "meanwhile"
    clock[0] += shared_cache.PAUSE
    assert cache.get("key") == "before"
    server.is_away = True
    assert cache.get("key") is None


def test_every_way_to_use_a_cache_works_in_memory(away):
    cache = caches["default"]
    assert cache.add("number", 1)
    assert not cache.add("number", 5)
    assert cache.incr("number") == 2
    assert "number" in cache
    assert cache.touch("number")
    assert cache.set_many({"a": 1, "b": 2}) == []
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    cache.delete_many(["a"])
    assert cache.delete("b")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    cache.clear()
    assert cache.get("number") is None
    assert caches["pages"].get("number") is None


def test_a_mistake_of_our_own_is_no_outage(server, monkeypatch):
    monkeypatch.setattr(server, "ask", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        caches["pages"].get("key")


def test_a_named_server_is_used_this_way(monkeypatch):
    monkeypatch.setattr(environment, "text", lambda name, default="": NOWHERE if name == "CACHE_URL" else default)
    assert {cache["BACKEND"] for cache in read_caches().values()} == {"advocacy_site.shared_cache.SharedCache"}
