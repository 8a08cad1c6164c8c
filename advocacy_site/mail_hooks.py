"""The address at which a mail service tells us what came back and what was complained about: `/hooks/mail/`.

The body is JSON, one event or a list of them:

    {"event": "bounce", "email": "name@example.org", "message_id": "<…@our.example>", "detail": "550 5.1.1 …", "at": "…"}

`event` is `bounce` (for good), `complaint`, or anything else, which is answered and passed over, so that a service may be told to
send all it has. `email` or `message_id` says which address; with `message_id` alone it is the one that this message went to.

A request proves that it comes from somebody who knows MAIL_WEBHOOK_SECRET by two headers:

    X-Mail-Timestamp: seconds since 1970
    X-Mail-Signature: hex HMAC-SHA256 of: timestamp, a full stop, the body

A service that speaks otherwise is mapped by a few lines in front of this address. Without the secret there is no such address.
"""

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from supporters import suppression
from supporters.models import OutboxMail, Suppression

LARGEST: Final = 256 * 1024
MOST_EVENTS: Final = 1000
WINDOW: Final = 300
"""For how many seconds before and after its time a request is believed, and a second one like it is not."""

MESSAGE_ID: Final = re.compile(r"<?([0-9a-f-]{36})@")
REASONS: Final = {"bounce": Suppression.Reason.BOUNCE, "complaint": Suppression.Reason.COMPLAINT}


class Refused(Exception):
    """The request is not believed or not understood. Holds the HTTP status and what is wrong, for whoever sets it up."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


@csrf_exempt  # a machine calls, and its signature is checked
@require_POST
def mail(request: HttpRequest) -> JsonResponse:
    """Take what a mail service tells us, once."""
    now = timezone.now()
    try:
        body, signature = _believed(request, now)
        events = list(_read(body))
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    # A service that got no answer asks again; what it says is true once.
    is_new = caches["default"].add(f"mail-hook:{signature}", 1, timeout=2 * WINDOW)
    taken = sum(take(event, now=now) for event in events) if is_new else 0
    return JsonResponse({"taken": taken})


def _believed(request: HttpRequest, now: datetime) -> tuple[bytes, str]:
    """Return body and signature of a request that is signed with our secret. Raises Refused."""
    secret = settings.MAIL_WEBHOOK_SECRET
    if not secret:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if not re.fullmatch(r"[0-9]{1,12}", length, re.ASCII) or int(length) > LARGEST:
        raise Refused(413, f"The body has no length, or more than {LARGEST} bytes.")
    body = request.body
    timestamp = request.headers.get("X-Mail-Timestamp", "")
    given = request.headers.get("X-Mail-Signature", "").lower()
    if not re.fullmatch(r"[0-9]{1,12}", timestamp, re.ASCII) or not re.fullmatch(r"[0-9a-f]{64}", given):
        raise Refused(403, "X-Mail-Timestamp and X-Mail-Signature are missing or malformed.")
    if not hmac.compare_digest(signature_of(secret, timestamp, body), given):
        raise Refused(403, "The signature is wrong.")
    if abs(now.timestamp() - int(timestamp)) > WINDOW:
        raise Refused(403, "The timestamp is too far from now.")
    return body, given


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return what X-Mail-Signature has to be."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _read(body: bytes) -> Iterator[dict[str, Any]]:
    """Yield the events of a body. Raises Refused where it has not our form."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The body is no JSON.") from error
    events = content if isinstance(content, list) else [content]
    if len(events) > MOST_EVENTS:
        raise Refused(413, f"More than {MOST_EVENTS} events.")
    for event in events:
        if not isinstance(event, dict) or not isinstance(event.get("event"), str):
            raise Refused(400, "An event is an object with “event” and “email” or “message_id”.")
        if any(not isinstance(event.get(name, ""), str) for name in ("email", "message_id", "detail")):
            raise Refused(400, "“email”, “message_id” and “detail” are texts.")
        yield event


@transaction.atomic
def take(event: dict[str, Any], *, now: datetime) -> bool:
    """Note a bounce or a complaint at its message and its address; say whether it was one that we understand."""
    reason = REASONS.get(event["event"])
    if reason is None:
        return False
    message = _message(event.get("message_id", ""))
    email = event.get("email", "").strip() or (message.recipient if message else "")
    if "@" not in email or "\0" in email or len(email) > 320:
        return False
    detail = event.get("detail", "")
    if message is not None:
        words = " ".join(f"{event['event']}: {detail}".replace("\0", "").split())[:500]
        OutboxMail.objects.filter(pk=message.pk, bounced_at=None).update(bounced_at=now, error=words)
    suppression.suppress(email=email, reason=reason, detail=detail, now=now)
    return True


def _message(message_id: str) -> OutboxMail | None:
    """Return the message with this Message-ID, if it is one of ours that we still have."""
    found = MESSAGE_ID.match(message_id.strip().lower())
    try:
        return OutboxMail.objects.filter(key=uuid.UUID(found[1])).first() if found else None
    except ValueError:
        return None
