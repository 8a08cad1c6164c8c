"""The worker: one process that runs tasks in its main thread, and the schedule beside them.

Any number of workers may run. Each gives a sign of life every few seconds; one of them leads and runs the
schedule, each job in a thread of its own, so that a slow one holds up no other. If it dies, another leads
after half a minute, and its tasks are taken up again. So nothing here needs to end well; it is only polite.
Mail alone cannot be taken back, so that a process of its own sends it (`advocacy_site/postman.py`).
"""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import DatabaseError, IntegrityError, close_old_connections, connections, transaction
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult

from advocacy_site.housekeeping import DEAD_AFTER
from advocacy_site.models import WorkerProcess
from advocacy_site.postman import Postman
from advocacy_site.schedule import Job

logger = logging.getLogger(__name__)

POLL: Final = 0.5
BEAT: Final = 5.0
TROUBLE_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 60.0
JOBS_AT_ONCE: Final = 5
"""With the main thread and the signs of life, fewer than the eight connections of PostgreSQL's pool."""

PATIENCE: Final = 5.0
"""How many seconds the jobs under way have when the worker is to stop."""


class Worker:
    """`run` works until `stop` is called, from a signal handler or another thread."""

    def __init__(self, jobs: Sequence[Job], *, postman: Postman | None = None) -> None:
        """Take the schedule's jobs and, where this worker sends mail, who does it for it."""
        self.key = get_random_string(32)
        self._jobs = jobs
        self._postman = postman
        self._started_at = timezone.now()
        self._stop_asked = False
        self._stopping = threading.Event()
        self._leading = threading.Event()
        self._slots = threading.BoundedSemaphore(JOBS_AT_ONCE)
        self._runner = TaskRunner(
            queue_names=["*"],
            interval=POLL,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.key,
            excluded_queue_names=[],
        )

    def stop(self) -> None:
        """Ask the worker to stop: it finishes the task under way and takes no other."""
        # Nothing but an assignment: a signal handler that waits for a lock may wait for itself.
        self._stop_asked = True

    def run(self) -> None:
        """Work until asked to stop. Trouble with the database is logged and waited out."""
        logger.info("Worker %s started.", self.key)
        self._beat()
        threads = [threading.Thread(target=self._keep_beating, name="signs of life", daemon=True)]
        threads += [
            threading.Thread(target=self._keep_running, args=(job,), name=job.name, daemon=True) for job in self._jobs
        ]
        if self._postman:
            threads.append(threading.Thread(target=self._keep_postman, name="postman", daemon=True))
        for thread in threads:
            thread.start()
        try:
            while not self._stop_asked:
                self._work()
        finally:
            self._end(threads)

    def run_once(self) -> None:
        """Run all tasks that are ready and each job once, whoever leads."""
        self._beat()
        try:
            while self._run_task():
                pass
            for job in self._jobs:
                self._run_job(job)
            if self._postman:
                connections.close_all()
                self._postman.send_once()
        finally:
            self.leave()

    def leave(self) -> None:
        """Take the sign of life away, so that another worker may lead at once."""
        try:
            WorkerProcess.objects.filter(key=self.key).delete()
        except DatabaseError:
            logger.warning("Worker %s could not sign off; it will be taken for dead.", self.key)

    # --- Tasks -----------------------------------------------------------------------------------

    def _work(self) -> None:
        """Run one task, or wait a moment."""
        try:
            if self._run_task():
                return
            pause = POLL
        except DatabaseError:
            logger.exception("Tasks could not be read or written.")
            connections.close_all()
            pause = TROUBLE_PAUSE
        close_old_connections()
        time.sleep(pause)

    def _run_task(self) -> bool:
        """Run the next task that is ready; return whether there was one."""
        ready = DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
        # Asked without a lock first: an idle worker then never holds up writers on SQLite.
        if not ready.exists():
            return False
        with transaction.atomic():
            claimed = ready.get_locked()
            if claimed is not None:
                claimed.claim(self.key)
        if claimed is not None:
            self._runner.run_task(claimed)
        return claimed is not None

    def _keep_postman(self) -> None:
        """Have mail sent, whoever leads: each message is claimed, so that many workers send the faster."""
        while self._postman and not self._stopping.is_set():
            try:
                self._postman.keep()
            except OSError:
                logger.exception("Nobody could be started to send mail.")
            self._stopping.wait(1.0)

    # --- The schedule ----------------------------------------------------------------------------

    def _keep_beating(self) -> None:
        while not self._stopping.wait(BEAT):
            self._beat()
            connections.close_all()

    def _beat(self) -> None:
        try:
            leads = sign_of_life(self.key, self._started_at, timezone.now())
        except DatabaseError:
            logger.exception("Worker %s could give no sign of life.", self.key)
            leads = False
        if leads:
            self._leading.set()
        else:
            self._leading.clear()

    def _keep_running(self, job: Job) -> None:
        failures = 0
        pause = 0.0
        while not self._stopping.wait(pause):
            if not self._leading.is_set():
                pause = 1.0
                continue
            with self._slots:
                if self._stopping.is_set():
                    return
                failures = 0 if self._run_job(job) else failures + 1
            pause = job.pause if not failures else max(job.pause, min(LONGEST_PAUSE, 2.0**failures))

    def _run_job(self, job: Job) -> bool:
        """Run a job; return whether it ended well. Whatever it raises is logged."""
        try:
            job.function(timezone.now())
        except Exception:
            logger.exception("The scheduled job %s failed.", job.name)
            return False
        else:
            return True
        finally:
            connections.close_all()

    def _end(self, threads: Sequence[threading.Thread]) -> None:
        self._stopping.set()
        deadline = time.monotonic() + PATIENCE
        if self._postman:
            self._postman.dismiss()
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                logger.warning("%s is still running and is cut off.", thread.name)
        if self._postman and not self._postman.wait(deadline - time.monotonic()):
            logger.info("A message is still being sent; it will be finished.")
        self.leave()
        connections.close_all()
        logger.info("Worker %s stopped.", self.key)


@transaction.atomic
def sign_of_life(key: str, started_at: datetime, now: datetime) -> bool:
    """Note that the worker `key` lives at `now`, drop those that do not, and return whether this one leads."""
    WorkerProcess.objects.filter(seen_at__lt=now - DEAD_AFTER).exclude(key=key).delete()
    row, _created = WorkerProcess.objects.update_or_create(
        key=key, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": started_at}
    )
    if row.leads:
        return True
    if WorkerProcess.objects.filter(leads=True).exists():
        return False
    try:
        with transaction.atomic():
            WorkerProcess.objects.filter(key=key).update(leads=True)
    except IntegrityError:
        # Another one was faster.
        return False
    return True
