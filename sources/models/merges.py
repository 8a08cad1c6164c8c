"""Sources that were merged, with all that is needed to part them again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.source import Source, staff


class SourceMerge(models.Model):
    """`merged` was found to be the same as `kept`. `sources.merging` writes and undoes it."""

    kept = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="merges", verbose_name=_("kept"))
    merged = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mergings", verbose_name=_("merged"))
    at = models.DateTimeField(_("at"))
    by = staff(_("by"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    # What moved, by model label: keys of rows; and fields of `kept` as they were before. See `sources.merging`.
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = staff(_("undone by"))

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at__isnull=True), name="sources_merge_standing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
