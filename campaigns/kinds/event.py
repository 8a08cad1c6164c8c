"""Event: people register for a time and a place; a calendar takes it as a file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import actions, calendars
from campaigns.kinds.base import Arrival, DetailsForm, Kind
from campaigns.kinds.person import PersonForm
from campaigns.kinds.widgets import LongSelect
from campaigns.kinds.words import Words
from campaigns.models import Action, Participation
from campaigns.progress import group

WALL_TIME: Final = "%Y-%m-%dT%H:%M"


class WallTimeField(forms.Field):
    """A local time without a zone, which stands in a field of its own; its value is text as ISO 8601 has it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL_TIME)

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        try:
            time = parse_datetime(text)
        except ValueError:
            time = None
        if time is None or time.tzinfo is not None:
            raise ValidationError(_("Enter a date and a time."), code="invalid")
        return time.strftime(WALL_TIME)


def zones() -> list[tuple[str, str]]:
    """Return the names of all time zones that places have, such as Europe/Paris."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(places))]


class EventDetails(DetailsForm):
    """When and where. Times are kept as they stand on the clock of the place, since rules of zones change."""

    starts = WallTimeField(label=_("Begins"), error_messages={"required": _("Say when it begins.")})
    ends = WallTimeField(label=_("Ends"), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        widget=LongSelect,
        initial=lambda: settings.TIME_ZONE,
        help_text=_("Of the place. The times above are those on its clocks."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    address = forms.CharField(label=_("Street and town"), max_length=300, required=False)
    online = forms.URLField(
        label=_("Online at"),
        max_length=500,
        required=False,
        help_text=_("Web address, if one can take part from afar."),
    )
    capacity = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=1_000_000, required=False, help_text=_("Leave empty for no limit.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("starts", "ends"):
            if cleaned.get(name) and cleaned.get("zone") and not _exists(cleaned[name], cleaned["zone"]):
                self.add_error(name, _("Clocks of this zone are put forward then: there is no such time."))
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("It ends before it begins."))
        if not self.errors and not cleaned["place"] and not cleaned["online"]:
            self.add_error("place", _("Say where it is: a place, or a web address."))
        return cleaned


def _exists(wall_time: str, zone: str) -> bool:
    local = datetime.fromisoformat(wall_time).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(local.tzinfo) == local


@dataclass(frozen=True)
class Event:
    """When and where an action takes place. Times carry the zone of the place."""

    starts: datetime
    ends: datetime | None
    zone: str
    place: str
    address: str
    online: str
    capacity: int | None

    @property
    def when(self) -> str:
        """Return the time in words of the active language, on the clocks of the place, with the zone."""
        begin, zone = (
            date_format(self.starts, "DATETIME_FORMAT"),
            f"{self.starts.tzname()}, {self.zone.replace('_', ' ')}",
        )
        if self.ends is None:
            return _now("%(begin)s (%(zone)s)") % {"begin": begin, "zone": zone}
        same_day = self.ends.date() == self.starts.date()
        end = date_format(self.ends, "TIME_FORMAT" if same_day else "DATETIME_FORMAT")
        return _now("%(begin)s – %(end)s (%(zone)s)") % {"begin": begin, "end": end, "zone": zone}

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.place, self.address) if part)


def of(action: Action) -> Event | None:
    """Return the event of an action; None while staff have not said when it is."""
    said = action.details
    if not said.get("starts"):
        return None
    zone = ZoneInfo(said.get("zone") or settings.TIME_ZONE)
    starts, ends = (
        datetime.fromisoformat(said[name]).replace(tzinfo=zone) if said.get(name) else None
        for name in ("starts", "ends")
    )
    assert starts is not None
    texts = {name: said.get(name) or "" for name in ("place", "address", "online")}
    return Event(starts, ends, zone.key, capacity=said.get("capacity"), **texts)


class EventForm(PersonForm):
    country = None  # type: ignore[assignment]  # takes the field away
    postcode = None  # type: ignore[assignment]
    show_name = None  # type: ignore[assignment]
    may_deliver = None  # type: ignore[assignment]
    field_order = ("name", "email")


class EventWords(Words):
    button = _("Register")
    invitation = _("Read and register")
    form_label = _("Register")
    text_label = _("About the event")
    back = _("Back to the event")
    upcoming = _("Registration has not begun yet.")
    closed = _("Registration has closed. Thank you to everybody who registered.")
    ask_others = _("Ask others to come")
    one_step = _(
        "We have sent a message to the address you gave. Open the link in it and press the button: only then are you"
        " registered."
    )
    at_once = _("You are registered. We have sent you a message that says so, and how to take it back.")
    small_print = _(
        "You are registered once you open the link in our e-mail. We keep what you type for this event only, and no"
        " network address."
    )
    ask_title = _("Confirm your registration")
    ask_lead = _("Press the button, and you are registered.")
    ask_button = _("Yes, I am coming")
    done_title = _("Thank you. You are registered")
    done_repeated = _("Your registration is already confirmed")
    mail_subject = _("Please confirm your registration: %(title)s")
    mail_did = _("someone, we hope you, registered for “%(title)s” on %(host)s with this e-mail address.")
    mail_counts_once = _("You are registered once you open this link and press the button there:")
    mail_link = _("Confirm my registration")
    counts_subject = _("You are registered: %(title)s")
    counts = _("You are registered. There is nothing else to do.")
    already_subject = _("You are already registered: %(title)s")
    already_did = _(
        "someone, we hope you, registered for “%(title)s” on %(host)s with this e-mail address. You had registered already."
    )
    already_nothing = _("There is nothing else to do: your place is kept.")


def take_part(action: Action, form: EventForm, arrival: Arrival, now: datetime) -> Participation:
    """Register for the event with what a valid form says."""
    if words := obstacle(action, now, None):
        raise actions.Declined(words)
    return actions.take_part(action=action, **form.entry(arrival), now=now)


def obstacle(action: Action, now: datetime, taken: int | None) -> str:
    """Return why nobody can register though the action is open: the event has begun, or is full.

    `taken` is the number of places that are taken, if it is known.
    """
    event = of(action)
    if event is None:
        return ""
    if event.starts <= now:
        return _now("The event has begun. Thank you to everybody who registered.")
    if event.capacity is None:
        return ""
    taken = action.participations.counting().count() if taken is None else taken
    return _full() if taken >= event.capacity else ""


def admit(participation: Participation, now: datetime) -> None:
    """Let a registration count if there is a place for it. Raises Declined.

    A place is taken once it counts. Whoever looks for one waits for the others: the row of the action is locked.
    """
    event = of(participation.action)
    if event is None or event.capacity is None:
        return
    Action.objects.select_for_update(no_key=True).get(pk=participation.action_id)
    if participation.action.participations.counting().count() > event.capacity:
        raise actions.Declined(_full())


def _full() -> str:
    return _now("The event is full: all places are taken.")


def context(action: Action, posted: QueryDict | None, now: datetime) -> dict[str, Any]:
    """Return the event, and where the file for calendars is."""
    event = of(action)
    return {"event": event, "calendar_address": calendars.path_of(action) if event else ""}


def mail_lines(action: Action, now: datetime) -> list[tuple[str, str]]:
    """Return time, place and the file for calendars, for messages."""
    event = of(action)
    if event is None:
        return []
    lines = [(_now("Time"), event.when), (_now("Place"), event.where), (_now("Online at"), event.online)]
    lines.append((_now("For your calendar"), settings.SITE_URL + calendars.path_of(action)))
    return [(label, text) for label, text in lines if text]


def shows(participation: Participation, now: datetime) -> list[tuple[str, str]]:
    """Return time and place, for the page whose button registers."""
    return mail_lines(participation.action, now)[:-1]


def closes_at(details: dict[str, Any]) -> datetime | None:
    """Return when registration closes where staff say nothing else: when the event begins."""
    event = of(Action(details=details))
    return event.starts.astimezone(UTC) if event else None


def count(number: int) -> str:
    """Return a number of registrations in words."""
    return ngettext("%(number)s registration", "%(number)s registrations", number) % {"number": group(number)}


KIND: Final = Kind(
    form=EventForm,
    template="campaigns/kinds/event.html",
    facts_template="campaigns/kinds/event_facts.html",
    done_template="campaigns/kinds/event_facts.html",
    take_part=take_part,
    count=count,
    details=EventDetails,
    in_frame=True,
    words=EventWords,
    context=context,
    done=lambda participation, now: context(participation.action, None, now),
    obstacle=obstacle,
    admit=admit,
    shows=shows,
    mail_lines=mail_lines,
    closes_at=closes_at,
)
