"""What preflight finds of campaigns alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from publishing.findings import Finding, blocker, warning

if TYPE_CHECKING:
    from campaigns.models import Campaign


def findings(campaign: "Campaign", now: datetime) -> Iterator[Finding]:
    """Yield what a campaign lacks to be one: summary, demands, something that supporters can do."""
    if not campaign.summary.strip():
        message = _("A campaign needs a summary: it stands in lists and beside its actions.")
        yield blocker("summary_missing", message, "summary")
    if not campaign.body:
        yield warning("text_missing", _("The text is empty."), "body")
    if not campaign.demands.exists():
        yield warning("demand_missing", _("The campaign demands nothing."), "demands")
    if campaign.outcome == campaign.Outcome.ACTIVE:
        yield from _check_actions(campaign, now)


def _check_actions(campaign: "Campaign", now: datetime) -> Iterator[Finding]:
    """Yield what keeps supporters of an active campaign from acting. The actions of a working copy are its live item's."""
    owner: Any = campaign.working_copy_of or campaign
    # Their stage depends on the campaign as it is about to be, which may be a working copy.
    stages = {action.title: action.stage_in(campaign, now) for action in owner.actions.all()}
    if not stages:
        yield warning("action_missing", _("There is nothing that supporters can do: no call to action."), "actions")
        return
    closed = [title for title, stage in stages.items() if stage == stage.CLOSED]
    if closed:
        yield warning("action_closed", _("These calls to action are closed:"), "actions", closed)
    if all(stage != stage.OPEN for stage in stages.values()):
        yield warning("action_none_open", _("No call to action is open at that time."), "actions")
