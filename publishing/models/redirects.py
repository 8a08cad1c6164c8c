"""Addresses that moved, and tags that were merged."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from publishing.models.tags import Tag


class Redirect(models.Model):
    """An address that leads on for good. `publishing.redirects` writes them: without chains and without loops.

    Paths begin with a slash and hold no query. A page that has the address itself always wins.
    """

    class Reason(models.TextChoices):
        MOVED = "moved", _("address changed")
        MERGED = "merged", _("merged")
        BY_HAND = "by_hand", _("made by hand")

    from_path = models.CharField(_("from"), max_length=500, unique=True)
    to_path = models.CharField(_("to"), max_length=500, db_index=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, default=Reason.BY_HAND)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name=_("by"), related_name="+"
    )

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["from_path"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_path=models.F("to_path")),
                name="publishing_redirect_leads_elsewhere",
                violation_error_message=_("This address would lead to itself."),
            ),
            models.CheckConstraint(
                condition=Q(from_path__startswith="/") & Q(to_path__startswith="/"),
                name="publishing_redirect_paths_of_this_site",
                violation_error_message=_("An address begins with a slash, such as /press/old-headline/."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_path} → {self.to_path}"


class TagMerge(models.Model):
    """The record of two tags made one, which says enough to part them again.

    `moved` maps labels of models to the keys of the items that carried the old tag alone (``"moved"``) or both
    (``"shared"``).
    """

    from_name = models.CharField(_("tag"), max_length=100)
    from_slug = models.CharField(_("address"), max_length=100)
    from_description = models.TextField(_("description"), blank=True)
    into = models.ForeignKey(
        Tag, on_delete=models.SET_NULL, null=True, verbose_name=_("merged into"), related_name="merges"
    )
    into_name = models.CharField(_("merged into"), max_length=100)
    moved = models.JSONField(_("what moved"), default=dict)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name=_("by"), related_name="+"
    )

    class Meta:
        verbose_name = _("merge of tags")
        verbose_name_plural = _("merges of tags")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_name} → {self.into_name}"
