"""Whom a campaign addresses, many at once: everybody who holds an office today."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from campaigns.models import Campaign, CampaignTarget
from officials.models import Official, Term


@dataclass(frozen=True)
class Holders:
    """Those who hold one office in one country today. `role` is that of their terms, `office` what readers call it."""

    country: str
    role: str
    office: str
    number: int

    @property
    def key(self) -> str:
        return f"{self.country}:{self.role}"


def offices(today: date) -> list[Holders]:
    """Return the offices that somebody holds on a day, by country. One query."""
    rows = Term.objects.current(today).order_by().values_list("area__country", "role", "office", "official")
    held: dict[tuple[str, str], tuple[str, set[int]]] = {}
    for country, role, office, official in rows:
        held.setdefault((country, role), (office, set()))[1].add(official)
    return [Holders(*key, office, len(found)) for key, (office, found) in sorted(held.items())]


@transaction.atomic
def address_all(*, campaign: Campaign, country: str, role: str, today: date) -> int:
    """Let a campaign address everybody who holds an office on a day, each once; return how many came.

    Those whom it addresses already keep their place and what is known of their position. The others follow in the order
    of their areas.
    """
    terms = Term.objects.current(today).filter(area__country=country, role=role)
    known = set(campaign.targets.values_list("official", flat=True))
    keys = terms.order_by("area__code", "official__family_name", "official").values_list("official", flat=True)
    new = [key for key in dict.fromkeys(keys) if key not in known]
    # They may be deleted meanwhile; whoever is addressed cannot be.
    there = set(Official.objects.select_for_update().filter(pk__in=new).values_list("pk", flat=True))
    rows = [CampaignTarget(campaign=campaign, official_id=key) for key in new if key in there]
    return len(CampaignTarget.objects.bulk_create(rows, batch_size=200))


@transaction.atomic
def spare_unknown(*, campaign: Campaign) -> int:
    """Let a campaign address nobody any more whose position is not known; return how many went."""
    gone, _by_model = campaign.targets.filter(stance=CampaignTarget.Stance.UNKNOWN).delete()
    return gone
