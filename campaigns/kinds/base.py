"""What every kind of action has: a form, a template for it, and a rule for taking part."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.kinds.words import Words
from campaigns.models import Action, Campaign, CampaignLink, Participation


class ActionForm(forms.Form):
    """Base of the forms of all kinds.

    `website` is a trap: people never see it, robots fill it in. `CONSENTS` maps each tick of the form that is a
    consent to its purpose; the words beside it are stored as they were shown.
    """

    CONSENTS: ClassVar[Mapping[str, str]] = {}

    website = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")

    is_step: bool = False
    """Say of a form made by `of` that it was asked for by what was posted: nothing is wrong, and nothing is done yet."""

    @classmethod
    def of(cls, action: Action, posted: QueryDict | None, now: datetime) -> "ActionForm":
        """Return the form that answers what was posted to an action (None for GET).

        Kinds whose form depends on the action, or comes in several steps, override it.
        """
        return cls(posted)

    @property
    def is_trapped(self) -> bool:
        """Say whether a robot has shown itself."""
        return bool(self.cleaned_data["website"])

    def without_consents(self) -> Self:
        """Return the same form with nothing ticked: a consent is given on our page or not at all."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name in self.CONSENTS:
            data.pop(name, None)
        form = type(self)(data)
        form.fields = self.fields  # as `of` has made them
        return form

    def own_words(self) -> list[str]:
        """Return what somebody wrote at length, to be handed back where the form itself is not shown any more."""
        areas = (field for field in self if isinstance(field.field.widget, forms.Textarea))
        return [value for field in areas if (value := field.value())]

    def agreed(self) -> dict[str, str]:
        """Return the consents that were ticked: purpose → the exact words, in the language of the page."""
        return {
            purpose: str(self.fields[name].label)
            for name, purpose in self.CONSENTS.items()
            if self.cleaned_data.get(name)
        }


@dataclass(frozen=True)
class Arrival:
    """How somebody came to a form: by which campaign link, and from which network (a keyed hash that changes daily)."""

    link: CampaignLink | None = None
    network: str = ""


class DetailsForm(forms.Form):
    """What staff say of an action beside the fields that all kinds have. Its cleaned values are stored as `Action.details`.

    Values must be what JSON holds: a kind turns times and decimals into text in its `clean`.
    """

    use_required_attribute = False

    @classmethod
    def of(
        cls, campaign: Campaign | None, data: QueryDict | None = None, initial: dict[str, Any] | None = None
    ) -> Self:
        """Return the form for an action of a campaign (None where that is not chosen yet), filled with `initial`.

        Kinds whose choices depend on the campaign override it.
        """
        return cls(data, initial=initial or {})


@dataclass(frozen=True)
class Kind:
    """One kind of action: what the others leave open, each with a default that does nothing.

    For visitors
    - `form` is what they fill in, shown by `template`, which gets the context of the page and what `context` adds for the
      action, what was posted (None for GET) and the time. `facts_template` stands beside the text, open or not.
    - `take_part` does, in one transaction, what a valid form asks for, and returns the participation if there is one.
    - `words` is what pages and mail say; `count` says a number of participations, such as “3 signatures”.
    - `obstacle` says why nobody can take part though the action is open, such as that an event is full; else it is empty.
      Lists give the number of those who take part as it was last counted; None has them counted now.
    - `shows` gives lines (label, text) for the page whose button confirms: all that was typed. `mail_lines` does so for
      the message about the action.
    - `done_template` stands beside the thanks after confirming, with the context that `done` gives.
    - `in_frame`: people take part within a frame on other sites, too; the template gets `is_short` there. Other kinds show a
      button that opens the action's own page.

    For staff
    - `details` is what they say of it beside the common fields; `closes_at` when it ends where they say nothing else.
    - `by_mail`: there is an address to confirm; `always_confirmed`: staff cannot do without.
    - `is_counted`: the number of participations is shown; `is_addressed`: it is said to whom it goes.

    Within a transaction
    - `admit` looks again whether somebody who begins to count can be taken, and raises `actions.Declined`.
    - `confirmed` does what follows when a mailbox has confirmed a participation; `withdrawn`, when its owner withdraws it.
    """

    form: type[ActionForm]
    template: str
    take_part: Callable[[Action, Any, Arrival, datetime], Participation | None]
    count: Callable[[int], str]
    details: type[DetailsForm] = DetailsForm
    always_confirmed: bool = False
    by_mail: bool = True
    is_counted: bool = True
    is_addressed: bool = False
    facts_template: str = ""
    in_frame: bool = False
    words: type[Words] = Words
    obstacle: Callable[[Action, datetime, int | None], str] = lambda action, now, taken: ""
    admit: Callable[[Participation, datetime], None] = lambda participation, now: None
    shows: Callable[[Participation, datetime], list[tuple[str, str]]] = lambda participation, now: []
    mail_lines: Callable[[Action, datetime], list[tuple[str, str]]] = lambda action, now: []
    context: Callable[[Action, QueryDict | None, datetime], dict[str, Any]] = lambda action, posted, now: {}
    confirmed: Callable[[Participation, datetime], None] = lambda participation, now: None
    withdrawn: Callable[[Participation], None] = lambda participation: None
    closes_at: Callable[[dict[str, Any]], datetime | None] = lambda details: None
    done_template: str = ""
    done: Callable[[Participation, datetime], dict[str, Any]] = lambda participation, now: {}
