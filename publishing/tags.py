"""Changing the vocabulary: giving a tag another address, and making two tags one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing import clock, redirects
from publishing.models import Redirect, Tag, TaggedItem, TagMerge, through_models


class MergeError(Exception):
    """The tags cannot be made one; the text tells staff why."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a merge does with items of one kind: how many get the other tag, and how many have both already."""

    kind: str
    moving: int
    shared: int


def plan(tag: Tag, into: Tag) -> list[Share]:
    """Return what merging `tag` into `into` would do, public or not, for each kind of item that carries it."""
    shares = []
    for through in through_models():
        carrying = through._default_manager.filter(tag=tag)
        total, shared = carrying.count(), _shared(through, tag, into).count()
        if total:
            kind = capfirst(str(through.content_model()._meta.verbose_name_plural))
            shares.append(Share(kind, total - shared, shared))
    return shares


@transaction.atomic
def merge(tag: Tag, into: Tag, *, user: User, now: datetime) -> TagMerge:
    """Give everything that carries `tag` the tag `into`, remove `tag`, and lead its addresses on; return the record.

    Raises MergeError if it is one and the same tag, or if one of them is gone meanwhile.
    """
    tag, into = _lock(tag, into)
    record = TagMerge(
        from_name=tag.name, from_slug=tag.slug, from_description=tag.description, into=into, into_name=into.name
    )
    record.moved = {through.content_model()._meta.label_lower: keys for through, keys in _move_all(tag, into) if keys}
    record.at, record.by = now, user
    record.save()
    TagMerge.objects.filter(into=tag).update(into=into)
    if tag.description and not into.description:
        into.description = tag.description
        into.save(update_fields=["description"])
    redirects.move_in_all_editions(
        tag.get_absolute_url, into.get_absolute_url, user=user, now=now, reason=Redirect.Reason.MERGED
    )
    tag.delete()
    clock.bump(now)
    return record


def save(tag: Tag, *, user: User, now: datetime) -> None:
    """Save a tag that a person wrote; where its address changes, the old one leads to the new one."""
    before = Tag.objects.filter(pk=tag.pk).first()
    tag.save()
    if before is not None and before.slug != tag.slug:
        redirects.move_in_all_editions(before.get_absolute_url, tag.get_absolute_url, user=user, now=now)


def current_names(names: Iterable[str]) -> list[str]:
    """Return names of tags as somebody typed them, with those that were merged away replaced by what they became.

    Who still has the old word in an open form, or in mind, does not bring the old tag back.
    """
    wanted = list(names)
    known = {name.casefold() for name in Tag.objects.filter(_named("name", wanted)).values_list("name", flat=True)}
    missing = [name for name in wanted if name.casefold() not in known]
    merges = TagMerge.objects.filter(_named("from_name", missing), into__isnull=False).order_by("at", "pk")
    became = {name.casefold(): into for name, into in merges.values_list("from_name", "into__name")}
    return list(dict.fromkeys(became.get(name.casefold(), name) for name in wanted))


def _named(field: str, names: Iterable[str]) -> Q:
    """Return the condition for rows with one of `names`, in capitals or not: as taggit finds tags."""
    return reduce(or_, (Q(**{f"{field}__iexact": name}) for name in names), Q(pk__in=[]))


def _lock(tag: Tag, into: Tag) -> tuple[Tag, Tag]:
    """Lock both rows, always in the same order, so that nobody merges them another way or tags anything meanwhile."""
    if tag.pk == into.pk:
        raise MergeError(_("A tag cannot be merged into itself."))
    found = {row.pk: row for row in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk")}
    if len(found) < 2:
        raise MergeError(_("Somebody deleted or merged one of these tags meanwhile. Nothing was changed."))
    return found[tag.pk], found[into.pk]


def _move_all(tag: Tag, into: Tag) -> Iterable[tuple[type[TaggedItem], dict[str, list[Any]]]]:
    """Yield every through model with the keys of its items: those that get the other tag, and those that had both."""
    for through in through_models():
        shared = _shared(through, tag, into)
        both = list(shared.order_by("content_object").values_list("content_object", flat=True))
        shared.delete()
        links = through._default_manager.filter(tag=tag)
        alone = list(links.order_by("content_object").values_list("content_object", flat=True))
        links.update(tag=into)
        yield through, ({"moved": alone, "shared": both} if alone or both else {})


def _shared(through: type[TaggedItem], tag: Tag, into: Tag) -> Any:
    """Return the links of `tag` to items that carry `into`, too."""
    others = through._default_manager.filter(tag=into).values("content_object")
    return through._default_manager.filter(tag=tag, content_object__in=others)
