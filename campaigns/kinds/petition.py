"""Petition: people sign a text; a signature counts once its mailbox has confirmed it."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import actions
from campaigns.kinds.base import ActionForm, Arrival, Kind
from campaigns.kinds.names import NameNotUnderstood, read_name
from campaigns.kinds.widgets import LongSelect
from campaigns.models import Action, Participation
from campaigns.progress import group
from supporters import countries
from supporters.addresses import AddressNotUnderstood, read_address
from supporters.models import Consent, Supporter
from supporters.operations import Details


def max_length(model: Any, field: str) -> int:
    """Return the number of characters that a column holds."""
    return model._meta.get_field(field).max_length


class PetitionForm(ActionForm):
    CONSENTS = {"show_name": Consent.Purpose.PUBLIC_NAME, "news": Consent.Purpose.NEWS}

    name = forms.CharField(
        label=_("Your name"),
        max_length=max_length(Participation, "name"),
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=max_length(Supporter, "email"),
        help_text=_(
            "We send you one message with a link that makes your signature count. Nobody else sees the address."
        ),
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
    comment = forms.CharField(
        label=_("Why is this important to you?"),
        max_length=max_length(Participation, "comment"),
        required=False,
        help_text=_("Staff may choose comments to hand over with the signatures."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    show_name = forms.BooleanField(label=_("My name may be shown in public."), required=False)
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


def take_part(action: Action, form: PetitionForm, arrival: Arrival, now: datetime) -> Participation:
    """Sign the petition with what a valid form says."""
    typed = form.cleaned_data
    return actions.sign(
        action=action,
        email=typed["email"],
        details=Details(name=typed["name"], country=typed["country"], postcode=typed["postcode"]),
        comment=typed["comment"],
        show_name=typed["show_name"],
        agreed=form.agreed(),
        link=arrival.link,
        network=arrival.network,
        now=now,
    )


def count(number: int) -> str:
    """Return a number of signatures in words."""
    return ngettext("%(number)s signature", "%(number)s signatures", number) % {"number": group(number)}


KIND: Final = Kind(
    form=PetitionForm,
    template="campaigns/kinds/petition.html",
    take_part=take_part,
    count=count,
    always_confirmed=True,
    in_frame=True,
)
