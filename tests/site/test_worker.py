"""The worker: tasks and schedule in one process, which may be stopped politely or killed."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from advocacy_site import housekeeping, schedule, worker
from advocacy_site.models import WorkerProcess
from advocacy_site.schedule import Job
from publishing import orphans
from publishing.models import Image, Rendition
from tests.factories import make_image

PATIENCE = 40.0
ran: list[str] = []


@task
def note(word):
    ran.append(word)


@task
def fail():
    raise ValueError("This task fails.")


@pytest.fixture(autouse=True)
def forget_what_ran():
    ran.clear()


def eventually(condition, patience: float = PATIENCE):
    """Wait until the condition holds, and return what it gave."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)
    return found


@contextlib.contextmanager
def running(*jobs: Job):
    """A worker in a thread of this process, stopped at the end."""
    one = worker.Worker(jobs)

    def work():
        try:
            one.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield one
    finally:
        one.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def lost_task(now, *workers: str, started: timedelta = timedelta(minutes=2)) -> DBTaskResult:
    """Return a task that one worker after the other took and none finished."""
    result = note.enqueue("lost").db_result
    DBTaskResult.objects.filter(pk=result.pk).update(
        status=TaskResultStatus.RUNNING, started_at=now - started, worker_ids=list(workers)
    )
    return DBTaskResult.objects.get(pk=result.pk)


class TestSchedule:
    def test_everything_that_must_happen_by_itself_is_scheduled(self):
        assert [job.name for job in schedule.JOBS] == [
            "campaigns.counting.batches.count_due",
            "campaigns.counting.checking.reconcile",
            "campaigns.exclusions.go_on",
            "campaigns.mailings.sending.write_due",
            "campaigns.reminders.drop_ended",
            "advocacy_site.housekeeping.reap",
            "publishing.renditions.make_missing",
            "publishing.orphans.remove_orphans",
            "publishing.thinning.thin",
            "advocacy_site.housekeeping.prune_tasks",
            "campaigns.retention.let_go",
            "advocacy_site.housekeeping.clear_sessions",
            "publishing.editing.forget_old",
            "publishing.preview_links.forget_old",
            "publishing.staging.drop_abandoned",
            "advocacy_site.housekeeping.refresh_statistics",
            "sources.links.check_due",
            "sources.links.tell_staff",
            "sources.links.prune",
            "sources.capturing.give_up",
            "sources.capturing.ask_missing",
            "sources.timestamps.stamp_due",
            "sources.verifying.verify_some",
            "sources.orphans.remove_orphans",
            "sources.archive.look_again",
            "sources.restyling.go_on",
        ]

    @pytest.mark.django_db
    @pytest.mark.parametrize("job", schedule.JOBS, ids=lambda job: job.name)
    def test_every_job_has_nothing_to_do_on_an_empty_site(self, job, now):
        assert not job.function(now)

    @pytest.mark.django_db
    @pytest.mark.parametrize("job", schedule.JOBS, ids=lambda job: job.name)
    def test_every_job_may_run_twice_at_the_same_time_of_day(self, job, now):
        make_image(now=now)
        lost_task(now, "dead")
        job.function(now)
        assert not job.function(now)


