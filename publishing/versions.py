"""Versions: every save of an item is kept whole, and what readers had before them is kept for good."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from publishing import snapshots
from publishing.models import Publication, Status, Version


def record(item: Publication, *, now: datetime) -> Version:
    """Keep the state of a saved item as a version, in the transaction of the save; return it.

    Versions of a working copy are numbered with those of its live item. A save that changed nothing makes no new one.
    Of a public item it is also noted from when, and until when, readers had which version.
    """
    owner = item.working_copy_of or item
    # Locked, so that two saves at once get two numbers. Always the copy before its live item, as in `working_copies`.
    type(owner)._default_manager.select_for_update().only("pk").get(pk=owner.pk)
    version = _find_or_create(owner, item, now)
    if item is owner:
        _mark_public(item, version, now)
    return version


def digest(content: snapshots.Content) -> str:
    """Return a hash of what staff wrote: two states with the same digest have nothing to compare."""
    written = {name: value for name, value in content.items() if name in ("fields", "tags", "parts")}
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


def _find_or_create(owner: Publication, item: Publication, now: datetime) -> Version:
    content = snapshots.take(item)
    mark = digest(content)
    is_of_copy = item is not owner
    light = owner.versions.defer("content")
    # A copy that says what its live item says has nothing to add to it.
    before: Version | None = (light if is_of_copy else light.filter(is_of_copy=False)).first()
    # What was public once and is saved again begins a new time with its readers.
    if before is not None and before.digest == mark and before.public_until is None:
        return before
    latest = owner.versions.values_list("number", flat=True).first()
    version: Version = owner.versions.create(
        number=(latest or 0) + 1,
        at=now,
        by=item.updated_by,
        is_of_copy=is_of_copy,
        content=content,
        digest=mark,
    )
    return version


def _mark_public(item: Publication, version: Version, now: datetime) -> None:
    """Note that readers have `version`, or will have it at its time, and no other; or that they have none."""
    is_public = item.status == Status.PUBLISHED and item.publish_at is not None
    others: Any = item.versions.filter(public_from__isnull=False, public_until__isnull=True)
    if is_public:
        others = others.exclude(pk=version.pk)
    # What was never seen was never public; what was seen ends with this moment, or where the new one is yet to come.
    others.filter(public_from__gt=now).update(public_from=None)
    seen_before = item.versions.filter(public_from__lte=now).exclude(pk=version.pk).exists()
    assert item.publish_at is not None or not is_public
    begins = None
    if is_public:
        begins = item.publish_at if not seen_before or item.publish_at > now else now  # type: ignore[operator]
    others.filter(public_from__lte=now).update(public_until=begins if begins and begins > now else now)
    if begins is not None and (version.public_from is None or version.public_from > now):
        version.public_from = begins
        item.versions.filter(pk=version.pk).update(public_from=begins)


def current(item: Publication) -> Version | None:
    """Return the version that `item`, or the working copy `item`, stands at; None for what was never saved."""
    owner = item.working_copy_of or item
    found: Version | None = (
        owner.versions.defer("content").filter(is_of_copy=item.working_copy_of_id is not None).first()
    )
    return found


def public_at(item: Publication, now: datetime) -> Version | None:
    """Return the version that readers have at `now`; None if they have none."""
    found: Version | None = (
        item.versions.public(now)
        .filter(Q(public_until__isnull=True) | Q(public_until__gt=now))
        .order_by(F("number").desc())
        .first()
    )
    return found
