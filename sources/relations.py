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


def of(source: Source, now: datetime) -> Relations:
    """Return the relations that readers may know of at `now`: to sources with a public page alone. Two queries."""
    rows = _rows(source)
    visible = Source.objects.published(now).filter(
        pk__in={row.source_id for row in rows} | {row.other_id for row in rows}
    )
    return _sorted(source, rows, set(visible.values_list("pk", flat=True)) - {source.pk})


def for_staff(source: Source) -> Relations:
    """Return all relations of a source. One query."""
    rows = _rows(source)
    return _sorted(source, rows, {row.source_id for row in rows} | {row.other_id for row in rows})


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


def _rows(source: Source) -> list[SourceRelation]:
    rows = SourceRelation.objects.filter(Q(source=source) | Q(other=source))
    return list(rows.select_related("source", "other").order_by("pk"))


def _sorted(source: Source, rows: list[SourceRelation], shown: set[int]) -> Relations:
    found = Relations()
    for row in rows:
        other = row.other if row.source_id == source.pk else row.source
        if other.pk not in shown:
            continue
        if row.kind == Kind.RELATED:
            found.related.append(Related(other, row.locator, row))
        else:
            (found.cites if row.source_id == source.pk else found.cited_by).append(Related(other, row.locator, row))
    for one in (found.cites, found.cited_by, found.related):
        one.sort(key=lambda related: related.source.title.casefold())
    return found
