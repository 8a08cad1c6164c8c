"""Asking for a place, step by step and without a script, until it is clear who decides for it.

The place comes by POST alone, so that it is in no address and no log, and nothing of it is kept by looking.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Self

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import decision_makers
from campaigns.decision_makers import DecisionMaker, Search, Whom
from campaigns.kinds.base import ActionForm
from campaigns.kinds.names import DIRECTION_MARKS
from campaigns.kinds.widgets import LongSelect
from campaigns.models import Action, Participation
from officials.lookup import Answer, Place
from officials.models import Area
from officials.postcodes import LONGEST_TYPED
from supporters import countries, switching
from supporters.models import Switch

PLACE_FIELDS: Final = ("country", "postcode", "listed", "area")
MOST_ASKED: Final = 5
"""How many kinds of areas one postcode is asked about, such as district and county."""

NOBODY: Final = gettext_lazy("We know nobody in office for this place.")
SWITCHED_OFF: Final = gettext_lazy("Looking up decision makers by place is switched off for a while.")


@dataclass(frozen=True)
class Situation:
    """Whom an action goes to, as far as is known. `notice` says why these and not those of the supporter's place."""

    action: Action
    whom: Whom
    people: list[DecisionMaker] = field(default_factory=list)
    notice: str | Promise = ""
    country: str = ""
    postcode: str = ""
    area: Area | None = None

    @property
    def is_of_place(self) -> bool:
        """Say whether somebody's place has led here, so that it can be changed."""
        return bool(self.country)

    @property
    def place(self) -> str:
        """Return the place in words, such as “90001, California, district 12”; empty if none was asked for."""
        parts = (self.postcode, self.area.name if self.area else "", "" if self.area else country_name(self.country))
        return ", ".join(part for part in parts if part)

    @cached_property
    def known_on(self) -> date | None:
        """Return how old the data is."""
        return decision_makers.known_on(self.people)


def country_name(code: str) -> str:
    """Return a country's name in the active language, empty for none."""
    return dict(countries.choices()).get(code, code) if code else ""


