"""The dashboard: what is broken, and how things go, in plots with their numbers beside them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Participation
from publishing import clock, working_copies
from publishing.models import Image
from publishing.plots import HEIGHT, Plot
from supporters.models import OutboxMail, Supporter
from tests.admin.desk import EDITOR, change_url, signed_in
from tests.factories import make_campaign, make_image, make_petition, make_release
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def confirm(action, number: int, at) -> None:
    for one in range(number):
        email = f"s{action.pk}-{at:%j}-{one}@example.org"
        supporter = Supporter.objects.create(email=email, canonical_email=email, language="en", created_at=at)
        Participation.objects.create(action=action, supporter=supporter, name="A. Name", created_at=at, confirmed_at=at)


def test_changes_that_could_not_be_applied_are_broken_until_somebody_sees_to_them(now):
    editor = signed_in(*EDITOR)
    copy = working_copies.start(make_release(), user=editor.user, now=now)
    working_copies.schedule(copy, user=editor.user, now=now, apply_at=now + timedelta(hours=1))
    type(copy).objects.filter(pk=copy.pk).update(slug="taken", title="On the dam")
    make_release(slug="taken")
    clock.read(now + timedelta(hours=1))
    page = editor.get("/admin/").content.decode()
    assert "The changes were not applied." in page
    assert f'href="{change_url(copy)}"' in page
    working_copies.discard(copy, user=editor.user, now=now)
    assert "The changes were not applied." not in editor.get("/admin/").content.decode()


def test_changes_to_what_is_live_are_told_from_drafts_and_wait_for_nobody_once_they_have_a_time(now):
    editor = signed_in(*EDITOR)
    copy = working_copies.start(make_release(title="On the dam"), user=editor.user, now=now)
    page = read(editor.get("/admin/"))
    [line] = [words(one) for one in select(page, ".board-line") if "with changes" in words(one)]
    assert "draft" not in line
    working_copies.schedule(copy, user=editor.user, now=now, apply_at=now + timedelta(hours=1))
    page = words(read(editor.get("/admin/")))
    assert "Nothing waits." in page
    assert "with changes, scheduled" in page


def test_a_picture_that_cannot_be_made_is_broken_for_those_who_see_pictures():
    image = make_image(title="River")
    Image.objects.filter(pk=image.pk).update(renditions_problem="The file is cut off.")
    assert "The file is cut off." in signed_in("publishing.view_image").get("/admin/").content.decode()
    assert "The file is cut off." not in signed_in("press.view_pressrelease").get("/admin/").content.decode()


def test_mail_that_was_given_up_is_counted_for_those_who_see_mail(now):
    for number in range(2):
        OutboxMail.objects.create(
            recipient=f"a{number}@example.org", subject="Hello", text="Hello", language="en", state="failed", due_at=now
        )
    said = "2 mails could not be sent."
    assert said in signed_in("supporters.view_outboxmail").get("/admin/").content.decode()
    assert said not in signed_in(*EDITOR).get("/admin/").content.decode()


def test_nothing_broken_says_nothing():
    assert "board-broken" not in signed_in(superuser=True).get("/admin/").content.decode()


def test_a_campaign_shows_the_signatures_of_each_day_and_its_numbers(now):
    chief = signed_in(superuser=True)
    action = make_petition(make_campaign(title="Clean rivers"))
    confirm(action, 3, now)
    confirm(action, 2, now - timedelta(days=1))
    confirm(action, 1, now - timedelta(days=40))
    page = chief.get("/admin/").content.decode()
    assert "5 in all: the numbers" in page
    today = timezone.localtime(now)
    assert f">{today:%m/%d/%Y}: 3</title>" in page


def test_what_was_published_is_counted_by_week(now):
    editor = signed_in(*EDITOR)
    make_release(publish_at=now - timedelta(hours=1))
    make_release(publish_at=now - timedelta(days=7))
    make_release(publish_at=now - timedelta(days=200))
    make_release(publish_at=now + timedelta(days=1))
    assert "2 in all: the numbers" in editor.get("/admin/").content.decode()


def test_it_costs_the_same_for_many_campaigns_and_signatures(now):
    chief = signed_in(superuser=True)
    confirm(make_petition(make_campaign()), 1, now)
    chief.get("/admin/")
    with CaptureQueriesContext(connection) as before:
        chief.get("/admin/")
    for _number in range(4):
        confirm(make_petition(make_campaign()), 3, now)
    with CaptureQueriesContext(connection) as after:
        chief.get("/admin/")
    assert len(after) == len(before)


class TestPlot:
    def test_the_highest_bar_fills_the_drawing_and_nothing_has_none(self):
        bars = Plot("Name", ["a", "b", "c"], [0, 5, 10]).bars
        assert [bar.height for bar in bars] == [0, HEIGHT // 2, HEIGHT]
        assert [bar.y + bar.height for bar in bars] == [HEIGHT] * 3

    def test_the_least_number_is_to_be_seen_beside_the_greatest(self):
        assert Plot("Name", ["a", "b"], [1, 1_000_000]).bars[0].height == 1

    def test_no_numbers_draw_nothing(self):
        plot = Plot("Name", [], [])
        assert (plot.bars, plot.most, plot.total) == ([], 0, 0)

    def test_each_number_needs_a_label(self):
        with pytest.raises(ValueError, match="label"):
            Plot("Name", ["a"], [])
