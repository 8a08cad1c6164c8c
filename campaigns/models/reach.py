"""How a campaign reaches others: sites that embed its actions, what is handed over, and updates to those who took part."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.story import CampaignTarget, TimelineEntry


class EmbedSite(models.Model):
    """A site that may show our actions in a frame. `origin` is scheme, host and port as browsers send it (RFC 6454)."""

    origin = models.CharField(
        _("site"), max_length=255, unique=True, help_text=_("Such as https://partner.example, without a path.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("site that may embed")
        verbose_name_plural = _("sites that may embed")
        ordering = ["origin"]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__regex=r"^https?://[a-z0-9.-]+(:[0-9]+)?$"),
                name="campaigns_embed_origin_plain",
                violation_error_message=_("Give scheme and host, such as https://partner.example."),
            )
        ]

    def __str__(self) -> str:
        return self.origin


class Delivery(models.Model):
    """Names handed over to one decision maker, or to all: who did it, when, how and how many. Shown on the timeline."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="deliveries")
    target = models.ForeignKey(
        CampaignTarget,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("handed to"),
        help_text=_("Leave empty where it went to all together."),
    )
    delivered_on = models.DateField(_("date"))
    delivered_by = models.CharField(_("handed over by"), max_length=200)
    how = models.CharField(_("how and where"), max_length=300, blank=True)
    number = models.PositiveIntegerField(_("number of names"))
    entry = models.OneToOneField(
        TimelineEntry, on_delete=models.SET_NULL, null=True, editable=False, related_name="delivery"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-delivered_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.campaign}, {self.delivered_on:%Y-%m-%d}"


class Mailing(models.Model):
    """One message to all who agreed to hear of a campaign. `cursor` is the last supporter written to: it resumes there."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        PAUSED = "paused", _("paused")
        SENT = "sent", _("sent")

    class Audience(models.TextChoices):
        UPDATES = "updates", _("who took part and asked for updates on this campaign")
        NEWS = "news", _("who took part and asked for news")

    batch = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="mailings", verbose_name=_("campaign")
    )
    audience = models.CharField(_("to"), max_length=10, choices=Audience, default=Audience.UPDATES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    body_html = models.TextField(editable=False, default="")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    pace = models.PositiveIntegerField(
        _("pace"), default=600, help_text=_("Messages a minute at most: new senders are trusted slowly.")
    )
    cursor = models.BigIntegerField(default=0, editable=False)
    number = models.PositiveIntegerField(_("messages written"), default=0, editable=False)
    tested_at = models.DateTimeField(_("last test"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("begun"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("update to supporters")
        verbose_name_plural = _("updates to supporters")
        permissions = [("send_mailing", _("Can send updates to supporters"))]
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sending", "paused", "sent"]), name="campaigns_mailing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(pace__gte=1),
                name="campaigns_mailing_pace",
                violation_error_message=_("The pace is at least one message a minute."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
