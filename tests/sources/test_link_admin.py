"""The link of a source on its page, in the list and on the dashboard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from sources.linking import tasks
from sources.linking.looking import Look
from sources.linking.states import Outcome, Seen
from sources.models import Link, Passage
from tests.admin.desk import signed_in
from tests.factories import make_source
from tests.html import read, select, words
from tests.sources.test_link_jobs import GONE, kill, link_of, quote, record
from tests.sources.test_links import PAGE

pytestmark = pytest.mark.django_db

RESEARCHER = ("sources.view_source", "sources.change_source")
NEW = "https://new.example/reports/1"
MOVED = Look(Seen(Outcome.MOVED, "", 200, NEW), "GET")


@pytest.fixture
def researcher():
    return signed_in(*RESEARCHER)


@pytest.fixture
def source(now):
    return make_source(url="https://river.example/report", title="On the rivers", now=now)


def form(source):
    return reverse("admin:sources_source_change", args=[source.pk])


def press(client, source, name, **data):
    return client.post(reverse(f"admin:sources_source_link_{name}", args=[source.pk]), data)


def section(client, source):
    [part] = select(read(client.get(form(source))), "#link")
    return words(part)


def test_the_page_of_a_source_tells_how_its_link_does_and_shows_the_last_looks(researcher, source, now):
    assert "not checked yet" in section(researcher, source)
    record(source, GONE, now)
    said = section(researcher, source)
    assert "failing" in said
    assert "The server says that there is no such page." in said
    assert "1 failure so far" in said
    assert "404" in said
    kill(source, now + timedelta(days=1))
    assert "Readers are offered the archived copy first" in section(researcher, source)
    assert "no web address" in section(researcher, make_source())
    assert "could tell too much" in section(researcher, make_source(url="https://a.example/", visibility="on_file"))


def test_check_now_has_the_worker_look(researcher, web, now):
    source = make_source(url=web.url("/report"), now=now + timedelta(days=9))
    web.at("/report", PAGE)
    response = press(researcher, source, "check")
    assert response["Location"].endswith("/change/#link")
    assert link_of(source).next_check_at <= now + timedelta(minutes=1)
    waiting = DBTaskResult.objects.get(task_path__endswith="check_link")
    assert tasks.check_link.func(*waiting.args_kwargs["args"]) == "alive"
    assert link_of(source).state == Link.State.ALIVE


def test_where_nothing_may_be_fetched_check_now_says_so(researcher, source, settings):
    settings.FETCH_ENABLED = False
    response = researcher.get(press(researcher, source, "check")["Location"])
    assert "Fetching is switched off on this machine" in response.content.decode()
    assert tasks.check_link.func(source.pk) == ""
    assert link_of(source).state == Link.State.NEW


def test_fine_as_it_is_holds_until_the_state_changes(researcher, source, now):
    record(source, GONE, now)
    assert "It is fine as it is" in section(researcher, source)
    press(researcher, source, "ignore", state="suspect")
    said = section(researcher, source)
    assert "somebody said that it is fine as it is" in said
    assert not Link.objects.broken().exists()
    kill(source, now + timedelta(days=1))
    assert Link.objects.broken().exists()


def test_a_decision_about_a_state_that_is_no_more_is_not_taken(researcher, source, now):
    record(source, GONE, now)
    press(researcher, source, "ignore", state="dead")
    assert link_of(source).ignored_at is None
    record(source, MOVED, now)
    press(researcher, source, "move", url="https://evil.example/")
    source.refresh_from_db()
    assert source.url == "https://river.example/report"


def test_the_new_address_is_taken_over_and_the_old_one_noted(researcher, source, now):
    record(source, MOVED, now)
    assert NEW in section(researcher, source)
    press(researcher, source, "move", url=NEW)
    source.refresh_from_db()
    assert source.url == NEW
    assert source.provenance["url"]["address"] == "https://river.example/report"
    link = link_of(source)
    assert (link.url, link.host, link.state) == (NEW, "new.example", "new")
    assert "before: https://river.example/report" in section(researcher, source)


def test_an_address_that_another_source_has_is_not_taken_over(researcher, source, now):
    make_source(url=NEW, title="Another")
    record(source, MOVED, now)
    response = researcher.get(press(researcher, source, "move", url=NEW)["Location"])
    assert "The source “Another” has this web address already." in response.content.decode()
    source.refresh_from_db()
    assert source.url == "https://river.example/report"


@pytest.mark.parametrize("name", ["check", "ignore", "move"])
def test_the_buttons_are_for_those_who_may_change_sources_and_need_a_post(name, source, researcher, reader):
    url = reverse(f"admin:sources_source_link_{name}", args=[source.pk])
    assert researcher.get(url).status_code == 405
    assert signed_in("sources.view_source").post(url).status_code == 403
    assert reader.post(url).status_code == 302
    missing = reverse(f"admin:sources_source_link_{name}", args=[source.pk + 999])
    assert researcher.post(missing).status_code == 404


def test_who_may_only_look_sees_the_state_and_no_button(source, now):
    record(source, GONE, now)
    said = section(signed_in("sources.view_source"), source)
    assert "failing" in said
    assert "Check now" not in said


def listed(client, value):
    page = read(client.get(reverse("admin:sources_source_changelist"), {"link": value}))
    return {words(cell) for cell in select(page, "#result_list th.field-title")}


def test_the_list_is_filtered_by_the_state_of_the_link(researcher, source, now):
    moved, fine = make_source(url="https://b.example/", title="Moved"), make_source(title="Fine")
    kill(source, now)
    record(moved, MOVED, now)
    Passage.objects.filter(pk=quote(fine, "Ten percent", now).pk).update(live="missing", missing_since=now)
    assert listed(researcher, "dead") == {"On the rivers"}
    assert listed(researcher, "broken") == {"On the rivers", "Moved"}
    assert listed(researcher, "drifted") == {"Fine"}
    assert listed(researcher, "alive") == set()


def test_the_dashboard_shows_links_and_words_that_need_somebody_to_those_who_may_mend_them(researcher, source, now):
    drifted = make_source(title="Drifted")
    Passage.objects.filter(pk=quote(drifted, "Ten percent", now).pk).update(live="missing", missing_since=now)
    kill(source, now)
    page = researcher.get("/admin/").content.decode()
    assert "dead: The server says that there is no such page." in page
    assert f"{form(source)}#link" in page
    assert "Quoted words have gone from the live page." in page
    assert "board-broken" not in signed_in("sources.view_source").get("/admin/").content.decode()
    press(researcher, source, "ignore", state="dead")
    assert "dead: The server" not in researcher.get("/admin/").content.decode()
