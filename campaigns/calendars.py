"""Events as files for calendars: iCalendar, RFC 5545. The library folds lines, ends them with CRLF and escapes texts."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from campaigns.models import Action

if TYPE_CHECKING:
    from campaigns.kinds.event import Event


def path_of(action: Action) -> str:
    """Return the path of the file of an event."""
    arguments = {"campaign_slug": action.campaign.slug, "slug": action.slug}
    with translation.override(action.campaign.language):
        return reverse("campaigns:action-calendar", kwargs=arguments)


def file_of(action: Action, event: "Event", *, now: datetime) -> bytes:
    """Return the file. Times are in UTC, so that no calendar has to know the rules of the zone."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    address = settings.SITE_URL + action.get_absolute_url()
    entry = icalendar.Event()
    entry.add("uid", f"action-{action.pk}@{host}")
    entry.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    entry.add("dtstart", event.starts.astimezone(UTC))
    if event.ends is not None:
        entry.add("dtend", event.ends.astimezone(UTC))
    entry.add("summary", action.title)
    entry.add("location", event.where or event.online)
    entry.add("description", "\n\n".join(part for part in (action.text, event.online, address) if part))
    entry.add("url", address)
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{host}//campaigns//EN")
    calendar.add_component(entry)
    return calendar.to_ical()
