"""Parting two sources that were merged: everything goes back that still can, and what cannot is said.

A value that somebody changed since the merge stays; so does a row that is gone. All else is as it was: fields, copies,
tags, relations, addresses, and the citations and notes of every text. Locks are those of `sources.merging`.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from publishing import clock, rendering
from sources import addresses, moving, operations, passages, uses
from sources.merging import CHOSEN, KEPT, MERGED, MergeError, locked_pair, values
from sources.models import Source, SourceMerge, citation_models, passage_digest

AUDIT = ("updated_at", "updated_by_id")


@transaction.atomic
def undo(record: SourceMerge, *, user: User | None, now: datetime) -> list[str]:
    """Part the sources of a merge; return, in words for staff, what could not be put back.

    Raises MergeError if it was undone already, or if the source that was kept has been merged into another since.
    """
    merged, kept = locked_pair(record.merged, record.kept)
    record = SourceMerge.objects.select_for_update(of=("self",)).get(pk=record.pk)
    _ensure_possible(record, kept)
    problems = [
        *moving.put_rows_back(record.moved["rows"], merged, kept),
        *moving.put_tags_back(record.moved["tags"], merged, kept),
        *moving.put_relations_back(record.moved["relations"]),
        *_put_fields_back(record, merged, kept, user, now),
    ]
    for source in (kept, merged):
        passages.renew(source, now=now)
    operations.rebuild_citing([kept.pk, merged.pk], now=now)
    _forget_passages(record.moved["passages"], kept)
    moving.put_redirects_back(record.moved["redirects"])
    for source in (kept, merged):
        operations.index(source)
    record.undone_at, record.undone_by = now, user
    record.save(update_fields=["undone_at", "undone_by"])
    clock.bump(now)
    transaction.on_commit(partial(settle, merged.pk, kept.pk, now=now))
    return problems


def _ensure_possible(record: SourceMerge, kept: Source) -> None:
    if record.undone_at is not None:
        raise MergeError(_("Somebody has undone this merge already."))
    if kept.merged_into is not None:
        raise MergeError(
            _("“%(kept)s” was itself merged into “%(into)s” since. Undo that merge first.")
            % {"kept": kept.title, "into": kept.merged_into.title}
        )


def settle(merged: int, kept: int, *, now: datetime) -> None:
    """Rewrite the items that were saved in the very moment of the parting, and still take the one source for the other.

    See `sources.merging.settle`.
    """
    with transaction.atomic():
        list(Source.objects.select_for_update().filter(pk=kept))
    with transaction.atomic():
        for model in citation_models():
            doubtful = {*uses.citing_keys(model, [kept])} - {*uses.citing_keys(model, [merged])}
            for item in uses.locked_items(model, sorted(doubtful)):
                if str(merged) in {key for marker in rendering.markers(item.body) for key in marker.keys}:
                    item.rebuild(now=now)
                    clock.bump(now)


def _forget_passages(keys: list[int], kept: Source) -> None:
    """Delete what was looked for because of the merge, where no text quotes it from `kept` any more."""
    used = {
        passage_digest(words)
        for model in citation_models()
        for words in model._default_manager.filter(seen_in=kept).values_list("passage", flat=True)
    }
    kept.passages.filter(pk__in=keys).exclude(digest__in=used).delete()


# --- Fields ---------------------------------------------------------------------------------------


def _put_fields_back(
    record: SourceMerge, merged: Source, kept: Source, user: User | None, now: datetime
) -> Iterator[str]:
    """Write both rows as they were before, apart from what was changed since; yield what stays."""
    changed: dict[str, list[Any]] = record.moved["fields"][KEPT]
    current = values(kept)
    same = {name for name, (_before, after) in changed.items() if current[name] == after}
    merged.merged_into = None
    for name, (before, _after) in record.moved["fields"][MERGED].items():
        setattr(merged, name, before)
    for name in same - {*AUDIT}:
        field: Any = Source._meta.get_field(name)
        setattr(kept, name, field.to_python(changed[name][0]))
    yield from (_stays(name) for name in CHOSEN if name in changed and name not in same)
    yield from _clear_addresses(merged, kept, current["url"])
    operations.save(kept, user=user, now=now)
    merged.save()
    if "updated_at" in same:
        # Nobody wrote it since: it is as if nothing had happened.
        _put_audit_back(kept, {name: changed[name][0] for name in AUDIT if name in same})


def _stays(name: str) -> str:
    label = Source._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return _("“%(field)s” was changed since, and stays as it is.") % {"field": label}


def _clear_addresses(merged: Source, kept: Source, current: str) -> Iterator[str]:
    """Take from the two what another source has as its address by now; yield what that was."""
    if _is_taken(kept.url, merged, kept):
        yield _("“%(url)s” is the address of another source by now.") % {"url": kept.url}
        kept.url = current
    if _is_taken(merged.url, merged, kept) or (merged.url and _canonical(merged.url) == _canonical(kept.url)):
        yield _("“%(url)s” is the address of another source by now.") % {"url": merged.url}
        merged.url = ""


def _is_taken(url: str, *but: Source) -> bool:
    others = Source.objects.standing().filter(canonical_url=_canonical(url)).exclude(pk__in=[one.pk for one in but])
    return bool(url) and others.exists()


def _canonical(url: str) -> str:
    return addresses.canonical_address(url) if url else ""


def _put_audit_back(kept: Source, audit: dict[str, Any]) -> None:
    by = audit.get("updated_by_id")
    if by is not None and not User.objects.filter(pk=by).exists():
        audit["updated_by_id"] = None
    Source.objects.filter(pk=kept.pk).update(**audit)
