"""Totals, as the counting leaves them: what pages show is read from here, never counted from the participations."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

STEPS = ("viewed", "started", "confirmed", "clicked", "shared")


class ActionTotal(models.Model):
    """How many people have taken part in an action. `drift` is what the last comparison with the rows found: 0 is right."""

    action = models.OneToOneField("campaigns.Action", on_delete=models.CASCADE, primary_key=True, related_name="total")
    number = models.PositiveIntegerField(_("number"), default=0)
    counted_at = models.DateTimeField(_("counted"), null=True)
    checked_at = models.DateTimeField(_("compared with the rows"), null=True)
    drift = models.IntegerField(_("difference found"), default=0)

    class Meta:
        verbose_name = _("total")
        verbose_name_plural = _("totals")

    def __str__(self) -> str:
        return f"{self.action_id}: {self.number}"


class AreaTotal(models.Model):
    """The same by place. `country` and `area` are codes as in `officials.Area`, empty where they are not known."""

    action = models.ForeignKey("campaigns.Action", on_delete=models.CASCADE, related_name="area_totals")
    country = models.CharField(_("country"), max_length=2, blank=True)
    area = models.CharField(_("area"), max_length=40, blank=True)
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("total of an area")
        verbose_name_plural = _("totals of areas")
        constraints = [models.UniqueConstraint(fields=["action", "country", "area"], name="campaigns_area_total_once")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.country} {self.area}: {self.number}"


class FunnelDay(models.Model):
    """How many people came to one step of an action on one day (UTC), by the campaign link that brought them.

    `via` is the link's code, empty for those who came without one. Nothing is known about anybody.
    """

    class Step(models.TextChoices):
        VIEWED = "viewed", _("viewed")
        STARTED = "started", _("started")
        CONFIRMED = "confirmed", _("confirmed")
        CLICKED = "clicked", _("clicked")
        SHARED = "shared", _("shared")

    action = models.ForeignKey("campaigns.Action", on_delete=models.CASCADE, related_name="funnel_days")
    via = models.CharField(_("campaign link"), max_length=40, blank=True)
    day = models.DateField(_("day"))
    step = models.CharField(_("step"), max_length=10, choices=Step)
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("day of a funnel")
        verbose_name_plural = _("days of funnels")
        constraints = [
            models.UniqueConstraint(fields=["action", "via", "day", "step"], name="campaigns_funnel_day_once"),
            models.CheckConstraint(condition=Q(step__in=STEPS), name="campaigns_funnel_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.via} {self.day} {self.step}: {self.number}"


class CountRun(models.Model):
    """The one row that whoever counts locks, so that one runner moves the totals at a time."""

    ran_at = models.DateTimeField(_("last run"), null=True)
    reconciled_at = models.DateTimeField(_("last compared with the rows"), null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="campaigns_one_count_run")]

    def __str__(self) -> str:
        return f"{self.ran_at}"


def total_of_action() -> Coalesce:
    """Return the total of the outer action, 0 before the first batch."""
    return Coalesce(Subquery(ActionTotal.objects.filter(action=OuterRef("pk")).values("number")), 0)


def total_of_campaign() -> Coalesce:
    """Return the totals of all actions of the outer campaign together."""
    rows = ActionTotal.objects.filter(action__campaign=OuterRef("pk")).order_by().values("action__campaign")
    return Coalesce(Subquery(rows.annotate(sum=Sum("number")).values("sum")), 0)
