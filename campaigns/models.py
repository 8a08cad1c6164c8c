"""Campaigns, their demands, the actions that supporters take, and the links that bring them."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, F, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

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
from publishing.visibility import visible_q
from sources.models import Citation, CitationVia, CitingPublication, Source
from supporters.models import Supporter


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
        """Add `confirmed_count`: how many confirmed participations all actions of a campaign have."""
        return self.annotate(confirmed_count=_count_confirmed("action__campaign"))


class Campaign(CitingPublication):
    class Outcome(models.TextChoices):
        UPCOMING = "upcoming", _("upcoming")
        ACTIVE = "active", _("active")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        CLOSED = "closed", _("closed")

    outcome = models.CharField(_("state"), max_length=10, choices=Outcome, default=Outcome.ACTIVE)
    releases = models.ManyToManyField(PressRelease, through="CampaignRelease", blank=True, related_name="campaigns")
    tags = TaggableManager(_("tags"), through=TaggedCampaign, blank=True, ordering=["name"])

    objects = CampaignQuerySet.as_manager()  # type: ignore[misc]

    detail_view = "campaigns:campaign-detail"
    parts = ("demands", "release_links")

    class Meta(CitingPublication.Meta):
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            *CitingPublication.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome__in=["upcoming", "active", "won", "lost", "closed"]), name="campaigns_outcome_known"
            ),
        ]

    @property
    def has_ended(self) -> bool:
        """Say whether nothing can be done for the campaign any more."""
        return self.outcome in (self.Outcome.WON, self.Outcome.LOST, self.Outcome.CLOSED)

    @classmethod
    def next_change_after(cls, now: datetime) -> datetime | None:
        """Return also when an action next opens or closes: pages that are stored for long call to it."""
        actions = Action.objects.aggregate(
            opens=Min("opens_at", filter=Q(opens_at__gt=now)), closes=Min("closes_at", filter=Q(closes_at__gt=now))
        )
        times = (super().next_change_after(now), actions["opens"], actions["closes"])
        return min((at for at in times if at is not None), default=None)

    def preflight(self, now: datetime) -> list[Finding]:
        from campaigns import preflight

        return [*super().preflight(now), *preflight.findings(self, now)]

    def begin_translation(self, draft: Self, *, user: Any, now: datetime) -> None:
        """Copy the calls to action: they are no part of versions, since people may be signing them."""
        from campaigns import translating

        translating.copy_actions(self, draft, user=user, now=now)

    def searchable_text(self) -> str:
        return "\n".join([rendering.plain_text(self.body), *self.demands.values_list("text", flat=True)])


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


class ActionQuerySet(models.QuerySet["Action"]):
    def published(self, now: datetime) -> Self:
        """Return the actions of campaigns that the public may see."""
        return self.filter(visible_q(now, "campaign__"))

    def with_confirmed_count(self) -> Self:
        """Add `confirmed_count`, counted from the rows: the partial index holds just the confirmed ones."""
        return self.annotate(confirmed_count=_count_confirmed("action"))

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

    class Stage(models.TextChoices):
        UPCOMING = "upcoming", _("not open yet")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PETITION)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, allow_unicode=True)
    text = models.TextField(_("text"), help_text=_("What the supporter signs, word for word."))
    addressee = models.CharField(_("addressed to"), max_length=200, blank=True)
    goal = models.PositiveIntegerField(
        _("goal"), null=True, blank=True, help_text=_("Signatures aimed at. Leave empty to show no progress bar.")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    thanks = models.TextField(
        _("words of thanks"), blank=True, help_text=_("Shown after signing. Leave empty for our own words.")
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
            models.CheckConstraint(condition=Q(kind__in=["petition"]), name="campaigns_action_kind_known"),
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


def new_code() -> str:
    """Return a code of a campaign link: short, without letters that are mistaken for each other."""
    return get_random_string(7, "23456789abcdefghjkmnpqrstuvwxyz")


class CampaignLinkQuerySet(models.QuerySet["CampaignLink"]):
    def published(self, now: datetime) -> Self:
        """Return the links that lead to something the public may see."""
        return self.filter(visible_q(now, "campaign__"))


class CampaignLink(models.Model):
    """A short address for one channel or partner. It counts visits by day, and nothing about visitors."""

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
            )
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


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def confirmed(self) -> Self:
        """Return what counts."""
        return self.filter(confirmed_at__isnull=False)


class Participation(models.Model):
    """One person taking part in one action, once. It counts when it is confirmed.

    Name and place stand here as they were typed, since whoever fills in a form need not be the owner of the address.
    They can be typed again until the mailbox confirms them; then they become the supporter's, and `ticked` (purpose →
    exact words) becomes consents.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="participations")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="participations")
    link = models.ForeignKey(
        CampaignLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    name = models.CharField(_("name"), max_length=150)
    country = models.CharField(_("country"), max_length=2, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    ticked = models.JSONField(default=dict, editable=False)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    show_name = models.BooleanField(_("name shown in public"), default=False)
    created_at = models.DateTimeField(_("signed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("last mailed"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["action", "supporter"], name="campaigns_participation_once")]
        indexes = [
            models.Index(
                fields=["action", "confirmed_at"], name="campaigns_confirmed", condition=Q(confirmed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.created_at:%Y-%m-%d}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


def _count_confirmed(path: str) -> Coalesce:
    """Return the number of confirmed participations whose `path` is the outer row, as one subquery."""
    rows = Participation.objects.confirmed().filter(**{path: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(rows.values(path).annotate(number=Count("pk")).values("number")), 0)
