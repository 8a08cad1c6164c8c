"""Calls to action: what a campaign asks of its supporters."""

from datetime import datetime
from typing import Any, Final, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.counting import total_of_action
from publishing.visibility import visible_q

RESERVED_SLUGS: Final = frozenset({"decision-makers"})


class ActionQuerySet(models.QuerySet["Action"]):
    def published(self, now: datetime) -> Self:
        """Return the actions of campaigns that the public may see."""
        return self.filter(visible_q(now, "campaign__"))

    def with_confirmed_count(self) -> Self:
        """Add `confirmed_count`: what has been counted for each action, as the last batch left it."""
        return self.annotate(confirmed_count=total_of_action())

    def open(self, now: datetime) -> Self:
        """Return the actions that take part at `now`: their campaign is active, and the time is theirs."""
        started = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
        return self.filter(
            started, Q(closes_at__isnull=True) | Q(closes_at__gt=now), campaign__outcome=Campaign.Outcome.ACTIVE
        )


class Action(models.Model):
    """One call to action. Each kind has its own module with form, template and rule (`campaigns/kinds/`)."""

    class Kind(models.TextChoices):
        PETITION = "petition", _("petition")
        EMAIL = "email", _("e-mail to decision makers")
        CALL = "call", _("telephone call")
        PLEDGE = "pledge", _("pledge")
        EVENT = "event", _("event")
        LINK = "link", _("link to another place")
        SHARE = "share", _("sharing")

    class Stage(models.TextChoices):
        UPCOMING = "upcoming", _("not open yet")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PETITION)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, allow_unicode=True)
    text = models.TextField(_("text"), help_text=_("What the supporter signs or does, word for word."))
    addressee = models.CharField(_("addressed to"), max_length=200, blank=True)
    goal = models.PositiveIntegerField(
        _("goal"), null=True, blank=True, help_text=_("The number aimed at. Leave empty to show no progress bar.")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    thanks = models.TextField(
        _("words of thanks"), blank=True, help_text=_("Shown after taking part. Leave empty for our own words.")
    )
    details = models.JSONField(
        _("details"), default=dict, blank=True, help_text=_("What this kind needs beside the others, such as a place.")
    )
    needs_confirmation = models.BooleanField(
        _("confirmed by mail"),
        default=True,
        help_text=_("It counts once the supporter has pressed the button behind the link that we mail them."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ActionQuerySet.as_manager()

    linked_as = ("campaigns:action-detail", {"campaign_slug": "campaign__slug", "slug": "slug"})
    """The name of its page's URL, and which column each argument of it is."""

    class Meta:
        verbose_name = _("call to action")
        verbose_name_plural = _("calls to action")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "slug"],
                name="campaigns_action_slug_unique",
                violation_error_message=_("Another action of this campaign has this address."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["petition", "email", "call", "pledge", "event", "link", "share"]),
                name="campaigns_action_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(needs_confirmation=True) | ~Q(kind__in=["petition", "email"]),
                name="campaigns_action_confirmed",
                violation_error_message=_("Petitions and e-mails to decision makers are always confirmed by mail."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(opens_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="campaigns_action_closes_after_opening",
                violation_error_message=_("The action closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(goal__gt=0),
                name="campaigns_action_goal_positive",
                violation_error_message=_("A goal is at least 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        with translation.override(self.campaign.language):
            return reverse("campaigns:action-detail", kwargs={"campaign_slug": self.campaign.slug, "slug": self.slug})

    def clean(self) -> None:
        """Refuse an address that is another page's of the campaign."""
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Another page of the campaign has this address. Choose another one.")})

    @cached_property
    def letters(self) -> dict[str, Any]:
        """Return the letters composed for this object so far (`campaigns.mail`): one state of the action has one of each."""
        return {}

    def stage(self, now: datetime) -> Stage:
        """Return whether people cannot take part yet, can, or cannot any more."""
        return self.stage_in(self.campaign, now)

    def stage_in(self, campaign: Campaign, now: datetime) -> Stage:
        """Return the stage with `campaign` in the place of the action's own, such as its working copy."""
        if campaign.has_ended or (self.closes_at is not None and self.closes_at <= now):
            return self.Stage.CLOSED
        if campaign.outcome == Campaign.Outcome.UPCOMING or (self.opens_at is not None and self.opens_at > now):
            return self.Stage.UPCOMING
        return self.Stage.OPEN

    def is_open(self, now: datetime) -> bool:
        """Say whether people can take part at `now`. The same rule as `ActionQuerySet.open`."""
        return self.stage(now) == self.Stage.OPEN
