"""One vocabulary of tags over everything that is published."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase


class Tag(TagBase):
    description = models.TextField(
        _("description"), blank=True, help_text=_("Shown on the tag's page. One or two sentences.")
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("tags:tag-detail", kwargs={"slug": self.slug})


class TaggedItem(ItemBase):
    """Base of the through models: each content type adds `content_object`, a real foreign key to itself."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")

    class Meta:
        abstract = True
