"""Telephone call: whose place it is, then numbers and a script; who has called says how it went, and stays unknown."""

import secrets
from datetime import datetime
from typing import Any, Final, Self

from django import forms
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns import actions, telephone
from campaigns.decision_makers import DecisionMaker
from campaigns.kinds import place
from campaigns.kinds.base import ActionForm, Arrival, Kind
from campaigns.kinds.names import NameNotUnderstood, read_name
from campaigns.kinds.place import PLACE_FIELDS, PlaceForm, Situation, carry
from campaigns.kinds.whom import CallDetails
from campaigns.kinds.words import Words
from campaigns.models import Action, Participation
from campaigns.progress import group
from campaigns.telephone import Number

OUTCOMES: Final = (
    ("reached", gettext_lazy("I talked to somebody")),
    ("message", gettext_lazy("I left a message")),
    ("no_answer", gettext_lazy("Nobody answered")),
    ("busy", gettext_lazy("The line was busy")),
    ("wrong_number", gettext_lazy("The number is wrong")),
)
REPORTED_FOR: Final = 48 * 3600
"""For how many seconds a report that is sent again is known: as long as its form is accepted."""


class CallForm(ActionForm):
    """Numbers, script and how the calls went: a field for each decision maker.

    `report` tells one reader's report from those of others; it is made anew for each page that nobody else gets. A page
    that is stored for all has none, and no fields to report with.
    """

    template = "campaigns/kinds/call_numbers.html"

    caller = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("For the script alone: we do not keep it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    town = forms.CharField(
        label=gettext_lazy("Your town or district"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("For the script alone: we do not keep it."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )

    @classmethod
    def of(cls, action: Action, posted: QueryDict | None, now: datetime) -> ActionForm:
        """Return the step that what was posted leads to: the place, or numbers and script, empty or with a report."""
        found = place.ask(action, posted, carried=("caller", "town"), now=now)
        if isinstance(found, PlaceForm):
            return found
        if posted is None:
            return cls(found, None)
        form = cls(found, posted, is_reporting=posted.get("step") == "report" and bool(posted.get("report")))
        form.is_step = not form.is_reporting and form.is_valid()
        return form

    def __init__(self, situation: Situation, posted: QueryDict | None, *, is_reporting: bool = False) -> None:
        super().__init__(posted)
        self.situation, self.posted, self.is_reporting = situation, posted, is_reporting
        self.report = "" if posted is None else posted.get("report") or secrets.token_urlsafe(12)
        if situation.is_of_place:
            del self.fields["town"]
        for person in situation.people:
            self.fields[self._name_of(person)] = forms.ChoiceField(
                label=person.name,
                choices=[("", gettext_lazy("not called")), *OUTCOMES],
                required=False,
                error_messages={"invalid_choice": gettext_lazy("Choose how it went.")},
            )

    @staticmethod
    def _name_of(person: DecisionMaker) -> str:
        return f"outcome-{person.key}"

    def without_consents(self) -> Self:
        return self

    @property
    def people(self) -> list[tuple[DecisionMaker, list[Number], forms.BoundField]]:
        """Return everybody to call, with their numbers and the field for how it went."""
        return [(one, telephone.numbers_of(one), self[self._name_of(one)]) for one in self.situation.people]

    @property
    def script(self) -> str:
        """Return the words to say, with what is known of the caller in them."""
        typed = self.data if self.is_bound else {}
        values = {
            "name": typed.get("caller", "").strip()[:150],
            "place": self.situation.place or typed.get("town", "")[:150],
        }
        return telephone.filled(self.situation.action.details.get("script", ""), values)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Return the place, which the report brings along."""
        return carry(self.posted, PLACE_FIELDS) if self.situation.is_of_place else []

    @property
    def outcomes(self) -> dict[int, str]:
        """Return how the calls went that a valid form reports: official → code."""
        said = {person.key: self.cleaned_data.get(self._name_of(person), "") for person in self.situation.people}
        return {key: code for key, code in said.items() if code}

    def clean_caller(self) -> str:
        typed = self.cleaned_data["caller"]
        try:
            return read_name(typed) if typed else ""
        except NameNotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from error

    def clean(self) -> dict[str, Any]:
        if self.is_reporting and not self.errors and not self.outcomes:
            raise ValidationError(_("Say of at least one call how it went."))
        return self.cleaned_data


class Repeated(Exception):
    """The same page was sent before: what it says is counted."""


def take_part(action: Action, form: CallForm, arrival: Arrival, now: datetime) -> Participation | None:
    """Count the calls that are reported, each once however often the page is sent."""
    found = form.situation
    key = salted_hmac("campaigns.kinds.call", f"{action.pk}:{form.report}", algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            rows = [
                actions.report(
                    action=action,
                    details={"official": official, "outcome": outcome},
                    area=found.area,
                    country=found.country,
                    link=arrival.link,
                    network=arrival.network,
                    now=now,
                )
                for official, outcome in form.outcomes.items()
            ]
            if not caches["limits"].add(f"call:{key}", 1, timeout=REPORTED_FOR):
                raise Repeated
    except Repeated:
        return None
    return rows[0]


def count(number: int) -> str:
    """Return a number of calls in words."""
    return ngettext("%(number)s call", "%(number)s calls", number) % {"number": group(number)}


class CallWords(Words):
    button = gettext_lazy("Report my calls")
    invitation = gettext_lazy("Call them")
    form_label = gettext_lazy("Call")
    upcoming = gettext_lazy("Calling has not begun yet.")
    closed = gettext_lazy("This is over. Thank you to everybody who called.")
    ask_others = gettext_lazy("Ask others to call, too")
    at_once = gettext_lazy("Your calls count.")
    small_print = gettext_lazy(
        "We keep whom you called and how it went, and neither your name nor your number nor a network address."
    )
    done_title = gettext_lazy("Thank you for calling")


KIND: Final = Kind(
    form=CallForm,
    template="campaigns/kinds/steps.html",
    take_part=take_part,
    count=count,
    details=CallDetails,
    by_mail=False,
    words=CallWords,
)
