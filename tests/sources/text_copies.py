"""Archived copies for tests that need their text alone: rows without a file."""

import hashlib

from django.utils import timezone

from sources.models import Snapshot


def make_copy(source, text, **fields):
    """Return a copy that was uploaded by hand, with `text`; the same text has the same hash."""
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Snapshot.objects.create(
        **{
            "source": source,
            "origin": "uploaded",
            "taken_at": timezone.now(),
            "media_type": "text/plain",
            "size": len(text),
            "sha256": sha,
            "warc": f"snapshots/{sha}.warc.gz",
            "warc_sha256": sha,
            "warc_size": 1,
            "program": "test",
            "text": text,
        }
        | fields
    )