@pytest.mark.django_db(transaction=True)
class TestRunning:
    def test_tasks_are_run_in_their_order_and_a_failing_one_stops_nobody(self, caplog):
        results = [note.enqueue("first"), fail.enqueue(), note.enqueue("second")]
        with running():
            eventually(lambda: ran == ["first", "second"])
        states = [DBTaskResult.objects.get(pk=result.id).status for result in results]
        assert states == ["SUCCESSFUL", "FAILED", "SUCCESSFUL"]

    def test_a_task_enqueued_while_the_worker_waits_is_run_soon(self):
        with running():
            time.sleep(0.2)
            note.enqueue("late")
            eventually(lambda: ran == ["late"])

    def test_the_leader_runs_each_job_again_and_again_with_the_time(self):
        times = []
        with running(Job(times.append, 0.05)):
            eventually(lambda: len(times) >= 3)
        assert times == sorted(times)
        assert abs(timezone.now() - times[0]) < timedelta(seconds=PATIENCE)
        assert times[0].tzinfo is not None

    def test_a_failing_job_is_logged_and_tried_again_and_stops_no_other(self, caplog, monkeypatch):
        monkeypatch.setattr(worker, "LONGEST_PAUSE", 0.05)
        failures, times = [], []

        def broken(now):
            failures.append(now)
            raise RuntimeError("This job fails.")

        with running(Job(broken, 0.05), Job(times.append, 0.05)):
            eventually(lambda: len(failures) >= 2 and len(times) >= 3)
        assert "broken failed" in caplog.text
        assert "This job fails." in caplog.text

    def test_a_slow_job_holds_up_no_other(self):
        go_on, times = threading.Event(), []
        with running(Job(lambda now: go_on.wait(PATIENCE), 1), Job(times.append, 0.05)):
            eventually(lambda: len(times) >= 3)
            go_on.set()

    def test_no_more_jobs_run_at_once_than_there_are_connections_for(self, monkeypatch):
        monkeypatch.setattr(worker, "JOBS_AT_ONCE", 2)
        lock, now_running, most, times = threading.Lock(), set(), [], []

        def busy(name):
            def work(now):
                with lock:
                    now_running.add(name)
                    most.append(len(now_running))
                time.sleep(0.02)
                with lock:
                    now_running.discard(name)
                    times.append(name)

            return work

        with running(*(Job(busy(name), 0.01) for name in "abcd")):
            eventually(lambda: set(times) == set("abcd") and len(times) > 20)
        assert max(most) <= 2

    def test_trouble_with_the_database_is_waited_out(self, caplog, monkeypatch):
        monkeypatch.setattr(worker, "TROUBLE_PAUSE", 0.05)
        ready = DBTaskResult.objects.ready
        troubles = iter([True, True])

        def unreliable():
            if next(troubles, False):
                raise DatabaseError("The server went away.")
            return ready()

        monkeypatch.setattr(DBTaskResult.objects, "ready", unreliable)
        note.enqueue("after")
        with running():
            eventually(lambda: ran == ["after"])
        assert caplog.text.count("Tasks could not be read or written.") == 2

    def test_of_two_workers_one_leads_and_both_run_tasks_once(self):
        counts = {"one": 0, "two": 0}

        def job(name):
            def count(now):
                counts[name] += 1

            return count

        for number in range(20):
            note.enqueue(str(number))
        with running(Job(job("one"), 0.02)):
            eventually(lambda: counts["one"])
            with running(Job(job("two"), 0.02)):
                eventually(lambda: len(ran) == 20)
                assert WorkerProcess.objects.count() == 2
                assert counts["two"] == 0
        assert sorted(ran) == sorted(str(number) for number in range(20))

    def test_when_the_leader_leaves_another_takes_over(self, monkeypatch):
        monkeypatch.setattr(worker, "BEAT", 0.1)
        times = []
        with contextlib.ExitStack() as first:
            first.enter_context(running())
            eventually(lambda: WorkerProcess.objects.filter(leads=True).exists())
            with running(Job(times.append, 0.05)):
                time.sleep(0.3)
                assert not times
                first.close()
                eventually(lambda: times)

    def test_a_stopped_worker_leaves_no_sign_of_life(self):
        with running():
            eventually(WorkerProcess.objects.exists)
        assert not WorkerProcess.objects.exists()

    def test_once_does_what_is_due_and_ends(self, now):
        image = make_image(now=now)
        note.enqueue("due")
        call_command("run_worker", "--once", "--no-reload")
        assert ran == ["due"]
        assert Image.objects.get(pk=image.pk).renditions_due_at is None
        assert not WorkerProcess.objects.exists()


@pytest.mark.django_db
class TestSignsOfLife:
    def test_the_first_leads_until_it_is_silent_for_half_a_minute(self, now):
        later = now + housekeeping.DEAD_AFTER
        assert worker.sign_of_life("a", now, now) is True
        assert worker.sign_of_life("b", now, now) is False
        assert worker.sign_of_life("b", now, later) is False
        assert worker.sign_of_life("b", now, later + timedelta(seconds=1)) is True
        assert worker.sign_of_life("a", now, later + timedelta(seconds=2)) is False

    def test_a_leader_keeps_leading(self, now):
        assert worker.sign_of_life("a", now, now)
        assert worker.sign_of_life("a", now, now + timedelta(hours=1))
        assert WorkerProcess.objects.get().started_at == now

    def test_one_who_finds_the_place_taken_at_the_last_moment_does_not_lead(self, now, monkeypatch):
        worker.sign_of_life("a", now, now)
        monkeypatch.setattr(type(WorkerProcess.objects.all()), "exists", lambda self: False)
        assert worker.sign_of_life("b", now, now) is False
        assert WorkerProcess.objects.filter(leads=True).count() == 1


@pytest.mark.django_db
class TestReaping:
    def test_the_task_of_a_dead_worker_is_ready_again(self, now):
        lost = lost_task(now, "dead")
        assert housekeeping.reap(now) == 1
        lost.refresh_from_db()
        assert lost.status == TaskResultStatus.READY
        assert list(DBTaskResult.objects.ready()) == [lost]

    def test_the_task_of_a_living_worker_is_left_alone_however_long_it_takes(self, now):
        worker.sign_of_life("alive", now - timedelta(days=1), now)
        lost = lost_task(now, "dead", "alive", started=timedelta(hours=3))
        assert housekeeping.reap(now) == 0
        lost.refresh_from_db()
        assert lost.status == TaskResultStatus.RUNNING

    def test_a_task_just_begun_is_left_alone(self, now):
        lost_task(now, "unknown", started=timedelta(seconds=10))
        assert housekeeping.reap(now) == 0

    def test_a_task_that_ended_three_workers_is_given_up(self, now, caplog):
        lost = lost_task(now, "one", "two", "three")
        assert housekeeping.reap(now) == 1
        lost.refresh_from_db()
        assert lost.status == TaskResultStatus.FAILED
        assert lost.finished_at == now
        assert lost.task_result.errors[0].exception_class is housekeeping.WorkerLostError
        assert "given up" in caplog.text

    def test_a_task_finished_meanwhile_is_not_run_again(self, now, monkeypatch):
        lost = lost_task(now, "slow")
        update = type(DBTaskResult.objects.all()).update

        def finished_first(self, **values):
            update(DBTaskResult.objects.filter(pk=lost.pk), status=TaskResultStatus.SUCCESSFUL)
            return update(self, **values)

        monkeypatch.setattr(type(DBTaskResult.objects.all()), "update", finished_first)
        assert housekeeping.reap(now) == 0
        lost.refresh_from_db()
        assert lost.status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db
