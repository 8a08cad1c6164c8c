"""Jobs of the schedule that keep the site's own tables in order."""

import logging
from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

from django.conf import settings
from django.db import connection
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from advocacy_site.models import WorkerProcess

logger = logging.getLogger(__name__)

DEAD_AFTER: Final = timedelta(seconds=30)
"""A worker that gave no sign of life for so long is taken for dead. Clocks of several machines may differ by less."""

ATTEMPTS: Final = 3
KEEP_RESULTS: Final = timedelta(days=7)
KEEP_FAILURES: Final = timedelta(days=30)


class WorkerLostError(Exception):
    """The worker ended while it ran the task, each time anew: the task may be what ended it."""


def reap(now: datetime) -> int:
    """Make the tasks of dead workers ready again; return how many tasks that were.

    A task that lost ATTEMPTS workers is marked as failed, lest it end them all. Tasks may run twice,
    so it does no harm if a worker only seemed dead.
    """
    alive = set(WorkerProcess.objects.filter(seen_at__gte=now - DEAD_AFTER).values_list("key", flat=True))
    reaped = 0
    for lost in DBTaskResult.objects.running().filter(started_at__lt=now - DEAD_AFTER):
        if lost.worker_ids and lost.worker_ids[-1] in alive:
            continue
        # Only if nobody has finished or taken it meanwhile.
        row = DBTaskResult.objects.filter(pk=lost.pk, status=TaskResultStatus.RUNNING, started_at=lost.started_at)
        if len(lost.worker_ids) < ATTEMPTS:
            reaped += row.update(status=TaskResultStatus.READY)
            continue
        reaped += row.update(
            status=TaskResultStatus.FAILED,
            finished_at=now,
            exception_class_path=f"{WorkerLostError.__module__}.{WorkerLostError.__qualname__}",
            traceback=f"The worker ended while it ran this task, {ATTEMPTS} times.",
        )
        logger.error("Task %s (%s) lost %d workers and is given up.", lost.pk, lost.task_path, ATTEMPTS)
    return reaped


def prune_tasks(now: datetime) -> int:
    """Remove the results of tasks that were done a week ago, or failed a month ago; return how many."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_RESULTS)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILURES)
    return done.delete()[0] + failed.delete()[0]


def clear_sessions(now: datetime) -> None:
    """Remove the sessions of staff that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def refresh_statistics(now: datetime) -> None:
    """Let SQLite look at samples of its tables, which takes milliseconds; PostgreSQL does so by itself.

    Without them it takes “published” for something rare, and looks through all that is published to find one address.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
