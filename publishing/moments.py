"""Moments as people read them: never without their zone."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def in_site_zone(at: datetime) -> str:
    """Return a time in the site's zone, with the zone's name: "5 November 2026, 23:10 UTC" in the form of the language."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def in_full(at: datetime) -> SafeString:
    """Return a time in the site's zone and, where that is another, in UTC; static/admin_site/local-time.js adds the reader's."""
    local, universal = timezone.localtime(at), at.astimezone(UTC)
    offset = local.utcoffset() or timedelta()
    words = in_site_zone(at)
    if offset:
        form = "TIME_FORMAT" if local.date() == universal.date() else "DATETIME_FORMAT"
        words = f"{words} ({date_format(universal, form)} UTC)"
    return format_html(
        '<time datetime="{}" data-offset="{}" data-own-time="{}">{}</time>',
        universal.isoformat(),
        int(offset.total_seconds() // 60),
        # Translators: {time} becomes the same moment on the reader's own clock, {zone} the name of their zone.
        _("{time} in your zone ({zone})"),
        words,
    )
