"""What the tests of campaigns' stories share: decision makers in office, whom a campaign addresses, what happened."""

from datetime import timedelta

from django.utils import timezone

from campaigns.models import CampaignTarget, TimelineEntry
from officials.models import Area, Official, Term

COMMITTED, OPPOSED, UNKNOWN = "committed", "opposed", "unknown"


def make_official(country, name, *, region="", office="Deputy", ended=False, today=None):
    """Return somebody who holds office for a region of a country, or held it until last year."""
    today = today or timezone.localdate()
    official = Official.objects.create(scheme="own", identifier=name, full_name=name, family_name=name.split()[-1])
    area = country
    if region:
        fields = {"kind": "region", "name": region, "parent": country}
        area, _new = Area.objects.get_or_create(country="AM", code=region[:3].upper(), defaults=fields)
    end = today - timedelta(days=300) if ended else None
    start = today - timedelta(days=700)
    Term.objects.create(official=official, area=area, office=office, role=office.lower(), start=start, end=end)
    return official


def address(campaign, official, stance=UNKNOWN, source=None, **fields):
    return CampaignTarget.objects.create(campaign=campaign, official=official, stance=stance, source=source, **fields)


def happen(campaign, kind, on, title, **fields):
    return TimelineEntry.objects.create(campaign=campaign, kind=kind, on=on, title=title, **fields)
