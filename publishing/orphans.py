"""Files that no row knows: what a transaction that failed, or a killed process, left in the storage."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core.files.storage import default_storage

from publishing import renditions
from publishing.models import Document, Image, PendingUpload, Rendition

ORPHANED_AFTER: Final = timedelta(days=1)
"""A younger file may belong to a transaction that is not finished yet."""

FOLDERS: Final = {
    "originals": ((Image, "file"), (PendingUpload, "file")),
    "documents": ((Document, "file"), (PendingUpload, "file")),
    "renditions": ((Rendition, "file"), (PendingUpload, "first")),
}
"""For each folder of the storage, the columns that hold names of its files."""


def remove_orphans(now: datetime) -> int:
    """Remove files of the library that no row knows and that are a day old; return how many. For the schedule."""
    orphans = [name for folder in FOLDERS for name in _orphans(folder, now)]
    renditions.remove_files(orphans)
    return len(orphans)


def _orphans(folder: str, now: datetime) -> Iterator[str]:
    try:
        # The files are listed before the rows are read: a file that gets its row in between is then known.
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return
    known: set[str] = set()
    for model, column in FOLDERS[folder]:
        known.update(model._default_manager.values_list(column, flat=True))
    for name in names:
        if name not in known and default_storage.get_modified_time(name) < now - ORPHANED_AFTER:
            yield name
