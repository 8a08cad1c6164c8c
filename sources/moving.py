"""What goes along when one source is merged into another, and comes back when they are parted.

Each kind of row has a function that moves it and returns a record, plain JSON, and one that puts back what the record
names. Nothing is lost on the way: what the other source has already (the same copy, the same tag) stays with the
merged one, which keeps its row.

Citations do not move: they follow from the texts, which are written anew. Results of looking for passages (`Passage`)
and the state of the link stay with each source.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final
from urllib.parse import unquote

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing import redirects
from publishing.models import Redirect, Tag
from sources.models import (
    Capture,
    Citation,
    CitationVia,
    Link,
    OutsideCopy,
    Passage,
    Snapshot,
    Source,
    SourceMerge,
    SourceRelation,
    TaggedSource,
)

type Rows = dict[str, list[int]]

OPEN_CAPTURES: Final = (Capture.State.ASKED, Capture.State.RUNNING)
STAYING: Final = (Citation, CitationVia, Link, Passage, Source, SourceMerge, SourceRelation, TaggedSource)


# --- Rows that belong to a source, or point to it -------------------------------------------------


def references() -> list[models.ForeignKey[Any, Any]]:
    """Return the foreign keys to sources whose rows move, whatever app they are of: copies, demands, and so on."""
    fields = [relation.field for relation in Source._meta.related_objects if relation.one_to_many]
    return [field for field in fields if not issubclass(field.model, STAYING)]  # type: ignore[misc]


def _has_already(field: models.ForeignKey[Any, Any], kept: Source) -> Q:
    """Return which rows cannot move, because the database allows one of their kind for each source."""
    if field.model is Snapshot:
        return Q(sha256__in=kept.snapshots.values("sha256"))
    if field.model is OutsideCopy:
        return Q(url__in=kept.outside_copies.values("url"))
    if field.model is Capture and kept.captures.filter(state__in=OPEN_CAPTURES).exists():
        return Q(state__in=OPEN_CAPTURES)
    return Q(pk__in=[])


def moving(field: models.ForeignKey[Any, Any], merged: Source, kept: Source) -> models.QuerySet[Any]:
    """Return the rows of one foreign key that a merge moves."""
    rows = field.model._default_manager.filter(**{field.name: merged})
    return rows.exclude(_has_already(field, kept)).order_by("pk")


def move_rows(merged: Source, kept: Source) -> Rows:
    """Let what points to `merged` point to `kept`; return the keys of the rows by model and field."""
    moved: Rows = {}
    for field in references():
        keys = list(moving(field, merged, kept).values_list("pk", flat=True))
        if keys:
            field.model._default_manager.filter(pk__in=keys).update(**{field.name: kept})
            moved[f"{field.model._meta.label_lower}.{field.name}"] = keys
    return moved


def put_rows_back(moved: Rows, merged: Source, kept: Source) -> Iterator[str]:
    """Let the rows of a record point to `merged` again; yield, for staff, what is no longer there."""
    fields = {f"{field.model._meta.label_lower}.{field.name}": field for field in references()}
    for label, keys in moved.items():
        field = fields.get(label)
        if field is None:
            yield _("%(kind)s: nothing of this kind is kept any more.") % {"kind": label}
            continue
        rows = field.model._default_manager.filter(pk__in=keys, **{field.name: kept})
        missing = len(keys) - rows.update(**{field.name: merged})
        if missing:
            said = ngettext(
                "%(kind)s: %(count)d is gone, or belongs to something else now.",
                "%(kind)s: %(count)d are gone, or belong to something else now.",
                missing,
            )
            yield said % {"kind": field.model._meta.verbose_name_plural, "count": missing}


# --- Tags -----------------------------------------------------------------------------------------


def move_tags(merged: Source, kept: Source) -> list[list[int]]:
    """Give `kept` the tags of `merged` that it has not; return the key of each row, and of its tag."""
    rows = TaggedSource.objects.filter(content_object=merged).exclude(
        tag__in=TaggedSource.objects.filter(content_object=kept).values("tag")
    )
    moved = [[row.pk, row.tag_id] for row in rows.order_by("pk")]
    TaggedSource.objects.filter(pk__in=[key for key, _tag in moved]).update(content_object=kept)
    return moved


def put_tags_back(moved: list[list[int]], merged: Source, kept: Source) -> Iterator[str]:
    """Give `merged` its tags again, also those that somebody took from `kept` since; yield what cannot be."""
    tags = Tag.objects.in_bulk([tag for _key, tag in moved])
    for key, tag in moved:
        if TaggedSource.objects.filter(pk=key, content_object=kept).update(content_object=merged):
            continue
        if tag in tags:
            TaggedSource.objects.get_or_create(tag=tags[tag], content_object=merged)
        else:
            yield _("One of its tags was deleted.")


# --- Relations to other sources -------------------------------------------------------------------


def move_relations(merged: Source, kept: Source) -> list[list[int]]:
    """Let relations of `merged` be those of `kept`; return the key of each row and its two ends as they were.

    What would relate a source to itself, or is there already, stays as it is.
    """
    moved = []
    for relation in SourceRelation.objects.filter(Q(source=merged) | Q(other=merged)).order_by("pk"):
        before = [relation.pk, relation.source_id, relation.other_id]
        source, other = (kept.pk if end == merged.pk else end for end in before[1:])
        if relation.kind == SourceRelation.Kind.RELATED and source > other:
            source, other = other, source
        double = SourceRelation.objects.filter(source=source, other=other, kind=relation.kind)
        if source == other or double.exists():
            continue
        SourceRelation.objects.filter(pk=relation.pk).update(source=source, other=other)
        moved.append([*before, source, other])
    return moved


def put_relations_back(moved: list[list[int]]) -> Iterator[str]:
    """Give each relation of a record the two ends that it had; yield what is no longer there."""
    missing = 0
    for key, source, other, new_source, new_other in moved:
        rows = SourceRelation.objects.filter(pk=key, source=new_source, other=new_other)
        is_there = Source.objects.filter(pk__in=[source, other]).count() == len({source, other})
        missing += not (is_there and rows.update(source=source, other=other))
    if missing:
        said = ngettext("%d relation was removed since.", "%d relations were removed since.", missing)
        yield said % missing


# --- Addresses that lead on -----------------------------------------------------------------------


def note_redirects(merged: Source, kept: Source, change: Callable[[], None]) -> list[list[Any]]:
    """Run `change`, and return what it did to redirects: for each old address where it led before, and after.

    None stands for no redirect. Locks the redirects, so items must be locked before.
    """
    redirects.lock()
    before = _redirects(merged, kept, ())
    change()
    after = _redirects(merged, kept, before)
    paths = sorted({*before, *after})
    return [[path, before.get(path), after.get(path)] for path in paths if before.get(path) != after.get(path)]


def put_redirects_back(noted: list[list[Any]]) -> None:
    """Let addresses lead where they led before, unless somebody changed them since."""
    redirects.lock()
    for path, before, after in noted:
        rows = Redirect.objects.filter(from_path=path)
        if after is not None:
            rows = rows.filter(to_path=after["to_path"])
            if before is None:
                rows.delete()
            else:
                rows.update(**before)
        elif not rows.exists():
            Redirect.objects.create(from_path=path, **before)


def _redirects(merged: Source, kept: Source, also: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return, by address, the redirects that a merge may change: from or to `merged`, from `kept`, and `also`."""
    wanted = Q(from_path__in=list(also))
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            old, new = unquote(merged.get_absolute_url()), unquote(kept.get_absolute_url())
        wanted |= Q(from_path__startswith=old) | Q(to_path__startswith=old) | Q(from_path=new)
    rows = Redirect.objects.filter(wanted)
    return {
        row.from_path: {"to_path": row.to_path, "reason": row.reason, "created_at": row.created_at.isoformat()}
        for row in rows
    }
