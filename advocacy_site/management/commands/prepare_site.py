"""Bring database and static files up to date before the site is served."""

import hashlib
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from advocacy_site.roles import ensure_roles


class Command(BaseCommand):
    """Does, in one process, what `migrate`, `collectstatic`, `load_demo` and `ensure_admin` do, where it is needed."""

    help = (
        "Bring database and static files up to date. A database that was empty also gets the roles, the demo content and "
        "the user `admin`. Progress goes to standard error; standard output is the one line about the admin login."
    )
    # `make check` runs the system checks; here they would cost every start their time.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database without demo content")

    def handle(self, *args: Any, no_demo: bool, **options: Any) -> None:
        """Do the steps that are needed."""
        # Remains where a first start was cut short, so that the next one completes it.
        unfinished = Path(settings.VAR_DIR) / "first_start"
        try:
            if migrate():
                unfinished.touch()
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from error
        if unfinished.exists():
            ensure_roles()
        if not settings.DEBUG:
            collect_static(Path(settings.STATIC_ROOT))
        if unfinished.exists() and not no_demo:
            say("Loading the demo content …")
            call_command("load_demo", stdout=sys.stderr)
        call_command("ensure_admin", stdout=self.stdout)
        unfinished.unlink(missing_ok=True)


def migrate() -> bool:
    """Apply what migrations are waiting; return whether the database was empty before."""
    executor = MigrationExecutor(connection)
    was_empty = not executor.loader.applied_migrations
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Making the database …" if was_empty else "Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)
    return was_empty


def collect_static(folder: Path) -> None:
    """Collect, hash and compress the static files, where any of them changed since the last time."""
    stamp = folder / ".collected"
    current = fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == current:
        return
    say("Collecting the static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=folder.exists())
    stamp.write_text(current, encoding="utf-8")


def fingerprint() -> str:
    """Return a digest of the names, sizes and times of all static files, and of what stores them."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def say(line: str) -> None:
    """Print a line of progress."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
