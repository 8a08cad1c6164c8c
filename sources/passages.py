"""Writing what was found of quoted passages in the copies of their sources. No network.

A row stays when no citation uses its words any more: the next that quotes them finds it, and it is small.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from sources.models import Passage, Snapshot, Source, passage_digest
from sources.quotes import QuoteCheck, Status, Text

type Key = tuple[int, str]
"""Primary key of the source, and the `passage_digest` of the words."""

RANK = {Status.ABSENT: 1, Status.NEAR: 2, Status.NORMALISED: 3, Status.EXACT: 3}

FOUND = ["status", "ratio", "start", "end", "snapshot"]


def ensure(pairs: Iterable[tuple[Source, str]], *, now: datetime) -> dict[Key, Passage]:
    """Return the rows of passages by source and digest; those that are missing are looked for and written.

    Words of white space alone have no row. At most four queries, whatever the number of pairs. Two that write the same
    row at once both get the one that was first.
    """
    wanted = {(source.pk, passage_digest(words)): words for source, words in pairs if words.strip()}
    rows = _stored(wanted)
    missing = {key: words for key, words in wanted.items() if key not in rows}
    if missing:
        Passage.objects.bulk_create(_looked_for(missing, now), ignore_conflicts=True)
        rows |= _stored(missing)
    return rows


def look(source: Source, words: str, *, now: datetime) -> Passage:
    """Return the row that `ensure` would write, without saving anything. One query."""
    [row] = _looked_for({(source.pk, passage_digest(words)): words}, now)
    return row


def renew(source: Source, *, now: datetime) -> bool:
    """Look for all passages of a source again, after its copies changed. Return whether what is known changed.

    The caller calls `operations.refresh` if it did: notes say what was verified. Three queries.
    """
    rows = {(source.pk, row.digest): row for row in Passage.objects.filter(source=source)}
    if not rows:
        return False
    changed = False
    for found in _looked_for({key: row.words for key, row in rows.items()}, now):
        row = rows[found.source_id, found.digest]
        changed = changed or _found(row) != _found(found)
        row.status, row.ratio, row.start, row.end = found.status, found.ratio, found.start, found.end
        row.snapshot_id, row.checked_at = found.snapshot_id, now
    Passage.objects.bulk_update(rows.values(), [*FOUND, "checked_at"], batch_size=500)
    return changed


def _found(row: Passage) -> tuple[object, ...]:
    return row.status, row.ratio, row.start, row.end, row.snapshot_id


def _stored(keys: Iterable[Key]) -> dict[Key, Passage]:
    """Return the rows there are. Those of other pairs of the same sources and words are read, too, and left out."""
    wanted = set(keys)
    rows = Passage.objects.filter(
        source__in={source for source, _digest in wanted}, digest__in={digest for _source, digest in wanted}
    ).select_related("snapshot")
    found = {(row.source_id, row.digest): row for row in rows.defer("snapshot__text", "snapshot__headers")}
    return {key: row for key, row in found.items() if key in wanted}


def _looked_for(wanted: dict[Key, str], now: datetime) -> list[Passage]:
    """Return unsaved rows that say what the copies hold of each passage. One query; one text in memory at a time."""
    rows = {
        key: Passage(source_id=key[0], words=words, digest=key[1], status=Passage.Status.NO_COPY, checked_at=now)
        for key, words in wanted.items()
    }
    of_source: dict[int, list[Passage]] = {}
    for row in rows.values():
        of_source.setdefault(row.source_id, []).append(row)
    for source, copies in groupby(_copies(of_source), key=lambda copy: copy[0]):
        _look_in(((key, text) for _source, key, text in copies), of_source[source])
    return list(rows.values())


def _copies(sources: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Yield source, key and text of the readable copies, source by source, the latest copy first."""
    copies = Snapshot.objects.readable().filter(source__in=list(sources)).order_by("source", "-taken_at", "-pk")
    yield from copies.values_list("source", "pk", "text").iterator(chunk_size=20)


def _look_in(copies: Iterable[tuple[int, str]], rows: list[Passage]) -> None:
    """Fill the rows from the latest copy that holds the words, or else from the latest of those that hold most of them."""
    for key, copy in copies:
        waiting = [row for row in rows if not row.is_verified]
        if not waiting:
            return
        text = Text(copy)
        for row in waiting:
            check = text.check(row.words)
            if row.snapshot_id is None or _better(check, row):
                row.status, row.ratio, row.start, row.end = check.status.value, check.ratio, check.start, check.end
                row.snapshot_id = key


def _better(check: QuoteCheck, row: Passage) -> bool:
    return (RANK[check.status], check.ratio) > (RANK[Status(row.status)], row.ratio)
