"""One vocabulary of tags over everything that is published."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, NaturalKeyManager, TagBase


class TagQuerySet(models.QuerySet[Any]):
    def published(self, now: datetime) -> Self:
        """Return the tags that something visible at `now` carries: others give nothing away."""
        carried = Q(pk__in=[])
        for through in through_models():
            items: Any = through.content_model()._default_manager
            if hasattr(items, "published"):
                links = through._default_manager.filter(tag=OuterRef("pk"))
                carried |= Q(Exists(links.filter(content_object__in=items.published(now).order_by().values("pk"))))
        return self.filter(carried)


class Tag(TagBase):
    description = models.TextField(
        _("description"), blank=True, help_text=_("Shown on the tag's page. One or two sentences.")
    )

    objects = NaturalKeyManager.from_queryset(TagQuerySet)()

    detail_view = "tags:tag-detail"

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        """Return the path of the tag's page in the edition that is active: tags belong to all of them."""
        return reverse("tags:tag-detail", kwargs={"slug": self.slug})


class TaggedItem(ItemBase):
    """Base of the through models: each content type adds `content_object`, a real foreign key to itself."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_items")

    class Meta:
        abstract = True

    @classmethod
    def content_model(cls) -> type[models.Model]:
        """Return the model whose items carry tags through this table."""
        model: type[models.Model] = cls._meta.get_field("content_object").related_model
        return model


def through_models() -> list[type[TaggedItem]]:
    """Return the table of every content type that has tags, so that the base need not know them."""
    return [model for model in apps.get_models() if issubclass(model, TaggedItem)]
