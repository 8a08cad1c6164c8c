"""Captures: asked for, made by the worker, tried again, given up; each at most once at a time for a source."""

import time
from datetime import timedelta
from io import StringIO
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sources import archive, capturing, tasks, warc
from sources.models import Capture, Snapshot, Visibility
from tests.factories import cite, make_release, make_source, make_user
from tests.publishing.test_kills import Machine
from tests.sources.copies import PAGE, evidence_folder, fetched  # noqa: F401
from tests.together import at_once

pytestmark = pytest.mark.django_db


def states(source):
    return [capture.state for capture in source.captures.order_by("pk")]


@pytest.fixture
def source(web):
    web.at("/report", PAGE)
    return make_source(url=web.url("/report"))


# --- Asking ------------------------------------------------------------------------------------------


def test_asking_leaves_a_log_entry_and_a_task(source, now):
    user = make_user()
    capture = capturing.ask(source, user=user, now=now)
    assert (capture.state, capture.url, capture.asked_by, capture.asked_at) == ("asked", source.url, user, now)
    [task] = DBTaskResult.objects.filter(task_path="sources.tasks.capture")
    assert task.args_kwargs["args"] == [capture.pk]


def test_one_at_a_time_for_a_source(source, now):
    capturing.ask(source, user=None, now=now)
    with pytest.raises(capturing.UnderWay, match="already"):
        capturing.ask(source, user=None, now=now)
    assert states(source) == ["asked"]
    assert DBTaskResult.objects.count() == 1


def test_what_has_no_address_or_was_merged_is_not_captured(source, now):
    with pytest.raises(capturing.NotPossible, match="address"):
        capturing.ask(make_source(), user=None, now=now)
    merged = make_source(merged_into=source)
    with pytest.raises(capturing.NotPossible, match="merged"):
        capturing.ask(merged, user=None, now=now)


def test_where_fetching_is_switched_off_nobody_is_made_to_wait(source, now, settings):
    settings.FETCH_ENABLED = False
    with pytest.raises(capturing.NotPossible, match="switched off"):
        capturing.ask(source, user=None, now=now)
    assert not Capture.objects.exists()


# --- Running -----------------------------------------------------------------------------------------


def test_a_capture_keeps_what_the_address_answers(source, web, now):
    user = make_user()
    capture = capturing.run(capturing.ask(source, user=user, now=now).pk, now=now)
    assert (capture.state, capture.problem, capture.started_at) == ("done", "", now)
    assert capture.ended_at >= now
    assert (capture.snapshot.source, capture.snapshot.taken_by) == (source, user)
    assert archive.payload(capture.snapshot) == PAGE
    assert archive.verify(capture.snapshot, now=now) == []
    assert "Ten percent of the rivers" in capture.snapshot.text


def test_a_capture_that_is_run_twice_fetches_once(source, web, now):
    asked = capturing.ask(source, user=None, now=now)
    capturing.run(asked.pk, now=now)
    assert capturing.run(asked.pk, now=now).state == "done"
    assert web.asked() == ["GET /report"]


def test_the_same_bytes_again_are_unchanged_and_others_a_new_copy(source, web, now):
    first = capturing.run(capturing.ask(source, user=None, now=now).pk, now=now)
    second = capturing.run(capturing.ask(source, user=None, now=now).pk, now=now + timedelta(days=1))
    assert (second.state, second.snapshot) == ("unchanged", first.snapshot)
    web.at("/report", PAGE.replace(b"Ten", b"Eleven"))
    third = capturing.run(capturing.ask(source, user=None, now=now).pk, now=now)
    assert third.state == "done"
    assert source.snapshots.count() == 2


def test_redirects_are_part_of_the_copy(web, now):
    web.redirect("/old", "/new")
    web.at("/new", PAGE)
    source = make_source(url=web.url("/old"))
    snapshot = capturing.run(capturing.ask(source, user=None, now=now).pk, now=now).snapshot
    assert (snapshot.requested_url, snapshot.final_url) == (web.url("/old"), web.url("/new"))
    assert [(step["status"], step["location"]) for step in snapshot.redirects] == [(301, "/new")]


