"""The campaign desk: campaigns with demands and calls to action, the links that lead to them, and who took part."""

from campaigns.admin.actions import ActionAdmin
from campaigns.admin.campaigns import CampaignAdmin
from campaigns.admin.deliveries import DeliveryAdmin
from campaigns.admin.embeds import EmbedSiteAdmin
from campaigns.admin.exclusions import ExclusionAdmin
from campaigns.admin.links import CampaignLinkAdmin
from campaigns.admin.mailings import MailingAdmin
from campaigns.admin.participations import ParticipationAdmin
from campaigns.admin.story import TimelineEntryAdmin

__all__ = [
    "ActionAdmin",
    "CampaignAdmin",
    "CampaignLinkAdmin",
    "DeliveryAdmin",
    "EmbedSiteAdmin",
    "ExclusionAdmin",
    "MailingAdmin",
    "ParticipationAdmin",
    "TimelineEntryAdmin",
]