class PlaceForm(ActionForm):
    """The first step: country and postcode, or an area from a list. `search` is what a valid form has found."""

    template = "campaigns/kinds/place.html"

    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        error_messages={
            "required": gettext_lazy("Choose your country."),
            "invalid_choice": gettext_lazy("We have no decision makers of this country. Choose one from the list."),
        },
        widget=LongSelect(attrs={"autocomplete": "country"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        required=False,
        max_length=Participation._meta.get_field("postcode").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    listed = forms.ChoiceField(
        label=gettext_lazy("Or choose your area from the list"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose an area from the list.")},
        widget=LongSelect,
    )

    def __init__(
        self, action: Action, posted: QueryDict | None, *, carried: tuple[str, ...], is_bound: bool, now: datetime
    ) -> None:
        super().__init__(posted if is_bound else None)
        self.action, self.posted, self.carries, self.now = action, posted, carried, now
        self.whom = Whom.of(action)
        self.today = timezone.localdate(now)
        self.search: Search | None = None
        if posted is not None and not is_bound:
            self.initial = {name: posted.get(name, "") for name in PLACE_FIELDS}
        self._offer()

    def _offer(self) -> None:
        """Offer the countries that something is known of, and the areas of the one that is clear."""
        country = self.whom.country
        if country:
            del self.fields["country"]
        else:
            known = set(decision_makers.countries())
            offered = [(code, name) for code, name in countries.choices() if code in known or not code]
            self.fields["country"].choices = offered  # type: ignore[attr-defined]
            typed = self.posted.get("country", "") if self.posted else ""
            country = typed if typed in known else ""
        areas = decision_makers.areas(self.whom, country, today=self.today) if country else []
        if areas:
            self.fields["listed"].choices = [("", "—"), *areas]  # type: ignore[attr-defined]
        else:
            del self.fields["listed"]

    @property
    def chosen(self) -> list[str]:
        """Return the codes of areas that were chosen among those of a postcode."""
        return self.posted.getlist("area")[:MOST_ASKED] if self.posted else []

    @property
    def choices(self) -> list[Area]:
        """Return the areas that the postcode asks to choose from."""
        return self.search.choices if self.search else []

    @property
    def ways(self) -> list[forms.BoundField]:
        """Return the fields of which one is enough."""
        return [self[name] for name in ("postcode", "listed") if name in self.fields]

    @property
    def place_fields(self) -> list[tuple[str, str]]:
        """Return the place as far as it is known: names and values of hidden fields."""
        return carry(self.posted, PLACE_FIELDS)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Return what was typed in other steps and must not get lost: names and values of hidden fields."""
        return carry(self.posted, self.carries)

    def without_consents(self) -> Self:
        names = tuple(name for name in self.carries if name not in ("updates", "news", "may_deliver"))
        return type(self)(self.action, self.posted, carried=names, is_bound=self.is_bound, now=self.now)

    def own_words(self) -> list[str]:
        return [value for name, value in self.carried if name == "letter"]

    def clean_postcode(self) -> str:
        return self.cleaned_data["postcode"].translate(DIRECTION_MARKS).strip()

    def clean(self) -> dict[str, Any]:
        """Look the place up, and say in words what is wrong with it."""
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        country, postcode, listed = self.whom.country or cleaned["country"], cleaned["postcode"], cleaned.get("listed")
        if not postcode and not listed:
            words = (
                _("Enter your postcode, or choose your area.") if "listed" in self.fields else _("Enter your postcode.")
            )
            raise forms.ValidationError({"postcode": words})
        place = Place(country, "", (listed,)) if listed else Place(country, postcode, tuple(self.chosen))
        if any(len(code) > LONGEST_TYPED for code in place.areas):
            place = Place(country, postcode)
        self.search = decision_makers.search(self.whom, place, today=self.today)
        self._refuse_unknown()
        if self.search.asks and self.data.get("step") == "area" and not self.chosen:
            raise forms.ValidationError(_("Choose the area that you live in."))
        return cleaned

    def _refuse_unknown(self) -> None:
        match self.search.answer if self.search else None:
            case Answer.UNKNOWN_POSTCODE:
                words = _("We do not know this postcode. Please check it.")
                if "listed" in self.fields:
                    words = _("We do not know this postcode. Please check it, or choose your area from the list.")
                raise forms.ValidationError({"postcode": words})
            case Answer.UNKNOWN_AREA:
                raise forms.ValidationError({"postcode": _("This postcode does not lie in the area that was chosen.")})
            case Answer.UNKNOWN_COUNTRY:
                raise forms.ValidationError({"postcode": _("We have no decision makers of this country.")})

    def situation(self) -> Situation:
        """Return whom a valid form has found, or who is offered instead."""
        search = self.search or Search(Answer.NOBODY)
        notice: str | Promise = "" if search.people else NOBODY
        people = search.people or decision_makers.instead(self.action, today=self.today)
        country = self.whom.country or self.cleaned_data["country"]
        postcode = "" if self.cleaned_data.get("listed") else self.cleaned_data["postcode"]
        return Situation(self.action, self.whom, people, notice, country, postcode, search.area)


def carry(posted: QueryDict | None, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what was posted under some names, each value by itself."""
    return [(name, value) for name in names for value in posted.getlist(name)] if posted else []


def situation_without_place(action: Action, *, today: date) -> Situation | None:
    """Return whom an action goes to where no place is needed: by staff's choice, or while the lookup is switched off."""
    whom = Whom.of(action)
    if not whom.by_place:
        return Situation(action, whom, decision_makers.addressed_by(action, today=today))
    switch = switching.off(Switch.Name.LOOKUP)
    if switch is None:
        return None
    people = decision_makers.instead(action, today=today)
    return Situation(action, whom, people, switch.words or SWITCHED_OFF)


def ask(action: Action, posted: QueryDict | None, *, carried: tuple[str, ...], now: datetime) -> PlaceForm | Situation:
    """Return whom an action goes to if what was posted says it, or else the form that asks, with what is wrong.

    `carried` names the fields of the other steps, which the form keeps.
    """
    known = situation_without_place(action, today=timezone.localdate(now))
    if known is not None:
        return known
    if posted is None or posted.get("step") == "elsewhere":
        form = PlaceForm(action, posted, carried=carried, is_bound=False, now=now)
        form.is_step = posted is not None
        return form
    form = PlaceForm(action, posted, carried=carried, is_bound=True, now=now)
    if not form.is_valid():
        return form
    if form.search and form.search.asks:
        form.is_step = True
        return form
    return form.situation()
