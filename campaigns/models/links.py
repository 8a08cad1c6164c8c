"""Short addresses that lead to campaigns, and how many people they brought."""

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from campaigns.models.actions import Action
from campaigns.models.campaign import Campaign
from publishing.visibility import visible_q
from supporters.models import Supporter


def new_code() -> str:
    """Return a code of a campaign link: short, without letters that are mistaken for each other."""
    return get_random_string(7, "23456789abcdefghjkmnpqrstuvwxyz")


class CampaignLinkQuerySet(models.QuerySet["CampaignLink"]):
    def published(self, now: datetime) -> Self:
        """Return the links that lead to something the public may see."""
        return self.filter(visible_q(now, "campaign__"))


class CampaignLink(models.Model):
    """A short address for one channel, partner or supporter. It counts visits by day, and nothing about visitors."""

    class Kind(models.TextChoices):
        CHANNEL = "channel", _("channel")
        PARTNER = "partner", _("partner")
        SUPPORTER = "supporter", _("supporter's own link")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        default=new_code,
        help_text=_("The last part of the short address. Letters, digits and hyphens."),
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="links")
    action = models.ForeignKey(
        Action,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("call to action"),
        help_text=_("Leave empty to lead to the campaign's page."),
    )
    channel = models.CharField(
        _("channel"), max_length=100, help_text=_("Where the link is used: newsletter, poster, a partner's name.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CHANNEL)
    supporter = models.ForeignKey(
        Supporter, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="share_links"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CampaignLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign link")
        verbose_name_plural = _("campaign links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9-]+$"),
                name="campaigns_link_code_plain",
                violation_error_message=_("A code has small letters a to z, digits and hyphens only."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["channel", "partner", "supporter"]), name="campaigns_link_kind_known"
            ),
            models.UniqueConstraint(
                fields=["action", "supporter"],
                name="campaigns_share_link_once",
                condition=Q(supporter__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Keep the link in one campaign: attribution would go astray otherwise."""
        if self.action is not None and self.action.campaign_id != self.campaign_id:
            raise ValidationError({"action": _("This call to action belongs to another campaign.")})


class LinkDay(models.Model):
    """Visits through one link on one day (UTC)."""

    link = models.ForeignKey(CampaignLink, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="campaigns_link_day_unique")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}"
