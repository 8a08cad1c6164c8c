"""What sources have to do with each other: noting it, and showing it from both sides."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from publishing import clock
from sources.models import Source, SourceRelation

Kind = SourceRelation.Kind


class RelationError(Exception):
    """The relation cannot be noted; the text tells staff why."""


@dataclass(frozen=True)
class Related:
    """The other end of a relation, and where the one that cites names the other: "p. 14", or empty."""

    source: Source
    locator: str
    relation: SourceRelation


@dataclass(frozen=True)
class Relations:
    """The relations of one source, each list in the order of titles."""

    cites: list[Related] = field(default_factory=list)
    cited_by: list[Related] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cites or self.cited_by or self.related)


def for_staff(source: Source) -> Relations:
    """Return all relations of a source; `sources.surroundings` has those that readers may know of. One query."""
    found = Relations()
    rows = SourceRelation.objects.filter(Q(source=source) | Q(other=source))
    for row in rows.select_related("source", "other").order_by("pk"):
        is_ours = row.source_id == source.pk
        related = Related(row.other if is_ours else row.source, row.locator, row)
        if row.kind == Kind.RELATED:
            found.related.append(related)
        else:
            (found.cites if is_ours else found.cited_by).append(related)
    for one in (found.cites, found.cited_by, found.related):
        one.sort(key=lambda related: related.source.title.casefold())
    return found


@transaction.atomic
def relate(
    source: Source, other: Source, *, kind: str, user: User | None, now: datetime, locator: str = "", note: str = ""
) -> SourceRelation:
    """Note that `source` cites `other`, or that they are related and not the same.

    Raises RelationError if it is one source, if one of them was merged, or if it is noted already.
    """
    if source.pk == other.pk:
        raise RelationError(_("A source has no relation to itself."))
    if source.merged_into_id is not None or other.merged_into_id is not None:
        raise RelationError(_("One of the two was merged into another source. Choose that one."))
    relation = SourceRelation(source=source, other=other, kind=kind, locator=locator, note=note)
    relation.created_at, relation.created_by = now, user
    try:
        with transaction.atomic():
            relation.save()
    except IntegrityError:
        raise RelationError(_("These two sources have this relation already.")) from None
    clock.bump(now)
    return relation


@transaction.atomic
def remove(relation: SourceRelation, *, now: datetime) -> None:
    """Take a relation away."""
    relation.delete()
    clock.bump(now)
