"""Calls to action in texts: a reference to an action, which is a button exactly while people can take part."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from django.urls import reverse_lazy
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from campaigns.models import Action
from publishing import placements, rendering
from publishing.placements import rendered
from publishing.rendering import Kind, Placed

CAMPAIGN_TEXTS: Final = ("campaign__body", "campaign__body_html", "campaign__notes_html", "campaign__cited_works")
TEXTS: Final = {
    "button": gettext_lazy("Call to action"),
    "title": gettext_lazy("Call to action"),
    "search": gettext_lazy("Search calls to action"),
    "searchHelp": gettext_lazy("By the title of the action or of its campaign."),
    "results": gettext_lazy("Calls to action found"),
    "none": gettext_lazy("There is no call to action to choose yet."),
    "nothingFound": gettext_lazy("No call to action found."),
    "chosen": gettext_lazy("Call to action"),
    "chooseFirst": gettext_lazy("Choose a call to action."),
    "insert": gettext_lazy("Insert call to action"),
    "remove": gettext_lazy("Remove call to action"),
    "unknown": gettext_lazy("This call to action no longer exists. Readers see nothing here."),
}


class Calls(placements.Part):
    """Actions of campaigns, placed in any text. Readers see nothing of those whose campaign is not visible."""

    kind = Kind.ACTION
    extension = "BodyAction"
    button = TEXTS["button"]

    def load(self, keys: Collection[str], showing: placements.Showing) -> placements.Renderer:
        """Return what renders the actions at the time of showing. One query, where the page has none at hand."""
        actions = showing.actions
        if actions is None:
            actions = by_key({int(key) for key in keys})
        template = "campaigns/placed_action_plain.html" if showing.plain else "campaigns/placed_action.html"

        def render(found: Placed) -> SafeString:
            action = actions.get(found.key)
            if action is None or not _is_shown(action, showing):
                return SafeString("")
            return rendered(template, _context(action, showing))

        return render

    def editor_options(self) -> dict[str, Any]:
        """Return what the editor's dialog needs."""
        urls = {name: reverse_lazy(f"body-actions:{name}") for name in ("search", "labels")}
        return {"urls": urls, "texts": TEXTS}

    def problems(self, found: Collection[Placed], showing: placements.Showing) -> list[placements.Problem]:
        """Return the actions that are gone, not open, or whose campaign readers cannot see."""
        return list(_problems(found, by_key({int(one.key) for one in found}), showing))


def keys_in(body_html: str) -> set[int]:
    """Return the keys of the actions that a text calls to."""
    return {int(found.key) for found in rendering.placed(body_html) if found.kind == Kind.ACTION}


def by_key(keys: Collection[int]) -> dict[str, Action]:
    """Return the actions with these keys, by key, with their campaigns. One query."""
    rows = Action.objects.filter(pk__in=keys).select_related("campaign").defer(*CAMPAIGN_TEXTS)
    return {str(action.pk): action for action in rows}


def _is_shown(action: Action, showing: placements.Showing) -> bool:
    """Say whether readers see the action: its campaign is public, or is itself what is shown."""
    return action.campaign == showing.item or action.campaign.is_visible(showing.now)


def _problems(
    found: Iterable[Placed], actions: dict[str, Action], showing: placements.Showing
) -> Iterable[placements.Problem]:
    for one in found:
        action = actions.get(one.key)
        if action is None:
            message = _("A call to action in the text no longer exists; readers see nothing in its place.")
            yield placements.Problem("action_missing", message, one)
        elif not _is_shown(action, showing):
            message = _("Readers do not see the call to action “%(title)s”: its campaign is not public.")
            yield placements.Problem("action_hidden", message % {"title": action.title}, one)
        elif (stage := action.stage(showing.now)) == Action.Stage.CLOSED:
            message = _("The call to action “%(title)s” is closed.") % {"title": action.title}
            yield placements.Problem("action_closed", message, one)
        elif stage == Action.Stage.UPCOMING:
            message = _("The call to action “%(title)s” is not open yet.") % {"title": action.title}
            yield placements.Problem("action_upcoming", message, one)


def _context(action: Action, showing: placements.Showing) -> dict[str, Any]:
    campaign = action.campaign
    return {
        "action": action,
        "campaign": campaign,
        "stage": str(action.stage(showing.now)),
        "address": action.get_absolute_url() + (f"?via={showing.via}" if showing.via else ""),
        "campaign_address": campaign.get_absolute_url() + (f"?via={showing.via}" if showing.via else ""),
        "foreign": get_language_info(campaign.language) if campaign.language != get_language() else None,
    }