def test_chunked_and_compressed_answers_are_kept_whole(web, now):
    import gzip

    raw = gzip.compress(PAGE)
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw), raw)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    web.at("/report", raw=head + chunks)
    source = make_source(url=web.url("/report"))
    snapshot = capturing.run(capturing.ask(source, user=None, now=now).pk, now=now).snapshot
    assert archive.payload(snapshot) == PAGE
    assert archive.verify(snapshot, now=now) == []


@pytest.mark.parametrize(("status", "said"), [(404, "404"), (403, "403"), (204, "204"), (206, "206")])
def test_an_error_page_is_no_copy(source, web, now, status, said):
    web.at("/report", b"<p>Sorry</p>" if status != 204 else b"", status=status)
    capture = capturing.run(capturing.ask(source, user=None, now=now).pk, now=now, retry=True)
    assert (capture.state, capture.problem) == ("failed", "no_copy")
    assert said in capture.message
    assert not Snapshot.objects.exists()


def test_an_address_that_is_refused_fails_at_once_and_says_why(now):
    source = make_source(url="http://10.1.2.3/report")
    capture = capturing.run(capturing.ask(source, user=None, now=now).pk, now=now, retry=True)
    assert (capture.state, capture.problem) == ("failed", "refused_address")
    assert "10.1.2.3" in capture.message


def test_after_a_failure_one_can_ask_again(source, web, now):
    web.at("/report", status=404)
    capturing.run(capturing.ask(source, user=None, now=now).pk, now=now)
    web.at("/report", PAGE)
    assert capturing.run(capturing.ask(source, user=None, now=now).pk, now=now).state == "done"
    assert states(source) == ["failed", "done"]


def test_trouble_of_our_own_is_told_and_ends_the_capture(source, now, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.warc, "write_capture", full)
    asked = capturing.ask(source, user=None, now=now)
    with pytest.raises(OSError, match="No space"):
        capturing.run(asked.pk, now=now, retry=True)
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("failed", "error")


# --- Trying again ------------------------------------------------------------------------------------


def waiting():
    return DBTaskResult.objects.filter(task_path="sources.tasks.capture", status="READY").order_by("-enqueued_at")


def test_what_may_pass_is_tried_again_with_growing_pauses_and_fails_in_the_end(source, web, now):
    web.at("/report", status=503)
    asked = capturing.ask(source, user=None, now=now)
    for attempt, pause in enumerate(tasks.RETRY_AFTER):
        before = timezone.now()
        assert tasks.capture.func(asked.pk, attempt) == "asked"
        again = waiting().first()
        assert again.args_kwargs["args"] == [asked.pk, attempt + 1]
        assert before + pause <= again.run_after <= timezone.now() + pause
    asked.refresh_from_db()
    assert (asked.problem, "503" in asked.message) == ("status", True)
    assert tasks.capture.func(asked.pk, len(tasks.RETRY_AFTER)) == "failed"


def test_a_server_that_is_back_is_captured_after_all(source, web, now):
    web.at("/report", silent=True)
    asked = capturing.ask(source, user=None, now=now)
    assert tasks.capture.func(asked.pk) == "asked"
    web.at("/report", PAGE)
    assert tasks.capture.func(asked.pk, 1) == "done"
    asked.refresh_from_db()
    assert (asked.problem, asked.message) == ("", "")


def test_a_capture_whose_worker_died_waits_again_and_is_not_run_twice_before(source, now):
    asked = capturing.ask(source, user=None, now=now)
    Capture.objects.filter(pk=asked.pk).update(state="running", started_at=now)
    assert capturing.run(asked.pk, now=now).state == "running", "another worker has it"
    assert capturing.give_up(now + timedelta(minutes=4)) == 0
    assert capturing.give_up(now + timedelta(minutes=6)) == 1
    asked.refresh_from_db()
    assert (asked.state, asked.started_at) == ("asked", None)
    assert waiting().count() == 2
    assert capturing.run(asked.pk, now=now).state == "done"


