"""Files of copies that no row names: what a process that died between file and row has left."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sources.evidence_storage import WriteOnceStorage
from sources.models import Snapshot
from sources.models.snapshots import evidence_storage

FOLDER: Final = "snapshots"
KEPT_FOR: Final = timedelta(days=30)
"""Not sooner: after a database was put back from a backup, the files of later copies have no row, and are evidence."""

PARTIAL_AFTER: Final = timedelta(days=1)


def find() -> Iterator[str]:
    """Yield the names of files that no row knows."""
    storage = evidence_storage()
    # The files are listed before the rows are read: a file that gets its row in between is then known.
    names = [name for folder in _folders() for name in _files(folder)]
    known = set(Snapshot.objects.values_list("warc", flat=True))
    yield from (name for name in names if name not in known and storage.exists(name))


def remove_orphans(now: datetime) -> int:
    """Remove files that no row knows and that are a month old, and those half written; return how many. For the schedule."""
    storage = evidence_storage()
    old = [name for name in find() if storage.get_modified_time(name) < now - KEPT_FOR]
    for name in old:
        storage.delete(name)
    removed = storage.remove_partial(now - PARTIAL_AFTER) if isinstance(storage, WriteOnceStorage) else 0
    return len(old) + removed


def _folders() -> Iterator[str]:
    try:
        yield from (f"{FOLDER}/{name}" for name in sorted(evidence_storage().listdir(FOLDER)[0]))
    except FileNotFoundError:
        return


def _files(folder: str) -> Iterator[str]:
    names = evidence_storage().listdir(folder)[1]
    yield from (f"{folder}/{name}" for name in sorted(names) if name.endswith(".warc.gz"))
