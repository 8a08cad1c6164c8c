"""Rows of evidence for tests that need no files: copies with their text, dead addresses."""

from datetime import UTC, datetime
from itertools import count

from sources import operations, passages
from sources.models import Link, Snapshot

numbers = count(1)
TAKEN = datetime(2025, 6, 5, 12, tzinfo=UTC)


def keep(source, text, *, now=TAKEN, **fields):
    """Return a copy of `source` that holds `text`, with all that follows from it."""
    number = next(numbers)
    snapshot = Snapshot.objects.create(
        source=source,
        text=text,
        **{
            "origin": "uploaded",
            "taken_at": now,
            "media_type": "text/html",
            "size": len(text),
            "sha256": f"{number:064x}",
            "warc": f"snapshots/{number}.warc.gz",
            "warc_sha256": f"{number:064x}",
            "warc_size": 1,
            "program": "test",
        }
        | fields,
    )
    look_again(source, now=now)
    return snapshot


def look_again(source, *, now=TAKEN):
    passages.renew(source, now=now)
    operations.refresh(source, now=now)


def kill(source, *, now=TAKEN):
    """Let the address of `source` be known as dead."""
    state = {
        "url": source.url,
        "host": "dead.example",
        "state": Link.State.DEAD,
        "state_since": now,
        "next_check_at": now,
    }
    Link.objects.update_or_create(source=source, defaults=state)
    operations.refresh(source, now=now)
