"""Campaigns, what they demand, and what every publication has beside it: citations, versions, comments, previews."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Min, Q, When
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from campaigns.models.counting import total_of_campaign
from press.models import PressRelease
from publishing import rendering
from publishing.findings import Finding
from publishing.models import (
    BodyPicture,
    EditingSession,
    PreviewLink,
    PreviewVisit,
    PublicationQuerySet,
    ReviewComment,
    TaggedItem,
    Transition,
    Version,
)
from sources.models import Citation, CitationVia, CitingPublication, Source


class TaggedCampaign(TaggedItem):
    content_object = models.ForeignKey("Campaign", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="campaigns_tag_once")]


class CampaignQuerySet(PublicationQuerySet):
    def active_first(self) -> Self:
        """Order as readers want it: what runs, what comes, what has ended; the newest first in each."""
        running, coming = Campaign.Outcome.ACTIVE, Campaign.Outcome.UPCOMING
        rank = Case(When(outcome=running, then=0), When(outcome=coming, then=1), default=2)
        return self.order_by(rank, "-publish_at", "-pk")

    def with_confirmed_count(self) -> Self:
        """Add `confirmed_count`: what all actions of a campaign have together, as the last batch counted them."""
        return self.annotate(confirmed_count=total_of_campaign())


class Campaign(CitingPublication):
    class Outcome(models.TextChoices):
        UPCOMING = "upcoming", _("upcoming")
        ACTIVE = "active", _("active")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        CLOSED = "closed", _("closed")

    outcome = models.CharField(_("state"), max_length=10, choices=Outcome, default=Outcome.ACTIVE)
    releases = models.ManyToManyField(PressRelease, through="CampaignRelease", blank=True, related_name="campaigns")
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
        help_text=_("The campaign that goes on where this one has ended. Its page points readers there."),
    )
    tags = TaggableManager(_("tags"), through=TaggedCampaign, blank=True, ordering=["name"])

    objects = CampaignQuerySet.as_manager()  # type: ignore[misc]

    detail_view = "campaigns:campaign-detail"
    parts = ("demands", "targets", "coverage", "release_links")

    class Meta(CitingPublication.Meta):
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            *CitingPublication.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome__in=["upcoming", "active", "won", "lost", "closed"]), name="campaigns_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="campaigns_successor_is_another",
                violation_error_message=_("A campaign cannot succeed itself."),
            ),
        ]

    @property
    def has_ended(self) -> bool:
        """Say whether nothing can be done for the campaign any more."""
        return self.outcome in (self.Outcome.WON, self.Outcome.LOST, self.Outcome.CLOSED)

    @classmethod
    def next_change_after(cls, now: datetime) -> datetime | None:
        """Return also when an action next opens or closes: pages that are stored for long call to it."""
        from campaigns.models.actions import Action

        actions = Action.objects.aggregate(
            opens=Min("opens_at", filter=Q(opens_at__gt=now)), closes=Min("closes_at", filter=Q(closes_at__gt=now))
        )
        times = (super().next_change_after(now), actions["opens"], actions["closes"])
        return min((at for at in times if at is not None), default=None)

    def preflight(self, now: datetime) -> list[Finding]:
        from campaigns import preflight

        return [*super().preflight(now), *preflight.findings(self, now)]

    def begin_translation(self, draft: Self, *, user: Any, now: datetime) -> None:
        """Copy the calls to action: they are no part of versions, since people may be signing them.

        Reports in the media stay in the language that they are in.
        """
        from campaigns import translating

        draft.coverage.filter(language="").update(language=self.language)
        translating.copy_actions(self, draft, user=user, now=now)

    def searchable_text(self) -> str:
        happened = (words for entry in self.timeline.all() for words in (entry.title, entry.text) if words)
        return "\n".join([rendering.plain_text(self.body), *self.demands.values_list("text", flat=True), *happened])


class CampaignCitation(Citation):
    owner = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="citations")


class CampaignCitationVia(CitationVia):
    citation = models.ForeignKey(CampaignCitation, on_delete=models.CASCADE, related_name="vias")


class CampaignTransition(Transition):
    item = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="transitions")


class CampaignVersion(Version):
    item = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="versions")


class CampaignComment(ReviewComment):
    item = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="comments")


class CampaignPreviewLink(PreviewLink):
    item = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="preview_links")


class CampaignPreviewVisit(PreviewVisit):
    link = models.ForeignKey(CampaignPreviewLink, on_delete=models.CASCADE, related_name="visits")


class CampaignEditingSession(EditingSession):
    item = models.ForeignKey(Campaign, on_delete=models.SET_NULL, null=True, related_name="editing_sessions")


class CampaignPicture(BodyPicture):
    owner = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="body_pictures")


class CampaignRelease(models.Model):
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="release_links")
    release = models.ForeignKey(
        PressRelease, on_delete=models.CASCADE, verbose_name=_("release"), related_name="campaign_links"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("related release")
        verbose_name_plural = _("related releases")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "release"],
                name="campaigns_release_once",
                violation_error_message=_("This release is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.release)


class Demand(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        MET = "met", _("met")
        REFUSED = "refused", _("refused")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="demands")
    text = models.CharField(_("demand"), max_length=500)
    legal_basis = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("legal basis"), related_name="demands"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    state_since = models.DateField(_("since"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    cites = ("legal_basis", "campaign")

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "met", "refused"]), name="campaigns_demand_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(state_since__isnull=False),
                name="campaigns_demand_decided_on",
                violation_error_message=_("Say since when the demand is met or refused."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
