"""How this site writes notes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteStyle(models.TextChoices):
    CHICAGO = "chicago", _("Chicago notes (Chicago Manual of Style, 18th edition)")
    APA = "apa", _("APA (7th edition)")
    MLA = "mla", _("MLA (9th edition)")


class EvidenceSettings(models.Model):
    """One row: what staff decide about evidence for the whole site. Without it, the defaults hold."""

    note_style = models.CharField(_("note style"), max_length=10, choices=NoteStyle, default=NoteStyle.CHICAGO)

    class Meta:
        verbose_name = _("evidence settings")
        verbose_name_plural = _("evidence settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="sources_settings_one_row"),
            models.CheckConstraint(
                condition=models.Q(note_style__in=NoteStyle.values), name="sources_settings_style_known"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Evidence settings"))

    @classmethod
    def current(cls) -> "EvidenceSettings":
        """Return the row, or the defaults where there is none yet. One query."""
        return cls._default_manager.filter(pk=1).first() or cls(pk=1)
