"""What the sample's campaigns have beside their text: whom they address, what is to be done, and what has happened."""

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Final

from advocacy_site.demo import signing
from advocacy_site.demo.officials import OFFICIALS
from advocacy_site.demo.shapes import ActionText, CampaignText
from campaigns import counting, delivering
from campaigns.models import Action, Campaign, CampaignLink, Delivery, EmbedSite, TimelineEntry

if TYPE_CHECKING:
    from advocacy_site.demo.loading import Loading

EMBED_SITE: Final = "https://anglers.example.org"


def add_parts(run: "Loading", campaign: Campaign, text: CampaignText) -> None:
    """Add what belongs to the campaign's text, and so to its versions: those it addresses, and who reported."""
    said = {official.key: official for official in OFFICIALS}
    for position, key in enumerate(text.targets):
        official = said[key]
        campaign.targets.create(
            official=run.officials[key],
            stance=official.stance or "unknown",
            stance_since=run.at(20).date() if official.stance else None,
            source_id=run.sources.get(official.source),
            position=position,
        )
    for report in text.coverage:
        campaign.coverage.create(
            outlet=report.outlet,
            title=report.title,
            web_address=report.address,
            published_on=run.at(report.days).date(),
        )


def add_links(campaign: Campaign, action: Action | None, text: CampaignText) -> list[CampaignLink]:
    """Add the campaign's links and its partners', but for codes that somebody else uses; return those added."""
    kinds = CampaignLink.Kind
    given = [(kinds.CHANNEL, *link) for link in text.links] + [(kinds.PARTNER, *link) for link in text.partners]
    return [
        CampaignLink.objects.create(code=code, campaign=campaign, action=action, channel=channel, kind=kind)
        for kind, code, channel in given
        if not CampaignLink.objects.filter(code=code).exists()
    ]


def add_actions(run: "Loading", campaign: Campaign, text: CampaignText) -> None:
    """Add the calls to action beside the petition, with those who have taken part."""
    for position, one in enumerate(text.actions, start=1):
        action = Action.objects.create(
            campaign=campaign,
            kind=one.kind,
            title=one.title,
            slug=one.slug,
            text=one.text,
            details=_details(run, one),
            needs_confirmation=one.kind in ("email", "pledge", "event"),
            position=position,
        )
        signing.sign_and_confirm(action, one.taken, [], since=run.at(text.days - 1), until=run.now)


def _details(run: "Loading", text: ActionText) -> dict[str, Any]:
    if not text.ahead:
        return dict(text.details)
    starts = run.at(-text.ahead).astimezone(UTC)
    times = {"starts": starts, "ends": starts + timedelta(hours=5)}
    return {**text.details, **{name: time.strftime("%Y-%m-%dT%H:%M") for name, time in times.items()}}


def add_happenings(run: "Loading", campaign: Campaign, text: CampaignText) -> None:
    """Add what has happened, and what was handed over, which tells of itself."""
    for entry in text.timeline:
        TimelineEntry.objects.create(
            campaign=campaign,
            kind=entry.kind,
            on=run.at(entry.days).date(),
            title=entry.title,
            text=entry.text,
            source_id=run.sources.get(entry.source),
        )
    for one in text.deliveries:
        delivery = Delivery(
            campaign=campaign,
            target=campaign.targets.filter(official__identifier=one.target).first(),
            delivered_on=run.at(one.days).date(),
            delivered_by=one.by,
            how=one.how,
            number=one.number,
            created_by=run.user,
        )
        delivering.record(delivery, now=run.at(one.days))


def finish(run: "Loading") -> None:
    """List the partner's site, and count who has taken part."""
    if "campaigns" in run.made:
        EmbedSite.objects.get_or_create(origin=EMBED_SITE, defaults={"note": "Anglers of the Lower Orlune (invented)"})
        counting.count_due(run.now + counting.LAG)