def test_what_waits_for_a_day_is_given_up(source, now):
    asked = capturing.ask(source, user=None, now=now)
    assert capturing.give_up(now + timedelta(hours=23)) == 0
    assert capturing.give_up(now + timedelta(hours=25)) == 1
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("failed", "given_up")


def test_a_worker_that_was_taken_for_dead_does_not_overwrite_what_another_found(source, now, monkeypatch):
    asked = capturing.ask(source, user=None, now=now)
    store = archive.store_capture

    def slow(*args, **more):
        Capture.objects.filter(pk=asked.pk).update(state="failed", problem="given_up")
        return store(*args, **more)

    monkeypatch.setattr(archive, "store_capture", slow)
    assert capturing.run(asked.pk, now=now).problem == "given_up"


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_makes_the_copy(source, web, now):
    asked = capturing.ask(source, user=None, now=now)
    at_once(2, lambda _place: capturing.run(asked.pk, now=now))
    assert web.asked() == ["GET /report"]
    assert source.snapshots.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_gets_a_capture(source, now):
    def ask(_place):
        try:
            return capturing.ask(source, user=None, now=now).state
        except capturing.UnderWay:
            return "under way"

    assert sorted(at_once(2, ask)) == ["asked", "under way"]
    assert DBTaskResult.objects.filter(task_path="sources.tasks.capture").count() == 1


# --- By themselves -----------------------------------------------------------------------------------


def cited(**fields):
    source = make_source(**fields)
    make_release(body=f"<p>So it is.{cite(source)}</p>")
    return source


def test_missing_are_the_sources_that_something_cites_and_that_have_an_address_and_no_copy(web, now):
    web.at("/kept", PAGE)
    wanted = cited(url=web.url("/a"))
    draft = make_source(url=web.url("/b"))
    make_release(body=f"<p>So it is.{cite(draft)}</p>", status="draft", publish_at=None)
    make_source(url=web.url("/not-cited"))
    cited()
    cited(url=web.url("/on-file"), visibility=Visibility.ON_FILE)
    kept = cited(url=web.url("/kept"))
    snapshot = capturing.run(capturing.ask(kept, user=None, now=now).pk, now=now).snapshot
    assert list(capturing.missing(now)) == [wanted, draft]
    archive.withdraw(snapshot, reason="It names a child.", user=None, now=now)
    assert list(capturing.missing(now)) == [wanted, draft], "what was withdrawn does not come back by itself"


def test_what_failed_is_tried_again_after_a_week_and_three_times_at_most(web, now):
    source = cited(url=web.url("/gone"))
    for week in range(3):
        at = now + timedelta(days=8 * week)
        assert list(capturing.missing(at)) == [source]
        capturing.run(capturing.ask(source, user=None, now=at).pk, now=at)
        assert not capturing.missing(at + timedelta(days=6)).exists()
    assert not capturing.missing(now + timedelta(days=400)).exists()


def test_what_is_under_way_is_not_missing(web, now):
    capturing.ask(cited(url=web.url("/a")), user=None, now=now)
    assert not capturing.missing(now).exists()


def test_the_schedule_asks_for_one_of_each_site_at_a_time_where_that_is_switched_on(web, now, settings):
    for number in range(3):
        cited(url=f"https://river.test/{number}")
    cited(url="https://lake.test/")
    assert capturing.ask_missing(now) == 0
    settings.CAPTURE_AUTOMATICALLY = True
    assert capturing.ask_missing(now) == 2
    assert capturing.ask_missing(now) == 1
    settings.FETCH_ENABLED = False
    assert capturing.ask_missing(now) == 0


# --- Commands ----------------------------------------------------------------------------------------


