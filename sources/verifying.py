"""Is a stored copy still what it was? Answered offline, from the file, the row and nothing else.

What is compared: the file with the hash that is its name and the one in its row; every record of it with its digest; the
content with the hash that names the copy; what was noted in the file when it was taken with what the row says
now (address, redirects, headers, time, type); the text with its hash; the time stamp with the file.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sources import operations, passages, timestamps, warc
from sources.models import Snapshot
from sources.models.snapshots import warc_path

SLICE: Final = 25
AGAIN_AFTER: Final = timedelta(days=30)


def verify(snapshot: Snapshot, *, now: datetime) -> list[str]:
    """Return what is wrong with a stored copy, sentences for staff, and note it in the row; empty if all is well.

    A damaged copy proves nothing: readers are told of its passages no more, until it is whole again.
    """
    with translation.override(settings.LANGUAGE_CODE):
        found = list(_faults(snapshot))
    before, snapshot.verified_at, snapshot.damage = snapshot.damage, now, " ".join(found)[:300]
    with transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(verified_at=now, damage=snapshot.damage)
        if bool(before) != bool(found):
            passages.renew(snapshot.source, now=now)
            operations.refresh(snapshot.source, now=now)
    return found


def verify_some(now: datetime) -> int:
    """Verify the copies that were not verified for the longest time; return how many are damaged. For the schedule."""
    due = Snapshot.objects.filter(verified_at__lt=now - AGAIN_AFTER) | Snapshot.objects.filter(verified_at=None)
    rows = due.order_by("verified_at", "pk")[:SLICE]
    return sum(1 for snapshot in rows if verify(snapshot, now=now))


def facts(snapshot: Snapshot) -> warc.Facts:
    """Return what the row says of how the copy was taken: what never changes."""
    return {
        "origin": str(snapshot.origin),
        "taken_at": snapshot.taken_at.astimezone(UTC).isoformat(),
        "requested_url": snapshot.requested_url,
        "final_url": snapshot.final_url,
        "redirects": snapshot.redirects,
        "status": snapshot.status_code,
        "headers": snapshot.headers,
        "media_type": snapshot.media_type,
        "charset": snapshot.charset,
        "sha256": snapshot.sha256,
        "size": snapshot.size,
        "program": snapshot.program,
    }


def facts_when_taken(snapshot: Snapshot) -> warc.Facts:
    """Return what is written into the file: the facts, and which text was found in the content then, by its hash.

    Neither names a person; of an upload it says that a member of staff handed it over.
    """
    text = {
        "extractor": snapshot.extractor,
        "sha256": snapshot.text_sha256,
        "problem": snapshot.text_problem,
        "pages": len(snapshot.page_starts),
    }
    return facts(snapshot) | {"text": text}


def content(snapshot: Snapshot) -> bytes:
    """Return the content of a copy, its hash checked. Raises `warc.NotReadable`."""
    found = warc.read(stored(snapshot)).content
    if hashlib.sha256(found).hexdigest() != snapshot.sha256:
        raise warc.NotReadable("The content is not the one that the copy is named by.")
    return found


def stored(snapshot: Snapshot) -> bytes:
    """Return the file of a copy as it lies in the storage. Raises `warc.NotReadable` where there is none."""
    try:
        with snapshot.warc.open("rb") as stream:
            found: bytes = stream.read()
    except (OSError, ValueError) as error:
        raise warc.NotReadable("The file is missing or cannot be read.") from error
    return found


def _faults(snapshot: Snapshot) -> Iterator[str]:
    try:
        file = stored(snapshot)
    except warc.NotReadable:
        yield _("The file is missing or cannot be read.")
    else:
        yield from _faults_of_file(snapshot, file)
        yield from timestamps.faults(snapshot, file)
    if hashlib.sha256(snapshot.text.encode()).hexdigest() != snapshot.text_sha256 and (
        snapshot.text or snapshot.text_sha256
    ):
        yield _("The text is not the one that was extracted.")


def _faults_of_file(snapshot: Snapshot, file: bytes) -> Iterator[str]:
    if len(file) != snapshot.warc_size:
        sizes = {"is": len(file), "was": snapshot.warc_size}
        yield _("The file has %(is)d bytes; it had %(was)d.") % sizes
    if hashlib.sha256(file).hexdigest() != snapshot.warc_sha256:
        yield _("The file was changed: its hash is another.")
    if snapshot.warc.name != warc_path(snapshot, ""):
        yield _("The file does not bear the name that its hash gives it.")
    try:
        copy = warc.read(file)
    except warc.NotReadable as error:
        yield _("The file is damaged: %(what)s") % {"what": error}
        return
    if hashlib.sha256(copy.content).hexdigest() != snapshot.sha256 or len(copy.content) != snapshot.size:
        yield _("The content is not the one that the copy is named by.")
    yield from _faults_of_row(snapshot, copy.facts)


def _faults_of_row(snapshot: Snapshot, noted: warc.Facts) -> Iterator[str]:
    """Compare the row with what was noted in the file when the copy was taken."""
    changed = sorted(name for name, value in facts(snapshot).items() if noted.get(name) != value)
    if changed:
        yield _("The database says other than the file of: %(names)s.") % {"names": ", ".join(changed)}
    text = noted.get("text") or {}
    if text.get("extractor") == snapshot.extractor and text.get("sha256") != snapshot.text_sha256:
        yield _("The text is not the one that was extracted when the copy was taken.")
