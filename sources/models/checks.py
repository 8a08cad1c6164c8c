"""What was found when quoted passages were looked for in archived copies, and when addresses were looked at again."""

import hashlib
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sources.models.snapshots import Snapshot
from sources.models.source import Source


def passage_digest(passage: str) -> str:
    """Return the key of a passage: the SHA-256, in hexadecimal, of its words with single spaces between them."""
    return hashlib.sha256(" ".join(passage.split()).encode()).hexdigest()


class Passage(models.Model):
    """A passage quoted from a source, and whether it is there. One row for all items that quote the same words.

    `sources.passages` writes it. `source` is the one in whose copies the words must be: of "X, cited in Y" that is Y.
    """

    class Status(models.TextChoices):
        EXACT = "exact", pgettext_lazy("quotation", "word for word")
        NORMALISED = "normalised", pgettext_lazy("quotation", "word for word, apart from typography")
        NEAR = "near", pgettext_lazy("quotation", "nearly")
        ABSENT = "absent", pgettext_lazy("quotation", "not found")
        NO_COPY = "no_copy", pgettext_lazy("quotation", "no copy to look in")

    class Live(models.TextChoices):
        UNKNOWN = "unknown", _("not looked for")
        FOUND = "found", _("on the live page")
        MISSING = "missing", _("no longer on the live page")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    words = models.TextField()
    digest = models.CharField(max_length=64)
    status = models.CharField(_("found"), max_length=10, choices=Status, default=Status.NO_COPY)
    ratio = models.FloatField(default=0.0)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    # The copy in which it was found, or, if it is in none, the latest that was looked in.
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="passages")
    checked_at = models.DateTimeField(_("checked"))
    live = models.CharField(max_length=10, choices=Live, default=Live.UNKNOWN)
    live_checked_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    missing_told_at = models.DateTimeField(null=True)  # when a digest said so

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="sources_passage_once"),
            models.CheckConstraint(
                condition=Q(status="no_copy", snapshot__isnull=True)
                | (~Q(status="no_copy") & Q(snapshot__isnull=False)),
                name="sources_passage_looked_for_in_a_copy",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["exact", "normalised", "near"])
                | Q(start__isnull=False, end__gt=models.F("start")),
                name="sources_passage_found_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_verified(self) -> bool:
        """Say whether the words stand in our copy, typography aside."""
        return self.status in (self.Status.EXACT, self.Status.NORMALISED)

    @property
    def key(self) -> str:
        """Return what names the passage in the address of a copy's page: `?passage=` and this."""
        return self.digest[:16]


class LinkQuerySet(models.QuerySet["Link"]):
    def due(self, now: datetime) -> Self:
        """Return the links that are to be looked at, the longest waiting first."""
        return self.followed().filter(next_check_at__lte=now).order_by("next_check_at", "pk")

    def followed(self) -> Self:
        """Leave out the links of sources that were merged into others; they wait for their source to be parted again."""
        return self.filter(source__merged_into__isnull=True)

    def broken(self) -> Self:
        """Return what staff should see: addresses that are dead, suspect or moved."""
        states = [Link.State.DEAD, Link.State.SUSPECT, Link.State.MOVED]
        return self.followed().filter(state__in=states, ignored_at__isnull=True)


class Link(models.Model):
    """How the address of a source does. The state machine is `sources.links.step`; times are UTC."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("link", "not checked yet")
        ALIVE = "alive", pgettext_lazy("link", "alive")
        MOVED = "moved", pgettext_lazy("link", "moved")
        BLOCKED = "blocked", pgettext_lazy("link", "blocked to our check")
        SUSPECT = "suspect", pgettext_lazy("link", "failing")
        DEAD = "dead", pgettext_lazy("link", "dead")

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="link")
    url = models.CharField(_("web address"), max_length=1000)
    host = models.CharField(max_length=253, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    state_since = models.DateTimeField(_("since"))
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    first_failure_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_checked_at = models.DateTimeField(_("last check"), null=True)
    next_check_at = models.DateTimeField(_("next check"))
    last_status_code = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    moved_to = models.CharField(_("now at"), max_length=2000, blank=True)
    # Staff looked and say that it is fine as it is, until its state changes.
    ignored_at = models.DateTimeField(null=True)
    told_state = models.CharField(max_length=10, blank=True)  # what the last digest said
    told_at = models.DateTimeField(null=True)  # and when

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["-state_since", "-pk"]
        indexes = [models.Index(fields=["next_check_at"], name="sources_link_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "alive", "moved", "blocked", "suspect", "dead"]),
                name="sources_link_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} – {self.get_state_display()}"


class LinkCheck(models.Model):
    """One look at an address, as a log. Old rows are removed by the schedule."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(_("at"))
    method = models.CharField(max_length=4)
    status_code = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(_("outcome"), max_length=20)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    duration_ms = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="sources_link_check_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"


class LinkHost(models.Model):
    """When a host may be asked again: while a request is under way it is claimed, also from other processes.

    A claim that nobody gives back, since its worker ended, runs out by itself. After "too many requests" it is late.
    """

    host = models.CharField(max_length=253, primary_key=True)
    free_at = models.DateTimeField()

    class Meta:
        verbose_name = _("host of links")
        verbose_name_plural = _("hosts of links")

    def __str__(self) -> str:
        return self.host
