"""Pledge: people promise something; who wants to is reminded of it by mail, once."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import actions, reminders
from campaigns.kinds.base import Arrival, DetailsForm, Kind
from campaigns.kinds.person import PersonForm
from campaigns.kinds.words import Words
from campaigns.models import Action, Participation
from campaigns.progress import group

REMINDED_AT: Final = time(9)
"""When on its day a reminder leaves, in the zone of the site."""


class PledgeDetails(DetailsForm):
    """When a reminder leaves, if there is one, and what it says beside the promise."""

    remind_on = forms.DateField(
        label=_("Reminder on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    remind_after = forms.IntegerField(
        label=_("or so many days after confirming"), required=False, min_value=1, max_value=730
    )
    reminder = forms.CharField(
        label=_("Words of the reminder"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The promise itself stands in it, too. Only those are reminded who ticked that they want to be."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("remind_on") and cleaned.get("remind_after"):
            self.add_error("remind_after", _("Choose a day or a number of days, not both."))
        if isinstance(cleaned.get("remind_on"), date):
            cleaned["remind_on"] = cleaned["remind_on"].isoformat()
        return cleaned


def reminder_due(action: Action, now: datetime) -> datetime | None:
    """Return when a reminder of a promise confirmed at `now` leaves; None if there is none any more."""
    zone = ZoneInfo(settings.TIME_ZONE)
    if day := action.details.get("remind_on"):
        due = datetime.combine(date.fromisoformat(day), REMINDED_AT, zone)
        return due if due > now else None
    if days := action.details.get("remind_after"):
        return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), REMINDED_AT, zone)
    return None


class PledgeForm(PersonForm):
    may_deliver = None  # type: ignore[assignment]  # takes the field away: a promise goes to nobody
    remind = forms.BooleanField(required=False)
    field_order = ("name", "email", "country", "postcode", "remind")

    @classmethod
    def of(cls, action: Action, posted: QueryDict | None, now: datetime) -> "PledgeForm":
        """Return the form, which offers a reminder where there is one."""
        form = cls(posted)
        if reminder_due(action, now) is None:
            del form.fields["remind"]
        else:
            form.fields["remind"].label = offer(action)
        return form


def offer(action: Action) -> str:
    """Return the words of the tick for a reminder."""
    if day := action.details.get("remind_on"):
        words = {"day": date_format(date.fromisoformat(day), "DATE_FORMAT")}
        return _now("Remind me of it by e-mail on %(day)s, once.") % words
    days = action.details.get("remind_after") or 0
    text = ngettext(
        "Remind me of it by e-mail after %(days)s day, once.",
        "Remind me of it by e-mail after %(days)s days, once.",
        days,
    )
    return text % {"days": days}


class PledgeWords(Words):
    button = _("I promise")
    invitation = _("Read and promise")
    form_label = _("Promise")
    text_label = _("The promise")
    back = _("Back to the promise")
    ask_others = _("Ask others to promise it, too")
    one_step = _(
        "We have sent a message to the address you gave. Open the link in it and press the button: only then does your"
        " promise count."
    )
    at_once = _("Your promise counts. We have sent you a message that says so, and how to take it back.")
    small_print = _(
        "Your promise counts once you open the link in our e-mail. We keep what you type for this promise only, and no"
        " network address."
    )
    ask_title = _("Confirm your promise")
    ask_lead = _("Press the button, and your promise counts.")
    ask_button = _("Yes, I promise")
    done_title = _("Thank you. Your promise counts")
    done_repeated = _("Your promise is already confirmed")
    mail_subject = _("Please confirm your promise: %(title)s")
    mail_did = _("someone, we hope you, promised “%(title)s” on %(host)s with this e-mail address.")
    mail_counts_once = _("Your promise counts once you open this link and press the button there:")
    mail_link = _("Confirm my promise")
    counts_subject = _("You have promised: %(title)s")
    counts = _("Your promise counts. There is nothing else to do but to keep it.")
    already_subject = _("You have already promised: %(title)s")
    already_did = _(
        "someone, we hope you, promised “%(title)s” on %(host)s with this e-mail address. You had promised it already, and it"
        " counts."
    )


def take_part(action: Action, form: PledgeForm, arrival: Arrival, now: datetime) -> Participation:
    """Promise what the action says with what a valid form says."""
    wants_reminder = form.cleaned_data.get("remind", False)
    details = {"remind": offer(action)} if wants_reminder else {}
    return actions.take_part(action=action, details=details, **form.entry(arrival), now=now)


def shows(participation: Participation, now: datetime) -> list[tuple[str, str]]:
    """Return the reminder that was asked for, for the page whose button confirms."""
    words = participation.details.get("remind")
    return [(_now("Reminder"), words)] if words else []


def confirmed(participation: Participation, now: datetime) -> None:
    """Put the reminder into the outbox, if one was asked for and there still is one."""
    due = reminder_due(participation.action, now)
    if due is not None and participation.details.get("remind"):
        words = participation.action.details.get("reminder") or ""
        reminders.put(participation, words=words, due_at=due, now=now)


def count(number: int) -> str:
    """Return a number of promises in words."""
    return ngettext("%(number)s promise", "%(number)s promises", number) % {"number": group(number)}


KIND: Final = Kind(
    form=PledgeForm,
    template="campaigns/kinds/pledge.html",
    take_part=take_part,
    count=count,
    details=PledgeDetails,
    in_frame=True,
    words=PledgeWords,
    shows=shows,
    confirmed=confirmed,
    withdrawn=reminders.drop,
)