def called(*arguments, **options):
    """Return what a command said and whether it went well."""
    said = StringIO()
    try:
        call_command(*arguments, stdout=said, stderr=said, **options)
    except CommandError:
        return said.getvalue(), False
    return said.getvalue(), True


def test_sources_are_captured_by_name_or_address(source, web):
    said, went_well = called("capture_source", source.slug)
    assert (went_well, source.snapshots.get().sha256 in said) == (True, True)
    said, went_well = called("capture_source", source.url)
    assert (went_well, "unchanged" in said) == (True, True)
    assert states(source) == ["done", "unchanged"]


def test_the_command_names_each_that_failed_and_does_the_others(source, web):
    gone = make_source(url=web.url("/gone"))
    said, went_well = called("capture_source", "nothing-of-that-name", gone.slug, make_source().slug, source.slug)
    assert not went_well
    assert "there is no such source" in said
    assert "404" in said
    assert "no web address" in said
    assert states(source) == ["done"]


def test_a_rehearsal_fetches_nothing(source, web):
    assert source.url in called("capture_source", source.slug, dry_run=True)[0]
    cited(url=web.url("/a"))
    assert "To capture: 1." in called("capture_missing", dry_run=True)[0]
    assert web.asked() == []
    assert not Capture.objects.exists()


def test_the_text_of_stored_copies_is_renewed_without_fetching(source, web):
    called("capture_source", source.slug)
    Snapshot.objects.update(text="old", extractor="html 0")
    said, went_well = called("capture_source", source.slug, text=True)
    assert (went_well, "text renewed" in said) == (True, True)
    assert "Ten percent" in source.snapshots.get().text
    assert web.asked() == ["GET /report"]


def test_the_text_of_all_copies_is_renewed_at_once(source, web):
    called("capture_source", source.slug)
    assert "text unchanged" in called("capture_source", all=True, text=True)[0]
    assert called("capture_source", all=True)[1] is False
    assert called("capture_source", source.slug, all=True, text=True)[1] is False
    assert called("capture_source")[1] is False
    assert states(source) == ["done"]


def test_missing_copies_are_made_up_to_a_limit(web):
    for name in ("/a", "/b"):
        web.at(name, PAGE)
        cited(url=web.url(name))
    assert "Captured: 1, failed: 0." in called("capture_missing", limit=1)[0]
    cited(url=web.url("/gone"))
    said, went_well = called("capture_missing")
    assert (went_well, "Captured: 1, failed: 1." in said) == (False, True)


# --- Killed at any moment ----------------------------------------------------------------------------

KILLS = 5


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_there_is_no_copy_or_a_whole_one(web, tmp_path, evidence_folder):  # noqa: F811
    source = make_source(url=web.url("/report"))
    web.at("/report", PAGE * 3000)
    machine = Machine(tmp_path)

    def rounds():
        for number in count(1):

            def capture(number=number):
                from sources import capturing

                capturing.give_up(timezone.now() + timedelta(days=2))  # what was killed before
                body = PAGE * 3000 + f"<p>{time.time()} {number}</p>".encode()
                answer = fetched(body)
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(capturing.fetching, "fetch", lambda _url: answer)
                    asked = capturing.begin(source, user=None, now=timezone.now())
                    assert capturing.run(asked.pk, now=timezone.now()).state == "done"

            yield capture

    def check():
        for snapshot in Snapshot.objects.all():
            assert archive.verify(snapshot, now=timezone.now()) == []
        known = set(Snapshot.objects.values_list("warc", flat=True))
        for path in evidence_folder.rglob("*.warc.gz"):
            name = str(path.relative_to(evidence_folder))
            assert name in known or warc.read(path.read_bytes()), "a file has its name only when it is whole"

    def check_much_was_done():
        assert Snapshot.objects.count() > KILLS / 2

    begun = time.monotonic()
    assert machine.run(next(rounds()))
    seconds = time.monotonic() - begun
    for _kill in range(KILLS):
        machine.kill_soon(rounds, seconds * 2)
        assert machine.run(check)
    assert machine.run(check_much_was_done)
