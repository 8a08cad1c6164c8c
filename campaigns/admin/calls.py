"""The calls to action on the form of their campaign: a list in the order of the page, and buttons for new ones."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Action, Campaign

ADD: Final[Mapping[Action.Kind, str | Promise]] = {
    Action.Kind.PETITION: gettext_lazy("Add a petition"),
    Action.Kind.EMAIL: gettext_lazy("Add an e-mail to decision makers"),
    Action.Kind.CALL: gettext_lazy("Add a telephone call"),
    Action.Kind.PLEDGE: gettext_lazy("Add a pledge"),
    Action.Kind.EVENT: gettext_lazy("Add an event"),
    Action.Kind.LINK: gettext_lazy("Add a link"),
    Action.Kind.SHARE: gettext_lazy("Add words to share"),
}


def listed(campaign: Campaign) -> SafeString:
    """Return the list and the buttons."""
    rows = format_html_join(
        "",
        '<li><a href="{}">{}</a> <span class="state-at">{}</span></li>',
        (
            (reverse("admin:campaigns_action_change", args=[action.pk]), action, action.get_kind_display())
            for action in campaign.actions.all()
        ),
    )
    buttons = format_html_join(
        "",
        '<li><a class="button-link desk-button" href="{}">{}</a></li>',
        ((_add_address(campaign, kind), ADD.get(kind) or _add_words(kind)) for kind in Action.Kind),
    )
    help_text = _("Readers see a change of these at once: nobody must sign what is not shown. Save this form first.")
    return format_html(
        '<ol class="calls-list">{}</ol><ul class="add-calls">{}</ul><p class="help">{}</p>', rows, buttons, help_text
    )


def _add_words(kind: Action.Kind) -> str:
    return _("Add: %(kind)s") % {"kind": kind.label}


def _add_address(campaign: Campaign, kind: Action.Kind) -> str:
    query = urlencode({"campaign": campaign.pk, "kind": kind.value})
    return f"{reverse('admin:campaigns_action_add')}?{query}"
