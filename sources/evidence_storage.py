"""Where the files of archived copies lie: each is written once, whole or not at all, and never again."""

import errno
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

PARTIAL: Final = ".partial-"
"""Begins the names of files that are being written."""

NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What file systems say that know no hard links."""


class WriteOnceStorage(FileSystemStorage):
    """Files on this machine. A file has its name only when all of it is on the disk; a name that is taken is refused.

    The process may be killed, and the machine lose its power, at any point.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name as it is: it is the hash of the file, and there is no other."""
        return name

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(mode=self.directory_permissions_mode or 0o700, parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=PARTIAL, dir=target.parent)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as stream:
                for chunk in content.chunks():
                    stream.write(chunk)
                stream.flush()
                os.fsync(stream.fileno())
            _give_name(partial, target)
        finally:
            Path(partial).unlink(missing_ok=True)
        for folder in (target.parent, target.parent.parent):
            _flush_folder(folder)
        return name

    def remove_partial(self, before: datetime) -> int:
        """Remove what killed processes left half written before a time; return how many files."""
        removed = 0
        for path in Path(self.location).rglob(f"{PARTIAL}*"):
            if datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_default_timezone()) < before:
                path.unlink(missing_ok=True)
                removed += 1
        return removed


def _give_name(partial: str, target: Path) -> None:
    """Let a whole file have its name; raises FileExistsError where that is taken."""
    try:
        # Unlike a rename, a link never takes the place of a file that is there.
        os.link(partial, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if target.exists():
            raise FileExistsError(target.name) from error
        Path(partial).rename(target)


def _flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; only then does a file survive the loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
