"""The story of a campaign: at whom it aims and where they stand, what happened when, and who reported on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.actions import Action
from campaigns.models.campaign import Campaign
from officials.models import Official
from sources.models import Source


class CampaignTarget(models.Model):
    """A decision maker whom a campaign addresses, and where they stand. A stance is shown with the source that proves it."""

    class Stance(models.TextChoices):
        UNKNOWN = "unknown", _("position unknown")
        COMMITTED = "committed", _("committed")
        OPPOSED = "opposed", _("opposed")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="targets")
    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, related_name="campaign_targets", verbose_name=_("decision maker")
    )
    stance = models.CharField(_("position"), max_length=10, choices=Stance, default=Stance.UNKNOWN)
    stance_since = models.DateField(_("since"), null=True, blank=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stances",
        verbose_name=_("source"),
        help_text=_("Where the decision maker said so. Needed for committed and opposed."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    cites = ("source", "campaign")

    class Meta:
        verbose_name = _("decision maker addressed")
        verbose_name_plural = _("decision makers addressed")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "official"],
                name="campaigns_target_once",
                violation_error_message=_("This decision maker is in the list already."),
            ),
            models.CheckConstraint(
                condition=Q(stance__in=["unknown", "committed", "opposed"]), name="campaigns_target_stance_known"
            ),
            models.CheckConstraint(
                condition=Q(stance="unknown") | Q(source__isnull=False),
                name="campaigns_target_stance_proven",
                violation_error_message=_("Give the source that shows this position."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.official)

    def after_loss(self) -> None:
        """Claim no position whose source is gone."""
        if self.source_id is None:
            self.stance, self.stance_since = self.Stance.UNKNOWN, None


class TimelineEntry(models.Model):
    """Something that happened in a campaign. Milestones come by themselves when the total passes them, once each."""

    class Kind(models.TextChoices):
        LAUNCHED = "launched", _("launched")
        MILESTONE = "milestone", _("milestone")
        DELIVERED = "delivered", _("delivered")
        RESPONSE = "response", _("response")
        OUTCOME = "outcome", _("outcome")
        UPDATE = "update", _("update")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="timeline")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.UPDATE)
    on = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="timeline_entries",
        verbose_name=_("source"),
    )
    action = models.ForeignKey(
        Action,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="timeline",
        verbose_name=_("call to action"),
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, help_text=_("The number reached."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    cites = ("source", "campaign")

    class Meta:
        verbose_name = _("entry of the timeline")
        verbose_name_plural = _("entries of the timeline")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["launched", "milestone", "delivered", "response", "outcome", "update"]),
                name="campaigns_timeline_kind_known",
            ),
            models.UniqueConstraint(
                fields=["action", "number"], name="campaigns_milestone_once", condition=Q(kind="milestone")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignCoverage(models.Model):
    """What others reported on a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="coverage")
    outlet = models.CharField(_("published by"), max_length=200)
    title = models.CharField(_("title"), max_length=300)
    web_address = models.URLField(_("web address"), max_length=500)
    published_on = models.DateField(_("date"))
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("Code, such as fr. Leave empty for the campaign's own.")
    )

    class Meta:
        verbose_name = _("report in the media")
        verbose_name_plural = _("in the media")
        # Reports of one day stand as they were entered: copies of them, made in order, must come in the same one.
        ordering = ["-published_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "web_address"],
                name="campaigns_coverage_once",
                violation_error_message=_("This report is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.title}"
