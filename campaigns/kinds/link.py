"""Link: people go elsewhere, such as to donate. What is known of it is how many went, never who."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import actions
from campaigns.kinds.base import ActionForm, Arrival, DetailsForm, Kind
from campaigns.kinds.words import Words
from campaigns.models import Action
from campaigns.progress import group


class LinkDetails(DetailsForm):
    """Where the button leads, and what it says."""

    address = forms.URLField(
        label=_("Web address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Where the button leads."),
        error_messages={"required": _("Give the web address.")},
    )
    button = forms.CharField(
        label=_("Words of the button"), max_length=60, error_messages={"required": _("Say what the button says.")}
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not address.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("The address begins with https:// or http://."))
        return address


class LinkWords(Words):
    button = _("Read more")
    invitation = _("Read more")
    form_label = _("Go on")
    ask_others = _("Tell others")
    at_once = _("Thank you for taking part.")


def take_part(action: Action, form: ActionForm, arrival: Arrival, now: datetime) -> None:
    """Refuse a form: there is none. Raises Declined."""
    raise actions.Declined(_now("There is nothing to send here. Please follow the link."))


def destination(action: Action) -> str:
    """Return the address that the button leads to; empty while staff have not given one."""
    address: str = action.details.get("address") or ""
    return address if address.startswith(("https://", "http://")) else ""


def context(action: Action, posted: QueryDict | None, now: datetime) -> dict[str, Any]:
    """Return what the button says, and whether it leads anywhere."""
    arguments = {"campaign_slug": action.campaign.slug, "slug": action.slug}
    return {
        "button_words": action.details.get("button") or _now("Go on"),
        "puzzle": "",  # there is no form to go with it
        "go_address": reverse("campaigns:action-go", kwargs=arguments) if destination(action) else "",
    }


def count(number: int) -> str:
    """Return a number of clicks in words."""
    return ngettext("%(number)s click", "%(number)s clicks", number) % {"number": group(number)}


KIND: Final = Kind(
    form=ActionForm,
    template="campaigns/kinds/link.html",
    take_part=take_part,
    count=count,
    details=LinkDetails,
    words=LinkWords,
    context=context,
    by_mail=False,
    is_counted=False,
)
