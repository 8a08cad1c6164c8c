"""Campaigns, what they ask of supporters, who took part, and what is counted."""

from campaigns.models.actions import Action, ActionQuerySet
from campaigns.models.campaign import (
    Campaign,
    CampaignCitation,
    CampaignCitationVia,
    CampaignComment,
    CampaignEditingSession,
    CampaignPicture,
    CampaignPreviewLink,
    CampaignPreviewVisit,
    CampaignQuerySet,
    CampaignRelease,
    CampaignTransition,
    CampaignVersion,
    Demand,
    TaggedCampaign,
)
from campaigns.models.counting import ActionTotal, AreaTotal, CountRun, FunnelDay
from campaigns.models.links import CampaignLink, CampaignLinkQuerySet, LinkDay, new_code
from campaigns.models.participation import Exclusion, Participation, ParticipationQuerySet
from campaigns.models.reach import Delivery, EmbedSite, Mailing
from campaigns.models.story import CampaignCoverage, CampaignTarget, TimelineEntry

__all__ = [
    "Action",
    "ActionQuerySet",
    "ActionTotal",
    "AreaTotal",
    "Campaign",
    "CampaignCitation",
    "CampaignCitationVia",
    "CampaignComment",
    "CampaignCoverage",
    "CampaignEditingSession",
    "CampaignLink",
    "CampaignLinkQuerySet",
    "CampaignPicture",
    "CampaignPreviewLink",
    "CampaignPreviewVisit",
    "CampaignQuerySet",
    "CampaignRelease",
    "CampaignTarget",
    "CampaignTransition",
    "CampaignVersion",
    "CountRun",
    "Delivery",
    "Demand",
    "EmbedSite",
    "Exclusion",
    "FunnelDay",
    "LinkDay",
    "Mailing",
    "Participation",
    "ParticipationQuerySet",
    "TaggedCampaign",
    "TimelineEntry",
    "new_code",
]
