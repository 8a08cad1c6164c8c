"""Archived copies of sources: the bytes as received, their text, and how they came."""

from datetime import datetime
from typing import Any, Self

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sources.models.source import Source, staff


def evidence_storage() -> Any:
    """Return the storage of archived copies. Nothing in it has an address; files are written once."""
    return storages["evidence"]


def warc_path(snapshot: "Snapshot", filename: str) -> str:
    """Return the name of a copy's file: the SHA-256 of its own bytes, so that a changed file belies its name."""
    return f"snapshots/{snapshot.warc_sha256[:2]}/{snapshot.warc_sha256}.warc.gz"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def kept(self) -> Self:
        """Return the copies that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def readable(self) -> Self:
        """Return the copies in whose text passages can be looked for: a damaged one proves nothing any more."""
        return self.kept().filter(damage="").exclude(text="")


class Snapshot(models.Model):
    """One archived copy of a source: write once. `sources.archive` makes, verifies and withdraws them.

    `sha256` names the content: the body without transfer and content encoding, as a browser would save it. The file is
    a gzipped WARC 1.1 with the request, every response of the chain of redirects as received, and what we note of it;
    `warc_sha256` is the hash of that file. Hashes are hexadecimal, times UTC, sizes bytes.
    """

    class Origin(models.TextChoices):
        CAPTURED = "captured", _("captured from the web")
        UPLOADED = "uploaded", _("uploaded by hand")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    taken_at = models.DateTimeField(_("taken"))
    taken_by = staff(_("by"))
    # The last time that the address gave the very same bytes.
    seen_again_at = models.DateTimeField(_("seen unchanged"), null=True)
    requested_url = models.CharField(_("address asked for"), max_length=2000, blank=True)
    final_url = models.CharField(_("address that answered"), max_length=2000, blank=True)
    # Each {"url", "status", "location"}, in order; empty for none.
    redirects = models.JSONField(default=list, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=list, blank=True)  # [name, value] as received
    media_type = models.CharField(_("type"), max_length=100)
    charset = models.CharField(max_length=40, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    warc = models.FileField(storage=evidence_storage, upload_to=warc_path, max_length=200)
    warc_sha256 = models.CharField(max_length=64)
    warc_size = models.PositiveBigIntegerField()
    program = models.CharField(_("made by"), max_length=100, help_text=_("The program and its version."))
    note = models.CharField(_("note"), max_length=300, blank=True)

    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    text_title = models.CharField(max_length=500, blank=True)
    # Offsets into `text` at which the pages of a document with pages begin; the first is 0.
    page_starts = models.JSONField(default=list, blank=True)
    extractor = models.CharField(max_length=100, blank=True)
    extracted_at = models.DateTimeField(null=True)
    # Code of `sources.extraction.Problem`: why there is no text, or not all of it.
    text_problem = models.CharField(max_length=20, blank=True)

    timestamp_token = models.BinaryField(null=True)
    timestamped_at = models.DateTimeField(_("time stamp"), null=True)
    timestamped_by = models.CharField(max_length=300, blank=True)

    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = staff(_("withdrawn by"))
    withdrawn_reason = models.CharField(_("reason"), max_length=300, blank=True)

    verified_at = models.DateTimeField(_("last verified"), null=True)
    damage = models.CharField(_("damage"), max_length=300, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("archived copy")
        verbose_name_plural = _("archived copies")
        ordering = ["-taken_at", "-pk"]
        permissions = [
            ("capture_source", _("Can have copies of sources archived")),
            ("withdraw_snapshot", _("Can withdraw archived copies")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="sources_snapshot_once"),
            models.CheckConstraint(
                condition=Q(origin__in=["captured", "uploaded"]), name="sources_snapshot_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(origin="uploaded") | Q(status_code__isnull=False),
                name="sources_snapshot_captured_has_status",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="sources_snapshot_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(timestamped_at__isnull=True, timestamp_token__isnull=True)
                | Q(timestamped_at__isnull=False, timestamp_token__isnull=False),
                name="sources_snapshot_stamp_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.taken_at:%Y-%m-%d})"

    def get_absolute_url(self) -> str:
        """Return the path of the public page of the copy in the edition that is active."""
        return reverse("sources:snapshot-detail", kwargs={"slug": self.source.slug, "sha256": self.sha256})

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_readable(self) -> bool:
        """Say what `SnapshotQuerySet.readable` selects."""
        return bool(self.text) and not self.is_withdrawn and not self.damage

    @property
    def last_seen_at(self) -> datetime:
        """Return when the address last gave these bytes."""
        return self.seen_again_at or self.taken_at

    def page_of(self, offset: int) -> int | None:
        """Return the page (from 1) on which a place in the text is; None for a text without pages."""
        if not self.page_starts:
            return None
        return max(1, sum(1 for start in self.page_starts if start <= offset))


class Capture(models.Model):
    """One attempt to capture a source: asked for, under way, done or failed. Kept as a log."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        UNCHANGED = "unchanged", _("done: nothing has changed")
        FAILED = "failed", _("failed")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="captures")
    url = models.CharField(_("web address"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = staff(_("by"))
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    # Code of `sources.fetching` and what it said, for staff.
    problem = models.CharField(max_length=40, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.SET_NULL, null=True, related_name="captures")

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=["asked", "running"]), name="sources_capture_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} – {self.get_state_display()}"


class OutsideCopy(models.Model):
    """The address of a copy that an outside archive keeps: web.archive.org, perma.cc and the like."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="outside_copies")
    url = models.URLField(_("address of the copy"), max_length=1000)
    copied_on = models.DateField(_("date of the copy"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted"))
    noted_by = staff(_("by"))

    class Meta:
        verbose_name = _("copy elsewhere")
        verbose_name_plural = _("copies elsewhere")
        ordering = ["-copied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "url"],
                name="sources_outside_copy_once",
                violation_error_message=_("This copy is noted already."),
            )
        ]

    def __str__(self) -> str:
        return self.url
