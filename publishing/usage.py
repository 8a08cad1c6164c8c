"""Who uses a picture. Found through the foreign keys to `Image`, so that the base need not know its users."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from publishing.models import Image, Publication, Rendition
from publishing.visibility import visible_q


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a picture is used: the object, and the name of its field in words for staff."""

    owner: models.Model
    field: str


def owner_fields() -> list[models.ForeignKey]:
    """Return the foreign keys to `Image` of all content, except those of its own parts."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        if model is not Rendition
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Image
    ]


def used() -> Q:
    """Return the condition for pictures that anything uses, public or not."""
    condition = Q()
    for field in owner_fields():
        condition |= Q(Exists(field.model._default_manager.filter(**{field.attname: OuterRef("pk")})))
    return condition


def publicly_used(now: datetime, picture: str = "pk") -> Q:
    """Return the condition for pictures that something public shows at `now`.

    `picture` names the column of the outer query that holds the picture's key. A publication counts while it
    is visible; other owners, such as the site settings, are public by nature.
    """
    condition = Q()
    for field in owner_fields():
        users = field.model._default_manager.filter(**{field.attname: OuterRef(picture)})
        if issubclass(field.model, Publication):
            users = users.filter(visible_q(now))
        condition |= Q(Exists(users))
    return condition


def is_public(image: Image, now: datetime) -> bool:
    """Say whether something public shows the picture at `now`."""
    return Image.objects.filter(publicly_used(now), pk=image.pk).exists()


def uses(image: Image) -> list[Use]:
    """Return every use of a picture, public or not: one query for each kind of owner."""
    return [
        Use(owner, str(field.verbose_name))
        for field in owner_fields()
        for owner in field.model._default_manager.filter(**{field.attname: image.pk}).order_by("pk")
    ]
