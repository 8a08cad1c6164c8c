"""Making two records of the same source one: what would change, and changing it. `sources.parting` undoes it.

The merged row stays, with `merged_into` set: markers in texts, in old versions and in open forms go on naming it, and
are read as the one that it went into (`sources.markers`). What belongs to it moves (`sources.moving`); the texts that
cite either are written anew; its public address leads on for good.

One transaction. Rows are locked in one order: sources by key, items by content type and key, redirects, the content
clock. Sources are locked so that citing them need not wait (FOR NO KEY UPDATE), because whoever saves an item holds it
while its citations are written. Whoever did that at the same moment is found by `settle`, after the commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from publishing import clock, redirects, search
from publishing.models import Redirect
from sources import moving, operations, passages, uses
from sources.models import Source, SourceMerge, SourceRelation, Visibility

KEPT, MERGED, BOTH = "kept", "merged", "both"

CHOSEN: Final = (
    "type",
    "title",
    "title_short",
    "authors",
    "editors",
    "translators",
    "issued_as_typed",
    "publisher",
    "publisher_place",
    "container_title",
    "collection_title",
    "edition",
    "volume",
    "issue",
    "number",
    "section",
    "pages",
    "genre",
    "authority",
    "event_title",
    "event_place",
    "archive",
    "url",
    "accessed_on",
    "doi",
    "isbn",
    "issn",
    "language",
    "summary",
    "visibility",
    "is_listed",
    "note",
    "reliability_note",
)
"""The fields of which a person chooses whose value stays."""

JOINED: Final = frozenset({"note", "reliability_note"})
"""Fields that can keep the words of both."""

WRITTEN: Final = (*CHOSEN, "csl_extra", "provenance", "updated_at", "updated_by_id")
STRICTNESS: Final = (Visibility.PUBLIC, Visibility.EXCERPT, Visibility.ON_FILE)


class MergeError(Exception):
    """The sources cannot be made one, or parted; the text tells staff why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two sources differ; `proposed` is KEPT, MERGED or BOTH."""

    name: str
    kept: Any
    merged: Any
    proposed: str

    @property
    def options(self) -> tuple[str, ...]:
        is_joined = self.name in JOINED and self.kept and self.merged
        return (KEPT, MERGED, BOTH) if is_joined else (KEPT, MERGED)


@dataclass(frozen=True)
class Plan:
    """What a merge would do: fields to choose, and how many rows move and stay, by the name of their kind."""

    kept: Source
    merged: Source
    differences: list[Difference]
    moving: dict[str, int] = field(default_factory=dict)
    staying: dict[str, int] = field(default_factory=dict)


# --- What would change ----------------------------------------------------------------------------


def plan(merged: Source, kept: Source) -> Plan:
    """Return what merging would do. Raises MergeError if it cannot be done. Queries: some for each kind of row."""
    ensure_possible(merged, kept)
    found = Plan(kept, merged, differences(merged, kept))
    for foreign_key in moving.references():
        kind = str(foreign_key.model._meta.verbose_name_plural)
        total = foreign_key.model._default_manager.filter(**{foreign_key.name: merged}).count()
        goes = moving.moving(foreign_key, merged, kept).count() if total else 0
        if goes:
            found.moving[kind] = found.moving.get(kind, 0) + goes
        if total > goes:
            found.staying[kind] = found.staying.get(kind, 0) + total - goes
    return found


def ensure_possible(merged: Source, kept: Source) -> None:
    """Raise MergeError if these two cannot be made one."""
    if merged.pk == kept.pk:
        raise MergeError(_("A source cannot be merged into itself."))
    for one in (merged, kept):
        if one.merged_into_id is not None:
            raise MergeError(_("“%s” was merged into another source already. Nothing was changed.") % one.title)
    ends = sorted([merged.pk, kept.pk])
    if SourceRelation.objects.filter(kind=SourceRelation.Kind.RELATED, source=ends[0], other=ends[1]).exists():
        raise MergeError(
            _("Somebody noted that these two are related and not the same. Remove that relation first, if it is wrong.")
        )


def differences(merged: Source, kept: Source) -> list[Difference]:
    """Return the fields in which two sources differ, in the order of the form, with what is proposed for each."""
    found = []
    for name in CHOSEN:
        mine, theirs = getattr(kept, name), getattr(merged, name)
        if mine != theirs:
            found.append(Difference(name, mine, theirs, _proposed(name, mine, theirs)))
    return found


def _proposed(name: str, kept: Any, merged: Any) -> str:
    """Return whose value stays unless a person says otherwise: what is there, and of visibilities the stricter."""
    if name == "visibility":
        return KEPT if STRICTNESS.index(kept) > STRICTNESS.index(merged) else MERGED
    if name in JOINED and kept and merged:
        return BOTH
    return KEPT if kept else MERGED


# --- Changing it ----------------------------------------------------------------------------------


@transaction.atomic
def merge(
    merged: Source, kept: Source, *, choices: Mapping[str, str], user: User | None, now: datetime, note: str = ""
) -> SourceMerge:
    """Make `merged` and `kept` one, and return the record by which they can be parted again.

    `choices` says for fields in which they differ whose value stays; for those that it leaves out, what is proposed.
    Raises MergeError if it is one and the same source, if one of them is merged already or was meanwhile, or if
    somebody noted that they are not the same. A `kept` that was merged itself stands for what it became.
    """
    merged, kept = locked_pair(merged, kept.became)
    ensure_possible(merged, kept)
    was_public = merged.is_visible(now)
    known_passages = set(kept.passages.values_list("pk", flat=True))
    record = SourceMerge(kept=kept, merged=merged, at=now, by=user, note=note)
    record.moved = {"fields": _write(merged, kept, choices, user, now)}
    record.moved |= {
        "rows": moving.move_rows(merged, kept),
        "tags": moving.move_tags(merged, kept),
        "relations": moving.move_relations(merged, kept),
    }
    passages.renew(kept, now=now)
    operations.rebuild_citing([merged.pk, kept.pk], now=now)
    record.moved["passages"] = sorted(set(kept.passages.values_list("pk", flat=True)) - known_passages)
    lead_on = partial(_lead_on, merged, kept, user, now) if was_public else _nothing
    record.moved["redirects"] = moving.note_redirects(merged, kept, lead_on)
    record.save()
    search.forget(merged)
    operations.index(kept)
    clock.bump(now)
    transaction.on_commit(partial(settle, merged.pk, now=now))
    return record


def locked_pair(merged: Source, kept: Source) -> tuple[Source, Source]:
    """Return both rows as they are now, locked in the order of their keys. Raises MergeError if one is gone."""
    rows = Source.objects.select_for_update(of=("self",), no_key=True)
    found = {row.pk: row for row in rows.filter(pk__in=[merged.pk, kept.pk]).order_by("pk")}
    if merged.pk not in found or kept.pk not in found:
        raise MergeError(_("Somebody deleted one of these sources meanwhile. Nothing was changed."))
    return found[merged.pk], found[kept.pk]


def settle(key: int, *, now: datetime) -> None:
    """Rewrite the items whose text came to cite a source in the very moment in which it was merged.

    They were saved by somebody who had looked at the source before, and were not there yet when the merge looked for
    them. Locking the source waits for whoever holds it to cite it (`sources.markers.hold`); whoever comes later sees the
    merge.
    """
    with transaction.atomic():
        list(Source.objects.select_for_update().filter(pk=key))
    with transaction.atomic():
        if uses.are_used([key]):
            operations.rebuild_citing([key], now=now)
            clock.bump(now)


def _write(
    merged: Source, kept: Source, choices: Mapping[str, str], user: User | None, now: datetime
) -> dict[str, dict[str, list[Any]]]:
    """Write both rows; return, for each of them, the fields that changed with their values before and after."""
    before = values(kept)
    url_before = merged.url
    for one in differences(merged, kept):
        choice = choices.get(one.name, one.proposed)
        if choice not in one.options:
            raise MergeError(_("Choose for each field whose value stays."))
        _choose(merged, kept, one, choice)
    kept.csl_extra = merged.csl_extra | kept.csl_extra
    if kept.url == merged.url != before["url"] and before["url"]:
        # So that the address that goes is still found, and leads to the one that stays.
        merged.url = before["url"]
    merged.merged_into = kept
    merged.save()
    operations.save(kept, user=user, now=now)
    after = values(kept)
    changed = {name: [before[name], after[name]] for name in WRITTEN if before[name] != after[name]}
    return {KEPT: changed, MERGED: {"url": [url_before, merged.url]} if merged.url != url_before else {}}


def _choose(merged: Source, kept: Source, one: Difference, choice: str) -> None:
    if choice == BOTH:
        setattr(kept, one.name, f"{one.kept}\n\n{one.merged}")
    if choice != MERGED:
        return
    setattr(kept, one.name, one.merged)
    kept.provenance = {name: origin for name, origin in kept.provenance.items() if name != one.name}
    if one.name in merged.provenance:
        kept.provenance[one.name] = merged.provenance[one.name]


def values(source: Source) -> dict[str, Any]:
    """Return the fields that a merge may write, as plain JSON."""
    found = {name: getattr(source, name) for name in WRITTEN}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _lead_on(merged: Source, kept: Source, user: User | None, now: datetime) -> None:
    redirects.move_in_all_editions(
        merged.get_absolute_url, kept.get_absolute_url, user=user, now=now, reason=Redirect.Reason.MERGED
    )


def _nothing() -> None:
    """Leave redirects alone: readers never saw the address of the source that goes."""
