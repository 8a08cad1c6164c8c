"""Who takes part: name, address, place and consents, asked for in the same way by all kinds that write to somebody."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.kinds.base import ActionForm, Arrival
from campaigns.kinds.names import NameNotUnderstood, read_name
from campaigns.kinds.widgets import LongSelect
from campaigns.models import Participation
from officials import lookup
from officials.models import Area
from supporters import countries
from supporters.addresses import AddressNotUnderstood, read_address
from supporters.models import Consent, Supporter
from supporters.operations import Details


def max_length(model: Any, field: str) -> int:
    """Return the number of characters that a column holds."""
    return model._meta.get_field(field).max_length


class PersonForm(ActionForm):
    """Base of the forms of those who take part by name and e-mail address.

    A kind shows what it needs of the ticks and takes the others away (`del self.fields[…]`, or `show_name = None` in its
    class). Each is empty to begin with, and its label is what somebody agrees to, word for word.
    """

    CONSENTS: ClassVar[Mapping[str, str]] = {
        "show_name": Consent.Purpose.PUBLIC_NAME,
        "may_deliver": Consent.Purpose.DELIVERY,
        "updates": Consent.Purpose.UPDATES,
        "news": Consent.Purpose.NEWS,
    }

    name = forms.CharField(
        label=_("Your name"),
        max_length=max_length(Participation, "name"),
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=max_length(Supporter, "email"),
        help_text=_("We send you one message. Nobody else sees the address."),
        error_messages={"required": _("Enter your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose a country from the list.")},
        widget=LongSelect(attrs={"autocomplete": "country"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=max_length(Participation, "postcode"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    show_name = forms.BooleanField(label=_("My name may be shown in public."), required=False)
    may_deliver = forms.BooleanField(
        label=_("My name, country and postcode may be handed to those whom this is addressed to."), required=False
    )
    updates = forms.BooleanField(
        label=_("Send me updates on this campaign by e-mail. I can stop it at any time."), required=False
    )
    news = forms.BooleanField(
        label=_("Send me news about this and other campaigns by e-mail. I can stop it at any time."), required=False
    )

    def clean_name(self) -> str:
        try:
            return read_name(self.cleaned_data["name"])
        except NameNotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from error

    def clean_email(self) -> str:
        try:
            return read_address(self.cleaned_data["email"])
        except AddressNotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from error

    def ticks(self) -> list[forms.BoundField]:
        """Return the consents that the form asks for, in their order."""
        return [self[name] for name in self.CONSENTS if name in self.fields]

    def questions(self) -> list[forms.BoundField]:
        """Return what the form asks for beside consents, in its order."""
        return [field for field in self if field.name not in self.CONSENTS and field.name != "website"]

    def entry(self, arrival: Arrival) -> dict[str, Any]:
        """Return what a valid form says, as `actions.take_part` takes it."""
        typed = self.cleaned_data
        country, postcode = typed.get("country", ""), typed.get("postcode", "")
        return {
            "email": typed["email"],
            "person": Details(name=typed["name"], country=country, postcode=postcode),
            "area": area_of(country, postcode),
            "agreed": self.agreed(),
            "show_name": typed.get("show_name", False),
            "may_deliver": typed.get("may_deliver", False),
            "link": arrival.link,
            "network": arrival.network,
        }


def area_of(country: str, postcode: str) -> Area | None:
    """Return the one area that somebody's postcode surely lies in, the smallest there is; None where there are several."""
    if not country or not postcode:
        return None
    areas = [area for area, _share in lookup.areas_of_postcode(country, postcode)]
    innermost = [area for area in areas if not any(area in other.lineage() for other in areas if other != area)]
    return innermost[0] if len(innermost) == 1 else None
