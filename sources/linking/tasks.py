"""What the worker does about links when somebody asks for it. Each task may be killed, and may run twice."""

import logging
from datetime import timedelta
from typing import Final

from django.tasks import task
from django.utils import timezone

from sources.linking import checks, digest
from sources.models import Link

logger = logging.getLogger(__name__)

RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))


@task
def check_link(pk: int) -> str:
    """Look at one link now; return what was seen, "" if its host is busy: then the schedule looks, it is due."""
    link = Link.objects.filter(pk=pk).first()
    look = checks.check(link, now=timezone.now()) if link else None
    return str(look.seen.outcome) if look else ""


@task
def send_digest(user_key: int, links: list[int], passages: list[int], at: str, attempt: int = 0) -> bool:
    """Send the digest to one person; return whether it left. Tried again with growing pauses, under one Message-ID."""
    try:
        return digest.send(user_key=user_key, links=links, passages=passages, at=at)
    except Exception as error:
        if attempt >= len(RETRY_AFTER):
            raise
        logger.warning("Digest of links for %s, attempt %d: %s", user_key, attempt + 1, type(error).__name__)
        again = send_digest.using(run_after=timezone.now() + RETRY_AFTER[attempt])
        again.enqueue(user_key, links, passages, at, attempt + 1)
        return False
