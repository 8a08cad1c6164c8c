"""What stands on the home page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Prefetch
from django.utils.translation import get_language

from campaigns.models import Action, Campaign
from press import archive
from press.models import PressRelease

LATEST: Final = 7
CAMPAIGNS: Final = 4


@dataclass(frozen=True)
class FrontPage:
    """The latest release as lead (None while there is none), those before it, and the campaigns that run."""

    lead: PressRelease | None
    latest: list[PressRelease]
    campaigns: list[Campaign]


def front_page(now: datetime) -> FrontPage:
    """Return what is on the front page of the active edition at `now`. Four queries at most."""
    releases = archive.releases(now).latest_first().select_related("lead_image")
    found = list(releases.prefetch_related("lead_image__renditions")[: LATEST + 1])
    return FrontPage(found[0] if found else None, found[1:], _running(now))


def _running(now: datetime) -> list[Campaign]:
    """Return the running campaigns, each with its open actions as `open_actions`."""
    language = get_language() or ""
    actions: Any = Prefetch("actions", Action.objects.open(now), to_attr="open_actions")
    campaigns = Campaign.objects.published(now).in_edition(language, now).filter(outcome=Campaign.Outcome.ACTIVE)
    light = campaigns.defer("body", "body_html", "notes_html")
    return list(light.latest_first().prefetch_related(actions)[:CAMPAIGNS])
