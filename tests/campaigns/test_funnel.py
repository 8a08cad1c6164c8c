"""How many came to each step: noted in memory, written every few seconds, without anything about anybody."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError

from campaigns import counting, funnel
from campaigns.models import CampaignLink, FunnelDay, Participation
from tests.campaigns.conftest import link_in, read_mail, sign
from tests.factories import make_campaign, make_petition
from tests.together import at_once

pytestmark = pytest.mark.django_db

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"}


@pytest.fixture
def link(petition):
    return CampaignLink.objects.create(campaign=petition.campaign, action=petition, code="poster-1", channel="Poster")


def steps():
    """Write what is noted; return the funnel as (via, step) → number."""
    funnel.notes.write()
    return {(via, step): number for via, step, number in FunnelDay.objects.values_list("via", "step", "number")}


def test_views_are_counted_also_where_the_page_is_stored(reader, petition, link):
    path = petition.get_absolute_url()
    answers = [reader.get(path, headers=PHONE) for _number in range(3)]
    reader.get(path, headers=PHONE | {"If-None-Match": answers[0]["ETag"]})
    reader.get(path, {"via": "POSTER-1"}, headers=PHONE)
    reader.get(f"{path}embed/", {"via": "poster-1"}, headers=PHONE)
    assert steps() == {("", "viewed"): 4, ("poster-1", "viewed"): 2}


def test_who_is_no_reader_and_what_is_no_page_is_not_counted(reader, petition):
    path = petition.get_absolute_url()
    reader.get(path)
    reader.head(path, headers=PHONE)
    reader.get(path, headers={"User-Agent": "Googlebot/2.1"})
    reader.get(path, headers=PHONE | {"Sec-Purpose": "prefetch"})
    for other in ("/campaigns/rivers/none/", "/campaigns/rivers/", f"{path}count.json", "/campaigns/rivers/\x00/"):
        reader.get(other, headers=PHONE)
    assert steps() == {}


def test_codes_of_other_campaigns_and_made_up_ones_are_views_without_a_link(reader, petition):
    CampaignLink.objects.create(campaign=make_campaign(), code="elsewhere", channel="x")
    for via in ("elsewhere", "unknown", "\x00", "x" * 500):
        reader.get(petition.get_absolute_url(), {"via": via}, headers=PHONE)
    assert steps() == {("", "viewed"): 4}


def test_pages_of_one_name_in_two_languages_are_told_apart(reader, petition):
    armenian = make_petition(make_campaign(slug="rivers", language="hy"), slug="clean")
    reader.get(armenian.get_absolute_url(), headers=PHONE)
    steps()
    assert list(FunnelDay.objects.values_list("action", flat=True)) == [armenian.pk]


def test_memory_is_written_by_the_request_that_notices(reader, petition, now):
    with time_machine.travel(now, tick=False) as clock:
        reader.get(petition.get_absolute_url(), headers=PHONE)
        assert not FunnelDay.objects.exists()
        clock.shift(funnel.WRITTEN_EVERY)
        reader.get(petition.get_absolute_url(), headers=PHONE)
    assert FunnelDay.objects.get().number == 2


def test_memory_is_bounded(petition, now, monkeypatch):
    monkeypatch.setattr(funnel, "MOST", 3)
    for number in range(10):
        funnel.note(petition.pk, funnel.Step.VIEWED, via=f"code-{number}", now=now)
    assert len(funnel.notes._numbers) == 4
    assert steps() == {("", "viewed"): 10}


def test_what_cannot_be_written_now_is_written_later(petition, now, monkeypatch):
    funnel.note(petition.pk, funnel.Step.VIEWED, now=now)
    with monkeypatch.context() as broken:
        broken.setattr(funnel, "_resolve", lambda taken: (_ for _ in ()).throw(DatabaseError("locked")))
        funnel.notes.write(now)
    assert steps() == {("", "viewed"): 1}


def test_the_link_is_thanked_from_the_view_to_the_confirmation_though_the_form_had_errors(reader, petition, link, now):
    path = petition.get_absolute_url()
    page = reader.get(path, {"via": "poster-1"}, headers=PHONE)
    wrong = sign(reader, petition, token=page.context["token"], email="nobody")
    assert wrong.status_code == 422
    assert sign(reader, petition, token=wrong.context["token"]).status_code == 303
    reader.post(link_in(read_mail(now)[0]))
    counting.count_due(now + timedelta(minutes=1))
    assert Participation.objects.get().link == link
    assert steps() == {("poster-1", "viewed"): 1, ("poster-1", "started"): 1, ("poster-1", "confirmed"): 1}


def test_days_are_those_of_utc(petition):
    midnight = datetime(2027, 1, 1, tzinfo=UTC)
    for moment in (midnight - timedelta(seconds=1), midnight, midnight):
        funnel.count(petition.pk, funnel.Step.SHARED, now=moment)
    assert sorted(FunnelDay.objects.values_list("day__year", "number")) == [(2026, 1), (2027, 2)]


@pytest.mark.django_db(transaction=True)
def test_steps_counted_at_the_same_moment_all_count(now):
    petition = make_petition()

    def share(_place):
        for _number in range(5):
            funnel.count(petition.pk, funnel.Step.SHARED, now=now)

    at_once(4, share)
    assert FunnelDay.objects.get().number == 20
