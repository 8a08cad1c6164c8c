"""Switches for days on which everything comes at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Switch(models.Model):
    """Something that staff have turned off for a while. A row exists for each name once it was first used."""

    class Name(models.TextChoices):
        COLLECTING = "collecting", _("taking part")
        MAIL = "mail", _("sending mail")
        LOOKUP = "lookup", _("looking up decision makers by place")
        FULL_PAGES = "full_pages", _("full pages of actions")

    name = models.CharField(_("switch"), max_length=20, choices=Name, primary_key=True)
    off_since = models.DateTimeField(_("off since"), null=True)
    words = models.CharField(
        _("words for visitors"), max_length=300, blank=True, help_text=_("Leave empty for our own words.")
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("switch")
        verbose_name_plural = _("switches")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.get_name_display()
