"""Archived copies: kept once, never changed, found again by anybody who doubts them.

The file is written first, whole, under the hash of its own bytes; then one transaction writes the row and renews what
follows from it. A process that dies in between leaves a file that no row names: harmless, and removed by
`sources.orphans` when it is old.
"""

import hashlib
import re
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from publishing import clock
from sources import extraction, operations, passages, uploads, verifying, warc
from sources.extraction import Extracted
from sources.fetching import Fetched
from sources.models import Passage, Snapshot, Source
from sources.verifying import verify

__all__ = [
    "AlreadyKept",
    "AlreadyWithdrawn",
    "NoCopy",
    "extract_again",
    "look_again",
    "payload",
    "store_capture",
    "store_upload",
    "verify",
    "withdraw",
]

WHOLE: Final = frozenset({200, 203})
"""The answers that are a copy of what is at the address. An error page is none, however nice; 206 is a part."""

AT_ONCE: Final = 50
LONGEST_ADDRESS: Final = 2000
NOT_STORED: Final = re.compile("[\x00\ud800-\udfff]")
"""What databases cannot store as text: the null character, and halves of surrogate pairs."""


class NoCopy(Exception):
    """An answer that is no copy of a source; the text says why, for staff."""

    code = "no_copy"


class AlreadyKept(Exception):
    """The very same bytes are kept for this source already: `snapshot`."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(str(snapshot))
        self.snapshot = snapshot


class AlreadyWithdrawn(Exception):
    """The copy was withdrawn before."""


def store_capture(source: Source, fetched: Fetched, *, user: User | None, now: datetime) -> tuple[Snapshot, bool]:
    """Keep what an address answered as a copy of `source`; return the copy, and whether it is a new one.

    The same bytes again are no new copy: only the time is noted at which they were seen. Raises NoCopy for what is
    none: an error page, or nothing at all.
    """
    _ensure_copy(fetched)
    known = _see_again(source, _hash(fetched.body), now)
    if known is not None:
        return known, False
    last = fetched.hops[-1]
    snapshot = Snapshot(
        source=source,
        origin=Snapshot.Origin.CAPTURED,
        taken_at=last.at,
        taken_by=user,
        requested_url=_short(fetched.url),
        final_url=_short(fetched.final_url),
        redirects=[
            {"url": _short(hop.url), "status": hop.status, "location": _short(hop.header("location"))}
            for hop in fetched.redirects
        ],
        status_code=fetched.status,
        headers=[[_storable(name), _storable(value)] for name, value in fetched.headers],
        media_type=fetched.media_type or "application/octet-stream",
        charset=fetched.charset,
    )
    _describe(snapshot, fetched.body, extraction.extract(fetched.body, fetched.media_type, fetched.charset), now)
    return _keep(snapshot, warc.write_capture(fetched, verifying.facts_when_taken(snapshot)), now)


def store_upload(source: Source, file: File, *, url: str, user: User | None, now: datetime, note: str = "") -> Snapshot:
    """Keep a file that a person hands over as a copy of `source`, marked as such; `url` is where they say it is from.

    Raises ValidationError for what is not accepted (see `sources.uploads`), AlreadyKept for bytes that are there.
    """
    taken = uploads.take(file)
    known = source.snapshots.filter(sha256=_hash(taken.content)).first()
    if known is not None:
        raise AlreadyKept(known)
    snapshot = Snapshot(
        source=source,
        origin=Snapshot.Origin.UPLOADED,
        taken_at=now,
        taken_by=user,
        requested_url=_short(url),
        media_type=taken.media_type,
        note=_storable(note)[:300],
    )
    _describe(snapshot, taken.content, extraction.extract(taken.content, taken.media_type), now)
    facts = verifying.facts_when_taken(snapshot)
    kept, is_new = _keep(snapshot, warc.write_upload(taken.content, taken.media_type, facts, now), now)
    if not is_new:
        raise AlreadyKept(kept)
    return kept


def payload(snapshot: Snapshot) -> bytes:
    """Return the content whose hash is `snapshot.sha256`.

    Raises `warc.NotReadable` if the stored file is missing or is not what it was.
    """
    return verifying.content(snapshot)


@transaction.atomic
def withdraw(snapshot: Snapshot, *, reason: str, user: User | None, now: datetime) -> None:
    """Show a copy to nobody any more, and look for passages in the others. Its bytes stay, for staff.

    Raises AlreadyWithdrawn. `reason` is for staff and must not be empty.
    """
    row = Snapshot.objects.kept().filter(pk=snapshot.pk)
    if not row.update(withdrawn_at=now, withdrawn_by=user, withdrawn_reason=reason[:300]):
        raise AlreadyWithdrawn(str(snapshot))
    snapshot.refresh_from_db()
    _renew(snapshot.source, now)


def look_again(now: datetime) -> int:
    """Look for passages that have no copy although there is one by now; return for how many sources. For the schedule.

    Who cites a source in the very moment in which its copy is stored does not see that copy yet, nor does the copy see them.
    """
    missed = Passage.objects.filter(status=Passage.Status.NO_COPY, source__snapshots__in=Snapshot.objects.readable())
    sources = list(Source.objects.filter(pk__in=missed.values("source")).order_by("pk")[:AT_ONCE])
    for source in sources:
        with transaction.atomic():
            _renew(source, now)
    return len(sources)


def extract_again(snapshot: Snapshot, *, now: datetime) -> bool:
    """Take the text out of the stored bytes anew, with the extractor of today; return whether it became another.

    The bytes are not touched. Raises `warc.NotReadable` if they are damaged.
    """
    found = extraction.extract(payload(snapshot), snapshot.media_type, snapshot.charset)
    before = (snapshot.text, snapshot.extractor, snapshot.text_problem, snapshot.text_title, snapshot.page_starts)
    _put_text(snapshot, found, now)
    after = (snapshot.text, snapshot.extractor, snapshot.text_problem, snapshot.text_title, snapshot.page_starts)
    with transaction.atomic():
        snapshot.save(update_fields=TEXT_FIELDS)
        if before != after:
            _renew(snapshot.source, now)
    return before != after


# --- What they are made of -------------------------------------------------------------------------

TEXT_FIELDS: Final = (
    "text",
    "text_sha256",
    "text_title",
    "text_problem",
    "page_starts",
    "extractor",
    "extracted_at",
)


def _ensure_copy(fetched: Fetched) -> None:
    if fetched.status not in WHOLE:
        raise NoCopy(
            _("The address answers %(status)d %(reason)s: that is no copy of the source.")
            % {"status": fetched.status, "reason": _storable(fetched.hops[-1].reason)[:60]}
        )
    if not fetched.body:
        raise NoCopy(_("The address answers with nothing."))


def _see_again(source: Source, sha256: str, now: datetime) -> Snapshot | None:
    """Note that the address gave the bytes of a copy again; return that copy, None if there is none."""
    with transaction.atomic():
        known: Snapshot | None = source.snapshots.filter(sha256=sha256).first()
        if known is not None:
            source.snapshots.filter(pk=known.pk).update(seen_again_at=now)
            known.seen_again_at = now
            clock.bump(now)
    return known


def _describe(snapshot: Snapshot, body: bytes, extracted: Extracted, now: datetime) -> None:
    snapshot.size, snapshot.sha256, snapshot.program = len(body), _hash(body), warc.PROGRAM
    _put_text(snapshot, extracted, now)


def _put_text(snapshot: Snapshot, extracted: Extracted, now: datetime) -> None:
    snapshot.text = _storable(extracted.text)
    snapshot.text_sha256 = _hash(snapshot.text.encode()) if snapshot.text else ""
    snapshot.text_title = _storable(extracted.title)[:500]
    snapshot.text_problem = extracted.problem
    snapshot.page_starts = list(extracted.page_starts)
    snapshot.extractor = extracted.extractor[:100]
    snapshot.extracted_at = now


def _keep(snapshot: Snapshot, file: bytes, now: datetime) -> tuple[Snapshot, bool]:
    """Write the file, then the row and what follows from it; the same bytes may have come from elsewhere meanwhile."""
    snapshot.warc_sha256, snapshot.warc_size = _hash(file), len(file)
    snapshot.warc.save("copy", ContentFile(file), save=False)
    try:
        with transaction.atomic():
            snapshot.save()
            _renew(snapshot.source, now)
    except IntegrityError:
        known = _see_again(snapshot.source, snapshot.sha256, now)
        if known is None:
            raise
        # Ours alone: its name is the hash of its bytes, which hold identifiers that were made for it.
        snapshot.warc.storage.delete(str(snapshot.warc.name))
        return known, False
    return snapshot, True


def _renew(source: Source, now: datetime) -> None:
    """Look for the passages again and write anew what readers see of them. Within the caller's transaction."""
    passages.renew(source, now=now)
    operations.refresh(source, now=now)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _storable(text: Any) -> str:
    """Return a text as databases can store it, every character at its place."""
    return NOT_STORED.sub("\ufffd", str(text))


def _short(url: str) -> str:
    return _storable(url)[:LONGEST_ADDRESS]
