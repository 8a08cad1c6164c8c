"""Who took part in what, once each, and what is left out of the count."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.actions import Action
from campaigns.models.campaign import Campaign
from campaigns.models.links import CampaignLink
from officials.models import Area
from supporters.models import Supporter

COUNTS = Q(confirmed_at__isnull=False, excluded_at__isnull=True)
MAILBOX_SILENT = Q(confirmed_at__isnull=True) | Q(unproven=True)
"""Nobody has shown yet that they read the mail of the address: what is typed for it again takes the place of this."""
HELD_IS_SILENT = "(held.confirmed_at IS NULL OR held.unproven)"
"""The same as SQL, for `supporters.statements`."""


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def confirmed(self) -> Self:
        """Return what was confirmed, also what is left out of the count."""
        return self.filter(confirmed_at__isnull=False)

    def counting(self) -> Self:
        """Return what counts: confirmed, and not left out."""
        return self.filter(COUNTS)


class Participation(models.Model):
    """One person taking part in one action, once. It counts when it is confirmed and not left out.

    Name and place stand here as they were typed, since whoever fills in a form need not be the owner of the address.
    They can be typed again until the mailbox confirms them; then they become the supporter's, and `ticked` (purpose →
    exact words) becomes consents. Where an action needs no confirmation, a row counts at once and is `unproven` until then.

    `supporter` is empty where nobody needs to be known (a call that somebody reports), and after erasure. `counted` says
    whether the totals contain the row: only the counting (`campaigns.counting`) writes it, in the transaction that moves
    them. `network` is a keyed hash that changes daily, for abuse checks alone, and is emptied after a week.
    """

    class CommentState(models.TextChoices):
        NEW = "new", _("to be read")
        APPROVED = "approved", _("may be shown")
        REJECTED = "rejected", _("not to be shown")

    class Reason(models.TextChoices):
        """Why a participation is left out of the count."""

        BURST = "burst", _("very many from one network in a short time")
        SUSTAINED = "sustained", _("very many from one network in a day")
        DOMAIN = "domain", _("very many from one mail domain in a short time")
        PATTERN = "pattern", _("names or addresses that a program made up")
        CONDITION = "condition", _("staff left it out by a condition")
        WITHDRAWN = "withdrawn", _("the person withdrew it")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="participations")
    supporter = models.ForeignKey(
        Supporter, on_delete=models.CASCADE, null=True, blank=True, related_name="participations"
    )
    link = models.ForeignKey(
        CampaignLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="participations")
    details = models.JSONField(
        _("details"), default=dict, blank=True, help_text=_("What this kind of action asks for.")
    )
    ticked = models.JSONField(default=dict, editable=False)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    comment_state = models.CharField(_("comment"), max_length=10, choices=CommentState, default=CommentState.NEW)
    show_name = models.BooleanField(_("name shown in public"), default=False)
    may_deliver = models.BooleanField(_("name and place handed over"), default=False)
    network = models.CharField(_("network (hash)"), max_length=64, blank=True, editable=False)
    mail_domain = models.CharField(_("mail domain"), max_length=255, blank=True, editable=False)
    created_at = models.DateTimeField(_("signed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    unproven = models.BooleanField(_("counts without its mailbox"), default=False, editable=False)
    mailed_at = models.DateTimeField(_("last mailed"), null=True, blank=True)
    counted = models.BooleanField(_("in the totals"), default=False, editable=False)
    excluded_at = models.DateTimeField(_("left out"), null=True, blank=True)
    excluded_why = models.CharField(_("why it is left out"), max_length=10, choices=Reason, blank=True)
    exclusion = models.ForeignKey(
        "campaigns.Exclusion", on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    anonymised_at = models.DateTimeField(_("made anonymous"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        permissions = [("export_participation", _("Can take out who took part"))]
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "supporter"], name="campaigns_participation_once"),
            models.CheckConstraint(
                condition=(
                    Q(excluded_at__isnull=True, excluded_why="") | (Q(excluded_at__isnull=False) & ~Q(excluded_why=""))
                ),
                name="campaigns_participation_excluded_why",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True)
                | Q(supporter__isnull=True, name="", postcode="", comment="", network="", mail_domain=""),
                name="campaigns_participation_anonymous",
            ),
        ]
        indexes = [
            models.Index(
                fields=["action", "confirmed_at"], name="campaigns_confirmed", condition=Q(confirmed_at__isnull=False)
            ),
            # What the next batch adds, and what it takes away: a handful of rows among millions.
            models.Index(fields=["confirmed_at"], name="campaigns_to_count", condition=COUNTS & Q(counted=False)),
            models.Index(
                fields=["excluded_at"],
                name="campaigns_to_uncount",
                condition=Q(counted=True, excluded_at__isnull=False),
            ),
            models.Index(fields=["created_at"], name="campaigns_by_time"),
            # What else came from the same network, and from the same mail domain at the same time.
            models.Index(fields=["network"], name="campaigns_by_network"),
            models.Index(fields=["mail_domain", "created_at"], name="campaigns_by_domain"),
            # The few that have a comment, among a million that have none. Asked for with `comment__gt=""`.
            models.Index(fields=["action", "comment_state", "comment"], name="campaigns_with_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.created_at:%Y-%m-%d}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_proven(self) -> bool:
        """Say whether the owner of the mailbox has confirmed it. The opposite of MAILBOX_SILENT."""
        return self.is_confirmed and not self.unproven


class Exclusion(models.Model):
    """Participations that staff left out of the count by a condition, in the background; it can be undone.

    `condition` has some of: action (key), network (hash), mail_domain, name, since, until (ISO 8601). `cursor` is the last
    row looked at, so that a worker that died goes on there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="exclusions")
    condition = models.JSONField(_("condition"))
    why = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    expected = models.PositiveIntegerField(_("found by the dry run"))
    done = models.PositiveIntegerField(_("left out"), default=0)
    cursor = models.BigIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.why
