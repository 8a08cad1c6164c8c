"""Share: ready words with a short address, passed on by plain links. Nobody is followed to where they share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import funnel, links
from campaigns.kinds.base import ActionForm, Arrival, DetailsForm, Kind
from campaigns.kinds.words import Words
from campaigns.models import Action, Campaign, CampaignLink, FunnelDay
from campaigns.progress import group

MOST_MESSAGES: Final = 12


class ShareDetails(DetailsForm):
    """The words to choose from, and the address that stands under them."""

    messages = forms.CharField(
        label=_("Messages"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One on each line. The address is added to each."),
        error_messages={"required": _("Write at least one message.")},
    )
    link = forms.ChoiceField(
        label=_("Address that is shared"),
        required=False,
        choices=[("", _("the page of the campaign"))],
        help_text=_("A campaign link counts how many people come through what was shared."),
    )

    @classmethod
    def of(cls, campaign: Campaign | None, data: Any = None, initial: dict[str, Any] | None = None) -> Self:
        """Return the form with the campaign's links to choose from."""
        form = super().of(campaign, data, initial)
        if isinstance(form.initial.get("messages"), list):
            form.initial = dict(form.initial) | {"messages": "\n".join(form.initial["messages"])}
        if campaign is not None:
            found = campaign.links.filter(supporter=None).order_by("channel", "pk").values_list("code", "channel")
            field = form.fields["link"]
            field.choices = [*field.choices, *((code, f"{channel} ({code})") for code, channel in found[:500])]  # type: ignore[attr-defined]
        return form

    def clean_messages(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["messages"].splitlines())
        messages = list(dict.fromkeys(line for line in lines if line))
        if len(messages) > MOST_MESSAGES:
            raise forms.ValidationError(_("Write at most %d messages: nobody reads more.") % MOST_MESSAGES)
        return messages


class ShareWords(Words):
    button = _("Share")
    invitation = _("Share")
    form_label = _("Share")
    upcoming = _("Sharing has not begun yet.")
    ask_others = _("Share it again")
    at_once = _("Thank you for telling others.")


@dataclass(frozen=True)
class Message:
    """One text to pass on, with plain links that open the visitor's own programs."""

    text: str
    address: str

    @property
    def whole(self) -> str:
        return f"{self.text} {self.address}".strip()

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Return names and addresses: RFC 6068 for mail, RFC 5724 for SMS, what the services document for the others."""
        text, whole = quote(self.text, safe=""), quote(self.whole, safe="")
        return [
            (_now("E-mail"), f"mailto:?subject={text}&body={whole}"),
            ("WhatsApp", f"https://wa.me/?text={whole}"),
            ("Telegram", f"https://t.me/share/url?url={quote(self.address, safe='')}&text={text}"),
            ("SMS", f"sms:?body={whole}"),
        ]


def take_part(action: Action, form: ActionForm, arrival: Arrival, now: datetime) -> None:
    """Count that somebody has shared it, by their own word."""
    via = arrival.link.code if arrival.link else ""
    funnel.count(action.pk, FunnelDay.Step.SHARED, via=via, now=now)


def address_of(action: Action) -> str:
    """Return the address that is shared: of the link that staff chose, or of the campaign's page."""
    link = CampaignLink.objects.filter(campaign=action.campaign_id, code=action.details.get("link") or "").first()
    return links.address(link) if link else settings.SITE_URL + action.campaign.get_absolute_url()


def context(action: Action, posted: QueryDict | None, now: datetime) -> dict[str, Any]:
    """Return the messages, and the address that each of them carries."""
    address = address_of(action)
    texts = action.details.get("messages") or [action.campaign.title]
    return {"share_messages": [Message(text, address) for text in texts], "script": "campaigns/share.js"}


def count(number: int) -> str:
    """Return how often something was shared, in words."""
    return ngettext("shared %(number)s time", "shared %(number)s times", number) % {"number": group(number)}


KIND: Final = Kind(
    form=ActionForm,
    template="campaigns/kinds/share.html",
    take_part=take_part,
    count=count,
    details=ShareDetails,
    words=ShareWords,
    context=context,
    by_mail=False,
    is_counted=False,
)
