"""Who uses a picture or a document. Found through foreign keys, so that the base need not know its users.

What a library item owns (renditions, tags) goes with it and is no use; what refers to it protects it. A reference is
that of a publication itself, of one of its parts (pictures in its text, attachments), or of something else that is public
by nature, such as the site settings. Versions hold keys alone: they are no uses.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from publishing.models import BodyPicture, Document, Image, Publication
from publishing.visibility import visible_q

type LibraryItem = Image | Document

MOST_USES: Final = 50
HEAVY: Final = ("body", "body_html")


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a picture or document is used: the object, and the name of its field in words for staff."""

    owner: models.Model
    field: str


def owner_fields(model: type[LibraryItem] = Image) -> list[models.ForeignKey]:
    """Return the foreign keys to `model` of all content, except those of its own parts, which go when it goes."""
    return [
        field
        for user in apps.get_models(include_auto_created=True)
        for field in user._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is model
        and field.remote_field.on_delete is not models.CASCADE
    ]


def path_to_publication(user: type[models.Model]) -> str | None:
    """Return the lookup that leads from rows of `user` to the publication that they are or belong to.

    That is "" for a publication, ``"owner__"`` for a part of one, and None for what belongs to no publication.
    A part goes when its publication goes: that foreign key is the one to follow.
    """
    if issubclass(user, Publication):
        return ""
    owners = [
        field.name
        for field in user._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, Publication)
        and field.remote_field.on_delete is models.CASCADE
    ]
    if len(owners) > 1:
        raise TypeError(f"{user._meta.label} belongs to several publications; usage cannot tell when it is public.")
    return f"{owners[0]}__" if owners else None


def used(model: type[LibraryItem] = Image) -> Q:
    """Return the condition for pictures (or documents) that anything uses, public or not."""
    condition = Q()
    for field in owner_fields(model):
        condition |= Q(Exists(field.model._default_manager.filter(**{field.attname: OuterRef("pk")})))
    return condition


def publicly_used(now: datetime, picture: str = "pk", *, model: type[LibraryItem] = Image) -> Q:
    """Return the condition for pictures (or documents) that something public shows at `now`.

    `picture` names the column of the outer query that holds the key. A publication counts while it is visible, also
    for its parts; other owners, such as the site settings, are public by nature.
    """
    condition = Q()
    for field in owner_fields(model):
        users = field.model._default_manager.filter(**{field.attname: OuterRef(picture)})
        path = path_to_publication(field.model)
        condition |= Q(Exists(users if path is None else users.filter(visible_q(now, path))))
    return condition


def is_public(item: LibraryItem, now: datetime) -> bool:
    """Say whether something public shows the picture or offers the document at `now`."""
    model = type(item)
    return model._default_manager.filter(publicly_used(now, model=model), pk=item.pk).exists()


def uses(item: LibraryItem, *, limit: int = MOST_USES) -> list[Use]:
    """Return the uses of a picture or document, public or not: `limit` for each kind of owner, in one query each."""
    return [use for field in owner_fields(type(item)) for use in _uses_through(field, item, limit)]


def _uses_through(field: models.ForeignKey, item: LibraryItem, limit: int) -> list[Use]:
    rows = field.model._default_manager.filter(**{field.attname: item.pk}).order_by("pk")
    path = path_to_publication(field.model)
    if path is None:
        return [Use(row, str(field.verbose_name)) for row in rows[:limit]]
    # Texts may be long, and are not shown.
    rows = rows.defer(*(f"{path}{name}" for name in HEAVY))
    if not path:
        return [Use(row, str(field.verbose_name)) for row in rows[:limit]]
    part = path.removesuffix("__")
    # A text may show a picture twice.
    owners = {getattr(row, f"{part}_id"): getattr(row, part) for row in rows.select_related(part)[:limit]}
    in_words = _("picture in the text") if issubclass(field.model, BodyPicture) else field.model._meta.verbose_name
    return [Use(owner, str(in_words)) for owner in owners.values()]
