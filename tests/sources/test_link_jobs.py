"""Looking after links over time: what is due, one request at a time for a host, what follows, and what staff are told."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from advocacy_site.schedule import JOBS
from sources import links, operations
from sources.linking import checks, digest, hosts, looking, tasks
from sources.linking.looking import Look
from sources.linking.states import Outcome, Seen
from sources.models import Link, LinkCheck, LinkHost, Passage, Snapshot, Source, Visibility, passage_digest
from tests.factories import cite, make_release, make_source, make_user
from tests.sources.test_links import LOST, PAGE
from tests.together import at_once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GONE = Look(Seen(Outcome.FAILED, "not_found", 404, whole=True), "GET")
ALIVE = Look(Seen(Outcome.ALIVE, "", 200), "HEAD")


def link_of(source):
    return Link.objects.get(source=source)


def record(source, look, now):
    link = link_of(source)
    return checks.record(link.pk, link.url, look, [], now=now)


def kill(source, now):
    """Let the link of a source fail until it is dead; return when that is."""
    for days in (0, 3, 6):
        record(source, GONE, now + days * DAY)
    assert link_of(source).state == Link.State.DEAD
    return now + 6 * DAY


def make_copy(source, text, now):
    """Return a readable copy of a source, with no care for its file."""
    return Snapshot.objects.create(
        source=source,
        origin="uploaded",
        taken_at=now,
        media_type="text/html",
        size=len(text),
        sha256=passage_digest(text),
        warc="snapshots/none.warc.gz",
        warc_sha256="0" * 64,
        warc_size=0,
        program="test",
        text=text,
    )


def quote(source, words, now):
    """Return the row of a passage that stands in a copy of the source."""
    copy = source.snapshots.first() or make_copy(source, f"The report says: {words} So it is.", now)
    start = copy.text.find(words)
    return Passage.objects.create(
        source=source,
        words=words,
        digest=passage_digest(words),
        status="exact",
        ratio=1,
        start=max(start, 0),
        end=max(start, 0) + len(words),
        snapshot=copy,
        checked_at=now,
    )


# --- Which are looked after --------------------------------------------------------------------------


def test_a_source_with_an_address_is_looked_after_from_its_first_save(now):
    source = make_source(url="https://River.example/report", now=now)
    link = link_of(source)
    assert (link.state, link.url, link.host, link.next_check_at) == ("new", source.url, "river.example", now)
    assert not Link.objects.filter(source=make_source()).exists()


def test_another_address_begins_anew_and_no_address_ends_it(now):
    source = make_source(url="https://river.example/report", now=now)
    kill(source, now)
    later = now + 30 * DAY
    operations.store(source, user=None, now=later)
    assert link_of(source).state == Link.State.DEAD
    passage = quote(source, "Ten percent", now)
    Passage.objects.filter(pk=passage.pk).update(live="missing", missing_since=now, live_checked_at=now)
    source.url = "https://river.example/other"
    operations.store(source, user=None, now=later)
    passage.refresh_from_db()
    assert (passage.live, passage.missing_since) == ("unknown", None)
    link = link_of(source)
    assert (link.state, link.failures, link.problem, link.next_check_at) == ("new", 0, "", later)
    source.url = ""
    operations.store(source, user=None, now=later)
    assert not Link.objects.filter(source=source).exists()


def test_nobody_asks_a_server_for_what_is_on_file(now):
    source = make_source(url="https://river.example/report", visibility=Visibility.ON_FILE)
    assert not Link.objects.filter(source=source).exists()
    links.follow_missing(now)
    assert not Link.objects.filter(source=source).exists()


def test_sources_that_came_by_another_way_are_found_and_merged_ones_left_alone(now):
    source, other = make_source(url="https://river.example/a"), make_source(url="https://river.example/b")
    Link.objects.all().delete()
    assert links.follow_missing(now) == 2
    assert links.follow_missing(now) == 0
    Source.objects.filter(pk=other.pk).update(merged_into=source)
    assert [link.source_id for link in Link.objects.due(now)] == [source.pk]


def test_what_changed_by_another_way_is_put_right(now):
    moved, hidden, fine = (make_source(url=f"https://river.example/{name}", now=now) for name in "mhf")
    kill(moved, now)
    Source.objects.filter(pk=moved.pk).update(url="https://new.example/m")
    Source.objects.filter(pk=hidden.pk).update(visibility=Visibility.ON_FILE)
    assert links.follow_missing(now) == 2
    assert (link_of(moved).url, link_of(moved).host, link_of(moved).state) == (
        "https://new.example/m",
        "new.example",
        "new",
    )
    assert not Link.objects.filter(source=hidden).exists()
    assert link_of(fine).url == fine.url
    assert links.follow_missing(now) == 0


# --- Looking -----------------------------------------------------------------------------------------


def test_the_job_looks_at_what_is_due_and_no_more(web, now):
    web.anything(LOST, status=404)
    web.at("/a", PAGE)
    source = make_source(url=web.url("/a"), now=now)
    assert links.check_due(now - DAY) == 0
    assert links.check_due(now) == 1
    link = link_of(source)
    assert (link.state, link.last_checked_at, link.last_status_code) == ("alive", now, 200)
    assert 7 * DAY <= link.next_check_at - now <= 8 * DAY
    row = link.checks.get()
    assert (row.at, row.method, row.status_code, row.outcome) == (now, "HEAD", 200, "alive")
    assert row.duration_ms is not None
    asked = len(web.requests)
    assert links.check_due(now + DAY) == 0
    assert len(web.requests) == asked


def test_of_one_host_one_link_is_looked_at_in_a_run(web, now):
    web.anything(LOST, status=404)
    for number in range(3):
        make_source(url=web.url(f"/{number}"), now=now)
    web.name("other.test")
    make_source(url=web.url("/0", host="other.test"), now=now)
    assert links.check_due(now) == 2
    assert links.check_due(now) == 0
    assert links.check_due(now + hosts.PAUSE) == 1
    assert links.check_due(now + 2 * hosts.PAUSE) == 1
    assert Link.objects.filter(state=Link.State.NEW).count() == 0


def test_a_run_is_limited_in_number_and_time(web, now, monkeypatch):
    monkeypatch.setattr(looking, "look", lambda url, *, whole: ALIVE)
    for number in range(4):
        make_source(url=f"https://host{number}.example/", now=now)
    assert checks.check_due(now, at_most=1) == 1
    assert checks.check_due(now, seconds=0) == 0
    assert checks.check_due(now) == 3


def test_a_host_that_asks_for_a_pause_is_left_alone_with_all_its_links(web, now):
    web.anything(status=429, headers={"Retry-After": "36000"})
    first, second = make_source(url=web.url("/a"), now=now), make_source(url=web.url("/b"), now=now)
    assert links.check_due(now) == 1
    assert link_of(first).state == Link.State.BLOCKED
    assert links.check_due(now + timedelta(hours=9)) == 0
    assert links.check_due(now + timedelta(hours=10, seconds=1)) == 1
    assert link_of(second).state == Link.State.BLOCKED


def test_a_worker_that_dies_while_it_looks_loses_nothing(web, now, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*args, **options):
        raise Killed

    web.at("/a", PAGE)
    source = make_source(url=web.url("/a"), now=now)
    with monkeypatch.context() as patch:
        patch.setattr(looking, "look", die)
        patch.setattr(hosts, "release", lambda *args, **options: None)
        with pytest.raises(Killed):
            links.check_due(now)
    assert (link_of(source).state, LinkCheck.objects.count()) == ("new", 0)
    assert links.check_due(now + timedelta(minutes=1)) == 0
    assert links.check_due(now + hosts.CLAIM + timedelta(seconds=1)) == 1
    assert link_of(source).state == Link.State.ALIVE


def test_what_was_seen_of_an_address_that_staff_changed_meanwhile_is_dropped(now, monkeypatch):
    source = make_source(url="https://river.example/a", now=now)

    def look(url, *, whole):
        source.url = "https://river.example/b"
        operations.store(source, user=None, now=now)
        return GONE

    monkeypatch.setattr(looking, "look", look)
    links.check_due(now)
    assert (link_of(source).state, link_of(source).url) == ("new", "https://river.example/b")
    assert LinkCheck.objects.count() == 0


def test_nothing_is_looked_at_where_fetching_is_switched_off(now, settings):
    settings.FETCH_ENABLED = False
    source = make_source(url="https://river.example/a", now=now)
    assert links.check_due(now) == 0
    assert link_of(source).state == "new"


def test_a_site_without_network_takes_no_link_for_dead(now, monkeypatch):
    lost = Look(Seen(Outcome.FAILED, "dns", whole=True), "GET")
    down, *up = (make_source(url=f"https://{name}.example/", now=now) for name in ("down", "up1", "up2"))
    for source in up:
        record(source, ALIVE, now)
    online = False
    asked = []
    monkeypatch.setattr(looking, "answers", lambda url: (asked.append(url), online)[1])
    monkeypatch.setattr(looking, "look", lambda url, *, whole: ALIVE if online and "up" in url else lost)
    for days in range(2, 20):
        checks.check_due(now + days * DAY)
    assert [link_of(source).state for source in (down, *up)] == ["new", "alive", "alive"]
    assert {source.url for source in up} <= set(asked)
    assert set(LinkCheck.objects.exclude(outcome="alive").values_list("outcome", flat=True)) == {"offline"}
    online = True
    for days in range(20, 40):
        checks.check_due(now + days * DAY)
    assert [link_of(source).state for source in (down, *up)] == ["dead", "alive", "alive"]


def test_a_failure_counts_where_there_is_no_other_host_to_ask(now, monkeypatch):
    monkeypatch.setattr(looking, "look", lambda url, *, whole: Look(Seen(Outcome.FAILED, "dns", whole=True), "GET"))
    source = make_source(url="https://down.example/", now=now)
    checks.check_due(now)
    assert link_of(source).state == Link.State.SUSPECT


def test_a_server_that_refuses_is_proof_enough_that_we_are_online(web, now):
    web.anything("No.", status=403)
    assert looking.answers(web.url("/"))
    web.anything(silent=True)
    assert looking.answers(web.url("/"))


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_ask_one_host_at_the_same_time(now, monkeypatch):
    for number in range(4):
        make_source(url=f"https://river.example/{number}", now=now)
    asked, together, guard = [], [], threading.Lock()

    def look(url, *, whole):
        with guard:
            asked.append(url)
            together.append(len(asked))
        threading.Event().wait(0.05)
        with guard:
            asked.remove(url)
        return ALIVE

    monkeypatch.setattr(looking, "look", look)

    def work(_place):
        for second in range(0, 12, 3):
            checks.check_due(now + timedelta(seconds=second))

    at_once(3, work)
    assert together
    assert set(together) == {1}


def test_old_rows_of_the_log_go_and_young_ones_stay(now):
    source = make_source(url="https://river.example/a", now=now)
    record(source, ALIVE, now - 200 * DAY)
    record(source, ALIVE, now)
    LinkHost.objects.create(host="gone.example", free_at=now - 100 * DAY)
    LinkHost.objects.create(host="river.example", free_at=now)
    assert links.prune(now) == 2
    assert LinkCheck.objects.count() == LinkHost.objects.count() == 1


def test_the_worker_has_the_jobs():
    names = {job.name for job in JOBS}
    assert {"sources.links.check_due", "sources.links.tell_staff", "sources.links.prune"} <= names


# --- What follows for readers --------------------------------------------------------------------------


def test_notes_are_written_anew_when_a_link_dies_and_when_it_comes_back_and_only_then(now, monkeypatch):
    source = make_source(url="https://river.example/a", now=now)
    make_release(body=f"<p>Ten percent.{cite(source)}</p>")
    renewed = []
    refresh = operations.refresh
    monkeypatch.setattr(operations, "refresh", lambda source, *, now: (renewed.append(now), refresh(source, now=now)))
    dead_at = kill(source, now)
    assert renewed == [dead_at]
    record(source, GONE, now + 20 * DAY)
    record(source, ALIVE, now + 40 * DAY)
    assert renewed == [dead_at, now + 40 * DAY]


def test_readers_are_led_to_the_copy_while_a_link_is_dead(now, reader):
    before = now - 10 * DAY
    source = make_source(url="https://river.example/a", now=before)
    copy = quote(source, "Ten percent of the rivers", before).snapshot
    release = make_release(body=f"<p>It says “Ten percent of the rivers”.{cite(source)}</p>")
    address = release.get_absolute_url()
    assert "no longer answers" not in reader.get(address).content.decode()
    kill(source, before)
    page = reader.get(address).content.decode()
    assert "no longer answers" in page
    assert page.index(copy.get_absolute_url()) < page.index("no longer answers")
    record(source, ALIVE, before + 8 * DAY)
    assert "no longer answers" not in reader.get(address).content.decode()


# --- Drift -----------------------------------------------------------------------------------------------


def test_words_that_go_from_the_live_page_are_noticed_and_welcomed_back(web, now):
    source = make_source(url=web.url("/report"), now=now)
    stays, goes = quote(source, "Ten percent of the rivers", now), quote(source, "carry waste", now)
    web.anything(LOST, status=404)
    web.at("/report", PAGE)
    assert links.check_due(now) == 1
    assert web.requests[0].method == "GET"
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.live, goes.live, goes.live_checked_at) == ("found", "found", now)

    web.at("/report", PAGE.replace("carry waste", "carried some waste"))
    week = link_of(source).next_check_at
    assert links.check_due(week) == 1
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.live, goes.live, goes.missing_since) == ("found", "missing", week)

    later = link_of(source).next_check_at
    assert links.check_due(later) == 1
    goes.refresh_from_db()
    assert (goes.missing_since, goes.live_checked_at) == (week, later)

    web.at("/report", PAGE)
    assert links.check_due(link_of(source).next_check_at) == 1
    goes.refresh_from_db()
    assert (goes.live, goes.missing_since) == ("found", None)


def test_a_page_that_is_lost_blocked_or_without_text_says_nothing_about_words(web, now):
    source = make_source(url=web.url("/report"), now=now)
    passage = quote(source, "Ten percent of the rivers", now)
    for answer in (
        {"body": LOST, "status": 404},
        {"body": "Who are you?", "status": 403},
        {"body": ""},
        {"body": b"%PDF-1.7 broken", "headers": {"Content-Type": "application/pdf"}},
    ):
        web.at("/report", **answer)
        now += 10 * DAY
        assert links.check_due(now) == 1
        passage.refresh_from_db()
        assert passage.live == Passage.Live.UNKNOWN


# --- What staff are told -----------------------------------------------------------------------------------


def run_tasks():
    """Run what waits, as the worker does."""
    while waiting := DBTaskResult.objects.ready().filter(task_path__contains="send_digest").first():
        args = waiting.args_kwargs
        waiting.delete()
        tasks.send_digest.func(*args["args"], **args["kwargs"])


@pytest.fixture
def anna():
    return make_user("sources.change_source", username="anna", email="anna@example.org")


def test_staff_who_look_after_sources_get_one_mail_of_what_is_new(now, anna, settings):
    make_user("press.change_pressrelease")
    make_user("sources.change_source", email="")
    make_user("sources.change_source", is_active=False)
    dead, moved, fine = (make_source(url=f"https://river.example/{name}", now=now) for name in ("d", "m", "f"))
    drifted = quote(fine, "Ten percent of the rivers", now)
    Passage.objects.filter(pk=drifted.pk).update(live="missing", missing_since=now)
    at = kill(dead, now)
    record(moved, Look(Seen(Outcome.MOVED, "", 200, "https://new.example/<m>"), "GET"), at)
    record(fine, ALIVE, at)
    assert links.tell_staff(at) == 1
    run_tasks()
    [message] = mail.outbox
    assert message.to == ["anna@example.org"]
    assert message.subject == "Sources: 3 changes to look at"
    assert "dead: The server says that there is no such page." in message.body
    assert "moved to https://new.example/<m>" in message.body
    assert "“Ten percent of the rivers”" in message.body
    assert f"{settings.SITE_URL}/admin/sources/source/{dead.pk}/change/#link" in message.body
    html = message.alternatives[0].content
    assert "https://new.example/&lt;m&gt;" in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_nothing_new_is_no_mail_and_nothing_is_told_twice(now, anna):
    source = make_source(url="https://river.example/d", now=now)
    assert links.tell_staff(now) == 0
    record(source, GONE, now)
    assert links.tell_staff(now) == 1
    assert links.tell_staff(now + DAY) == 0
    record(source, GONE, now + 3 * DAY)
    assert links.tell_staff(now + 3 * DAY) == 0
    record(source, GONE, now + 6 * DAY)
    assert links.tell_staff(now + 6 * DAY) == 1
    record(source, ALIVE, now + 8 * DAY)
    assert links.tell_staff(now + 8 * DAY) == 1
    run_tasks()
    assert len(mail.outbox) == 3
    assert mail.outbox[-1].body.count("– ") == 1


def test_at_most_one_digest_leaves_in_a_day(now, anna):
    first, second = (make_source(url=f"https://river.example/{number}", now=now) for number in (1, 2))
    record(first, GONE, now)
    assert links.tell_staff(now) == 1
    record(second, GONE, now)
    assert links.tell_staff(now + timedelta(hours=12)) == 0
    assert links.tell_staff(now + timedelta(hours=21)) == 1


def test_what_staff_ignore_is_not_told(now, anna):
    source = make_source(url="https://river.example/1", now=now)
    record(source, GONE, now)
    links.ignore(source, state="suspect", now=now)
    assert links.tell_staff(now) == 0


def test_a_digest_whose_news_are_old_by_the_time_it_leaves_still_tells_the_state_of_now(now, anna):
    source = make_source(url="https://river.example/1", now=now)
    record(source, GONE, now)
    links.tell_staff(now)
    source.delete()
    run_tasks()
    assert mail.outbox == []


def test_a_mail_server_that_refuses_is_asked_again_under_the_same_id(now, anna, monkeypatch):
    record(make_source(url="https://river.example/1", now=now), GONE, now)
    links.tell_staff(now)

    def refuse(**options):
        raise OSError("no")

    with monkeypatch.context() as patch:
        patch.setattr(digest, "send", refuse)
        waiting = DBTaskResult.objects.ready().get(task_path__contains="send_digest")
        waiting_args = waiting.args_kwargs["args"]
        waiting.delete()
        assert tasks.send_digest.func(*waiting_args) is False
    [again] = DBTaskResult.objects.filter(task_path__contains="send_digest")
    assert again.args_kwargs["args"] == [*waiting_args, 1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_tell_at_once_tell_each_thing_once(now):
    make_user("sources.change_source", email="anna@example.org")
    for number in range(4):
        record(make_source(url=f"https://river.example/{number}", now=now), GONE, now)
    at_once(2, lambda _place: links.tell_staff(now))
    told = [
        pk
        for task in DBTaskResult.objects.filter(task_path__contains="send_digest")
        for pk in task.args_kwargs["args"][1]
    ]
    assert sorted(told) == sorted(Link.objects.values_list("pk", flat=True))


# --- The command -------------------------------------------------------------------------------------------


def test_the_command_looks_at_what_it_is_asked_to(web, now, capsys):
    web.anything(LOST, status=404)
    web.at("/a", PAGE)
    first = make_source(url=web.url("/a"), now=now, slug="first")
    web.name("other.test")
    second = make_source(url=web.url("/b", host="other.test"), now=now, slug="second")
    call_command("check_links", "--dry-run")
    assert web.requests == []
    assert "To look at: 2." in capsys.readouterr().out
    call_command("check_links", "--source", "first")
    assert capsys.readouterr().out.splitlines() == [f"1/1 {first.url}  alive", "Looked at: 1."]
    assert link_of(second).state == "new"
    call_command("check_links", "--due")
    assert "failing: The server says that there is no such page." in capsys.readouterr().out
    with pytest.raises(CommandError, match="nobody"):
        call_command("check_links", "--source", "nobody")
