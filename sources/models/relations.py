"""What sources have to do with each other: one cites the other, or two are taken for each other and are not the same."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sources.models.source import Source, staff


class SourceRelation(models.Model):
    """`source` cites `other`, or is related to it and not the same. `related` is kept once, the lower key first."""

    class Kind(models.TextChoices):
        CITES = "cites", _("cites")
        RELATED = "related", _("related, not the same")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="relations", verbose_name=_("source"))
    other = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="relations_to", verbose_name=_("other source")
    )
    kind = models.CharField(_("relation"), max_length=10, choices=Kind, default=Kind.CITES)
    locator = models.CharField(
        _("place"), max_length=100, blank=True, help_text=_("Where the first names the second, such as “p. 14”.")
    )
    note = models.CharField(_("note for staff"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = staff(_("by"))

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "other", "kind"],
                name="sources_relation_once",
                violation_error_message=_("These two sources have this relation already."),
            ),
            models.CheckConstraint(
                condition=~Q(source=F("other")),
                name="sources_relation_of_two",
                violation_error_message=_("A source has no relation to itself."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="related") | Q(source__lt=F("other")), name="sources_related_lower_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} – {self.get_kind_display()} – {self.other}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.kind == self.Kind.RELATED and self.source_id > self.other_id:
            self.source_id, self.other_id = self.other_id, self.source_id
        super().save(*args, **kwargs)
