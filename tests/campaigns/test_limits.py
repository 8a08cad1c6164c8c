"""Limits by network: who counts as one, whose word is believed, and that nobody can be found again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.test import RequestFactory

from campaigns import limits, tokens
from tests.campaigns.conftest import link_in, read_mail, sign

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def request(address="192.0.2.7", forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else None
    return RequestFactory().post("/", headers=headers, REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("192.0.2.255", "192.0.2.0/24"),
        ("2001:db8:1:2ff:3::4", "2001:db8:1:200::/56"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_a_network_is_what_one_household_or_office_has(settings, address, network):
    settings.TRUSTED_PROXIES = 0
    assert limits.network_of(request(address)) == network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "198.51.100.1", "192.0.2.0/24"),
        (1, "198.51.100.1", "198.51.100.0/24"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.0/24"),
        (2, "10.0.0.1, 203.0.113.9, 198.51.100.1", "203.0.113.0/24"),
        (2, "198.51.100.1", "192.0.2.0/24"),
        (1, None, "192.0.2.0/24"),
        (1, "junk", "unknown"),
        (1, "203.0.113.9,", "unknown"),
    ],
)
def test_a_proxy_is_believed_only_as_far_as_it_is_trusted(settings, proxies, forwarded, network):
    settings.TRUSTED_PROXIES = proxies
    assert limits.network_of(request(forwarded=forwarded)) == network


def spend(number, now, address="192.0.2.7", purpose="sign"):
    for _number in range(number):
        limits.spend(request(address), purpose, now=now)


def test_a_burst_is_stopped_and_forgotten_after_a_minute(settings):
    settings.SIGN_LIMIT_MINUTE, settings.SIGN_LIMIT_DAY = 3, 0
    spend(3, NOON + timedelta(seconds=20))
    with pytest.raises(limits.LimitReached) as stopped:
        spend(1, NOON + timedelta(seconds=20), "192.0.2.99")
    assert stopped.value.retry_after == 40
    spend(3, NOON + timedelta(seconds=20), "192.0.3.7")
    spend(3, NOON + timedelta(seconds=20), purpose="other")
    spend(3, NOON + timedelta(seconds=60))


def test_a_steady_stream_is_stopped_too(settings):
    settings.SIGN_LIMIT_MINUTE, settings.SIGN_LIMIT_DAY = 0, 5
    for minute in range(5):
        spend(1, NOON + timedelta(minutes=minute))
    with pytest.raises(limits.LimitReached) as stopped:
        spend(1, NOON + timedelta(minutes=5))
    assert stopped.value.retry_after == 12 * 3600 - 300
    spend(5, NOON + timedelta(hours=12))


def test_what_has_mail_written_or_looks_up_has_limits_of_its_own(settings):
    settings.SIGN_LIMIT_MINUTE, settings.MAIL_LIMIT_MINUTE, settings.LOOKUP_LIMIT_MINUTE = 1, 2, 3
    for purpose, limit in (("sign", 1), ("again", 2), ("own-page", 2), ("step", 3)):
        spend(limit, NOON, purpose=purpose)
        with pytest.raises(limits.LimitReached):
            spend(1, NOON, purpose=purpose)


def test_nobody_gets_past_a_limit_by_claiming_to_come_from_elsewhere(reader, petition, settings):
    settings.SIGN_LIMIT_MINUTE, settings.SIGN_LIMIT_DAY = 0, 2
    claims = [{"X-Forwarded-For": f"198.51.{number}.7", "X-Real-IP": "203.0.113.9"} for number in range(3)]
    for proxies in (0, 1):
        settings.TRUSTED_PROXIES = proxies
        # What the proxy appends stands last; a client's own words before it.
        headers = [
            claim | ({"X-Forwarded-For": claim["X-Forwarded-For"] + ", 192.0.2.9"} if proxies else {})
            for claim in claims
        ]
        statuses = [
            sign(reader, petition, email=f"a{proxies}{number}@example.org", headers=sent).status_code
            for number, sent in enumerate(headers)
        ]
        assert statuses == [303, 303, 429]


def test_fresh_links_are_asked_for_so_often_and_no_more(reader, petition, settings, now):
    settings.MAIL_LIMIT_MINUTE, settings.MAIL_LIMIT_DAY = 0, 2
    sign(reader, petition)
    link = link_in(read_mail(now)[0])
    with time_machine.travel(now + tokens.CONFIRMATION.valid_for + timedelta(hours=1), tick=False):
        answers = [reader.post(link) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert "Nothing was sent" in answers[2].content.decode()


def test_no_limit_counts_nothing(settings):
    settings.SIGN_LIMIT_MINUTE = settings.SIGN_LIMIT_DAY = 0
    spend(100, NOON)


def test_the_counters_do_not_tell_who_came(settings, monkeypatch):
    seen = []
    monkeypatch.setattr(type(caches["limits"]), "add", lambda self, key, *args, **kwargs: seen.append(key))
    monkeypatch.setattr(type(caches["limits"]), "incr", lambda self, key: 1)
    spend(1, NOON)
    spend(1, NOON + timedelta(days=1))
    assert not any("192" in key for key in seen)
    assert len({key.split(":")[0] for key in seen}) == 2, "another key each day"


def test_a_counter_that_the_cache_dropped_begins_anew(monkeypatch):
    monkeypatch.setattr(type(caches["limits"]), "add", lambda self, key, *args, **kwargs: None)
    spend(1, NOON)
