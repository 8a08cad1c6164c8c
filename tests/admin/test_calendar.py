"""The calendar of staff: what happens by itself, on its day in the site's zone, for those who may see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from advocacy_site.planner import Month
from publishing import preview_links, working_copies
from publishing.models import Status
from tests.admin.desk import EDITOR, signed_in
from tests.factories import make_campaign, make_petition, make_release

pytestmark = pytest.mark.django_db

URL = "/admin/calendar/"
AT = datetime(2031, 5, 17, 9, 30, tzinfo=UTC)


@pytest.fixture
def editor():
    return signed_in(*EDITOR)


def cell(response, day: int) -> str:
    """Return the words in the table's cell of a day of the month."""
    found = html.fromstring(response.content.decode()).xpath(
        f"//table[contains(@class, 'calendar')]//td[not(contains(@class, 'calendar-other'))]"
        f"[span[@class='calendar-day' and text()='{day}']]"
    )
    return " ".join(found[0].text_content().split())


def test_a_scheduled_item_stands_on_its_day_with_its_time(editor):
    make_release(title="On the dam", publish_at=AT)
    page = editor.get(f"{URL}?month=2031-05")
    assert "9:30 a.m. On the dam appears" in cell(page, 17)
    assert "All times are of the zone UTC." in page.content.decode()


@pytest.mark.parametrize(("zone", "day"), [("Asia/Yerevan", 18), ("America/Los_Angeles", 17), ("UTC", 17)])
def test_days_are_those_of_the_sites_zone(editor, settings, zone, day):
    settings.TIME_ZONE = zone
    make_release(title="On the dam", publish_at=datetime(2031, 5, 17, 22, 0, tzinfo=UTC))
    assert "On the dam" in cell(editor.get(f"{URL}?month=2031-05"), day)


def test_changes_previews_and_actions_stand_there_too(now):
    chief = signed_in(superuser=True)
    live = make_release(title="A live one")
    copy = working_copies.start(live, user=chief.user, now=now)
    soon = (now + timedelta(days=2)).replace(hour=12, minute=0)
    working_copies.schedule(copy, user=chief.user, now=now, apply_at=soon)
    draft = make_release(title="A draft", status=Status.DRAFT, publish_at=None)
    preview_links.make(draft, recipient="A. Reporter", expires_at=soon, user=chief.user, now=now)
    make_petition(make_campaign(), title="Sign for the river", opens_at=soon - timedelta(hours=1), closes_at=soon)
    words = cell(chief.get(f"{URL}?month={soon:%Y-%m}"), soon.day)
    for said in (
        "A live one changes appear",
        "A draft preview link ends",
        "Sign for the river call to action opens",
        "Sign for the river call to action closes",
    ):
        assert said in words


def test_what_is_over_is_told_from_what_comes(editor, now):
    make_release(title="Yesterday's", publish_at=now - timedelta(minutes=1))
    page = editor.get(URL).content.decode()
    assert "published" in page
    assert "calendar-over" in page


def test_nobody_sees_what_they_may_not_look_at():
    make_release(title="On the dam", publish_at=AT)
    make_petition(make_campaign(publish_at=AT), title="Sign for the river", opens_at=AT)
    researcher = signed_in("sources.view_source")
    page = researcher.get(f"{URL}?month=2031-05").content.decode()
    assert "On the dam" not in page
    assert "Sign for the river" not in page


@pytest.mark.parametrize("month", ["2031-13", "2031-00", "soon", "0000-01", "99999-01", "2031-05-01", "-1"])
def test_what_names_no_month_is_not_found(editor, month):
    assert editor.get(URL, {"month": month}).status_code == 404


@pytest.mark.parametrize("month", ["1900-01", "2200-12"])
def test_the_first_and_the_last_month_are_shown(editor, month):
    assert editor.get(URL, {"month": month}).status_code == 200


def test_it_is_read_only_and_for_staff(editor, reader):
    assert editor.post(URL).status_code == 405
    assert reader.get(URL).status_code == 302


def test_it_costs_the_same_however_much_happens(editor):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            editor.get(f"{URL}?month=2031-05")
        return len(captured)

    make_release(publish_at=AT)
    before = queries()
    for day in range(1, 20):
        make_release(publish_at=AT.replace(day=day))
    assert queries() == before


@pytest.mark.parametrize(
    ("key", "previous", "following"), [("2026-01", "2025-12", "2026-02"), ("2026-12", "2026-11", "2027-01")]
)
def test_a_month_knows_its_neighbours(key, previous, following, noon):
    month = Month.read(key, noon)
    assert (month.previous.key, month.next.key) == (previous, following)
