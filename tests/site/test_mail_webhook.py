"""What mail services tell us of bounces and complaints is believed if it is signed, fresh, small, and said once."""

import json
import time

import pytest
from django.urls import reverse

from advocacy_site.mail_hooks import LARGEST, signature_of
from supporters import suppression
from supporters.models import Suppression
from tests.supporters.test_outbox import put

pytestmark = pytest.mark.django_db

SECRET = "told-to-the-mail-service"
BOUNCE = {"event": "bounce", "email": "gone@example.org", "detail": "550 5.1.1 no such user"}


@pytest.fixture(autouse=True)
def secret(settings):
    settings.MAIL_WEBHOOK_SECRET = SECRET


def tell(client, content, *, at=None, secret=SECRET, signature=None):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    at = str(int(time.time()) if at is None else at)
    headers = {"X-Mail-Timestamp": at, "X-Mail-Signature": signature or signature_of(secret, at, body)}
    return client.post(reverse("mail-hook"), body, content_type="application/json", headers=headers)


def test_a_bounce_suppresses_its_address_and_is_noted_at_its_message(client, now):
    message = put(now, to="gone@example.org")
    event = BOUNCE | {"message_id": f"<{message.key}@testserver>"}
    answer = tell(client, event)
    assert (answer.status_code, answer.json()) == (200, {"taken": 1})
    assert "Set-Cookie" not in answer.headers
    row = suppression.find("gone@example.org")
    assert (row.reason, row.detail) == ("bounce", BOUNCE["detail"])
    message.refresh_from_db()
    assert message.bounced_at
    assert "no such user" in message.error


def test_the_message_alone_names_the_address_and_events_come_in_lists(client, now):
    message = put(now, to="p7@example.org")
    events = [
        {"event": "complaint", "message_id": f"{message.key}@testserver"},
        {"event": "delivered", "email": "fine@example.org"},
        {"event": "bounce", "message_id": "<unknown@elsewhere>"},
        {"event": "bounce", "email": "no address"},
        {"event": "bounce", "email": "nul\0@example.org"},
    ]
    assert tell(client, events).json() == {"taken": 1}
    assert suppression.find("p7@example.org").reason == "complaint"
    assert Suppression.objects.count() == 1


def test_the_same_request_is_taken_once(client):
    at = int(time.time())
    assert tell(client, BOUNCE, at=at).json() == {"taken": 1}
    suppression.allow_again(suppression.find("gone@example.org"))
    assert tell(client, BOUNCE, at=at).json() == {"taken": 0}
    assert not suppression.is_suppressed("gone@example.org")


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ({"secret": "guessed"}, 403),
        ({"signature": "x"}, 403),
        ({"at": 1_000_000_000}, 403),
        ({"at": "٣"}, 403),
        ({"content": b"{"}, 400),
        ({"content": b"[" * 100_000}, 400),
        ({"content": b"\xff\x00"}, 400),
        ({"content": [1]}, 400),
        ({"content": {"event": "bounce", "email": 7}}, 400),
        ({"content": [BOUNCE] * 1001}, 413),
        ({"content": b"x" * (LARGEST + 1)}, 413),
    ],
    ids=str,
)
def test_what_is_forged_stale_or_no_event_is_refused_in_words(client, case, status):
    answer = tell(client, case.pop("content", BOUNCE), **case)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Suppression.objects.exists()


def test_without_a_secret_there_is_no_such_address_and_it_is_only_posted_to(client, settings):
    assert client.get(reverse("mail-hook")).status_code == 405
    assert client.post(reverse("mail-hook")).status_code in (403, 413)
    settings.MAIL_WEBHOOK_SECRET = ""
    assert tell(client, BOUNCE).status_code == 404
