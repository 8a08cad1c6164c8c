"""Petition: people sign a text; a signature counts once its mailbox has confirmed it."""

from datetime import datetime
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import actions
from campaigns.kinds.base import Arrival, Kind
from campaigns.kinds.person import PersonForm, max_length
from campaigns.kinds.words import PetitionWords
from campaigns.models import Action, Participation
from campaigns.progress import group


class PetitionForm(PersonForm):
    comment = forms.CharField(
        label=_("Why is this important to you?"),
        max_length=max_length(Participation, "comment"),
        required=False,
        help_text=_("Staff may choose comments to hand over with the signatures."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("name", "email", "country", "postcode", "comment")


def take_part(action: Action, form: PetitionForm, arrival: Arrival, now: datetime) -> Participation:
    """Sign the petition with what a valid form says."""
    return actions.take_part(action=action, comment=form.cleaned_data["comment"], **form.entry(arrival), now=now)


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
    is_addressed=True,
    words=PetitionWords,
)
