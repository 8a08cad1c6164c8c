"""What preflight finds of campaigns alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from publishing.findings import Finding, blocker, warning
from sources.models import Visibility

if TYPE_CHECKING:
    from campaigns.models import Campaign

MOST_NAMED: Final = 20


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
    if campaign.has_ended:
        yield from _check_end(campaign, now)
    yield from _check_proof(campaign)
    successor = campaign.successor
    if successor is not None and not successor.is_visible(now):
        message = _("The successor is not public: readers are led to it only once it is.")
        yield warning("successor_hidden", message, "successor")


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


def _check_end(campaign: "Campaign", now: datetime) -> Iterator[Finding]:
    """Yield what is missing where a campaign has ended: its outcome told, and a look at what closes with it."""
    owner: Any = campaign.working_copy_of or campaign
    told = owner.timeline.filter(kind="outcome")
    if campaign.outcome in (campaign.Outcome.WON, campaign.Outcome.LOST) and not told.exists():
        message = _("Nothing tells how it ended: add the outcome to the timeline. Readers get it first.")
        yield warning("outcome_untold", message, "outcome")
    closing = [action.title for action in owner.actions.all() if action.stage(now) == action.Stage.OPEN]
    if closing and owner.pk != campaign.pk:
        yield warning("actions_close", _("These calls to action close with the campaign:"), "outcome", closing)


def _check_proof(campaign: "Campaign") -> Iterator[Finding]:
    """Yield the positions whose sources readers cannot look up."""
    unshown = campaign.targets.exclude(stance="unknown").filter(source__visibility=Visibility.ON_FILE)
    names = [target.official.full_name for target in unshown.select_related("official")[:MOST_NAMED]]
    if names:
        message = _("The sources of these positions are kept on file: readers cannot look them up.")
        yield warning("stance_on_file", message, "targets", names)