class TestClearingUp:
    def test_old_results_go_and_failures_stay_longer(self, now):
        ages = {"SUCCESSFUL": (6, 8), "FAILED": (8, 29, 31), "READY": (100,), "RUNNING": (100,)}
        for status, days in ages.items():
            for age in days:
                result = note.enqueue(f"{status} {age}").db_result
                DBTaskResult.objects.filter(pk=result.pk).update(status=status, finished_at=now - timedelta(days=age))
        assert housekeeping.prune_tasks(now) == 2
        left = {result.args_kwargs["args"][0] for result in DBTaskResult.objects.all()}
        assert left == {"SUCCESSFUL 6", "FAILED 8", "FAILED 29", "READY 100", "RUNNING 100"}

    def test_sessions_that_ended_go(self, now):
        for key, days in (("ended", -1), ("going", 1)):
            Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
        housekeeping.clear_sessions(now)
        assert [session.session_key for session in Session.objects.all()] == ["going"]


def database_url() -> str:
    """Return DATABASE_URL of the test database, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


@pytest.fixture
def process(tmp_path):
    """Start a worker as a process of its own, on this test's database and media, and kill it at the end."""
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "advocacy_site.settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(tmp_path),
        "DEBUG": "off",
        "HTTPS": "off",
    }
    variables.pop("CACHE_URL", None)
    started = []

    def start(*more: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "run_worker", *more]
        log = (tmp_path / "log").open("ab")
        with log:
            one = subprocess.Popen(command, cwd=settings.BASE_DIR, env=variables, stdout=log, stderr=log)
        started.append(one)
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()


def log_of(tmp_path: Path) -> str:
    return (tmp_path / "log").read_text()


@pytest.mark.django_db(transaction=True)
class TestProcess:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_stops_it_quickly_and_cleanly(self, process, number, tmp_path):
        one = process()
        eventually(WorkerProcess.objects.exists)
        asked = time.monotonic()
        one.send_signal(number)
        assert one.wait(PATIENCE) == 0
        # `make run` waits as long before it kills; an idle machine needs less than a second.
        assert time.monotonic() - asked < 10
        assert not WorkerProcess.objects.exists()
        assert "ERROR" not in log_of(tmp_path)
        assert "Traceback" not in log_of(tmp_path)

    def test_it_makes_the_renditions_of_an_uploaded_picture(self, process, now):
        image = make_image((500, 300), now=now)
        process()
        eventually(lambda: Image.objects.get().renditions_due_at is None)
        assert image.renditions.count() == 7
        eventually(lambda: DBTaskResult.objects.successful().count() == 1)

    def test_killed_in_the_middle_of_a_task_it_loses_nothing(self, process, now):
        """Kill -9 while renditions are made; after the claims have run out another worker completes them."""
        make_image((3000, 2000), now=now)
        one = process()
        eventually(lambda: len(default_storage.listdir("renditions")[1]) >= 3)
        one.kill()
        one.wait()
        assert Rendition.objects.count() == 1

        # What time would do.
        past = timezone.now() - timedelta(hours=1)
        WorkerProcess.objects.update(seen_at=past)
        DBTaskResult.objects.update(started_at=past)
        Image.objects.update(renditions_due_at=past)
        process()
        eventually(lambda: Image.objects.get().renditions_due_at is None, patience=60)
        eventually(lambda: DBTaskResult.objects.successful().count() == 1)
        assert Rendition.objects.count() == 13
        assert orphans.remove_orphans(now + timedelta(days=2)) >= 2
        files = {f"renditions/{name}" for name in default_storage.listdir("renditions")[1]}
        assert files == set(Rendition.objects.values_list("file", flat=True))


def test_the_second_signal_ends_it_on_the_spot(monkeypatch):
    from advocacy_site.management.commands import run_worker

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    ended = []
    monkeypatch.setattr(os, "_exit", ended.append)
    one = worker.Worker([])
    try:
        run_worker.stop_on_signals(one)
        os.kill(os.getpid(), signal.SIGTERM)
        eventually(lambda: one._stop_asked)
        assert not ended
        os.kill(os.getpid(), signal.SIGINT)
        eventually(lambda: ended)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert ended == [1]


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.INFO)
