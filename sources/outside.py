"""Copies that outside archives keep: their addresses, noted by staff. Nothing is fetched from them."""

import re
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sources import operations
from sources.models import OutsideCopy, Source

# web.archive.org/web/20240131120000id_/…, also of other archives that run the same programs (arquivo.pt, webarchive.*).
_WAYBACK: Final = re.compile(r"/(?:web|wayback|all)/(\d{4})(\d{2})(\d{2})\d{0,6}[a-z_]*/")
# archive.ph/2024.01.31-120000/…, archive.today/20240131120000/…
_TODAY: Final = re.compile(r"^/(\d{4})\.?(\d{2})\.?(\d{2})[-\d]*/")
_TODAY_HOSTS: Final = re.compile(r"(?:^|\.)archive\.(?:today|ph|is|li|vn|fo|md)$")


def check_address(url: str) -> None:
    """Raise ValidationError for what cannot be the address of a copy on the web."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise ValidationError(_("Give the web address of the copy, with https:// or http://."), code="invalid")


def date_in(url: str) -> date | None:
    """Return the day on which a copy was taken where its address tells it, as web.archive.org's do; None otherwise."""
    parts = urlsplit(url)
    pattern = _TODAY if _TODAY_HOSTS.search(parts.hostname or "") else _WAYBACK
    found = pattern.search(parts.path)
    if not found:
        return None
    try:
        return date(*(int(number) for number in found.groups()))
    except ValueError:
        return None


@transaction.atomic
def add(source: Source, *, url: str, copied_on: date | None, user: User | None, now: datetime) -> OutsideCopy:
    """Note a copy elsewhere; the day is read from its address where nobody gives one. Raises ValidationError."""
    check_address(url)
    copy = OutsideCopy(source=source, url=url, copied_on=copied_on or date_in(url), noted_at=now, noted_by=user)
    copy.full_clean(exclude=["noted_by"])
    copy.save()
    operations.refresh(source, now=now)
    return copy


@transaction.atomic
def remove(copy: OutsideCopy, *, now: datetime) -> None:
    """Forget a copy elsewhere: what was noted in error, or is gone."""
    copy.delete()
    operations.refresh(copy.source, now=now)
