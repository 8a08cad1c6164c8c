"""Taking out who took part: permission, reason and log; formula-safe; in pieces however many there are."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from campaigns import exporting
from campaigns.models import Participation
from supporters.models import AccessLog
from tests.campaigns.test_delivery import make_signer
from tests.factories import make_petition, make_user

EXPORT = reverse("admin:campaigns_participation_export")


@pytest.fixture
def officer(db):
    client = Client()
    client.force_login(make_user("campaigns.view_participation", "campaigns.export_participation"))
    return client


def take(client, petition, **typed):
    data = {"campaign": petition.campaign_id, "action": "", "which": "counting", "reason": "The yearly report"} | typed
    return client.post(EXPORT, data)


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_a_table_holds_who_counts_without_addresses_unless_they_are_asked_for(petition, now, officer):
    make_signer(petition, "=Ani", now, comment="+374")
    make_signer(petition, "Waiting", now, confirmed_at=None)
    make_signer(petition, "Robot", now, excluded_at=now, excluded_why="burst")
    make_signer(make_petition(), "Elsewhere", now)
    response = take(officer, petition)
    assert response["Content-Disposition"] == 'attachment; filename="participations.csv"'
    assert "no-store" in response["Cache-Control"]
    [row] = rows_of(response)
    assert (row["name"], row["comment"]) == ("'=Ani", "'+374")
    assert "example.org" not in str(row)
    names = [row["name"] for row in rows_of(take(officer, petition, which="everything"))]
    assert names == ["'=Ani", "Waiting", "Robot"]
    [row] = rows_of(take(officer, petition, with_addresses="on"))
    assert row["e-mail"] == "'=Ani@example.org"


def test_one_action_can_be_taken_out_alone(petition, now, officer):
    other = make_petition(petition.campaign)
    make_signer(petition, "Ani", now)
    make_signer(other, "Bagrat", now)
    assert [row["name"] for row in rows_of(take(officer, petition))] == ["Ani", "Bagrat"]
    assert [row["name"] for row in rows_of(take(officer, petition, action=other.pk))] == ["Bagrat"]


def test_every_table_is_logged_with_its_reason_and_number(petition, now, officer):
    make_signer(petition, "Ani", now)
    take(officer, petition)
    [entry] = AccessLog.objects.all()
    assert (entry.what, entry.number) == ("exported", 1)
    assert "The yearly report" in entry.detail
    assert petition.campaign.title in entry.detail


def test_without_reason_or_with_junk_nothing_is_taken_out(petition, now, officer):
    other = make_petition()
    for typed in ({"reason": ""}, {"reason": "a\0"}, {"campaign": "x"}, {"action": other.pk}, {"which": "none"}):
        answer = take(officer, petition, **typed)
        assert answer.status_code == 422, typed
        assert b"Nothing was taken out" in answer.content
    assert not AccessLog.objects.exists()


def test_only_the_data_officer_may(petition):
    staff = Client()
    staff.force_login(make_user("campaigns.view_participation"))
    assert staff.get(EXPORT).status_code == 403
    assert take(staff, petition).status_code == 403
    assert EXPORT not in staff.get(reverse("admin:campaigns_participation_changelist")).content.decode()


def test_rows_are_read_in_pieces_and_none_is_missing(petition, now, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(exporting, "CHUNK", 4)
    Participation.objects.bulk_create(
        Participation(action=petition, name=f"Person {number}", created_at=now, confirmed_at=now)
        for number in range(10)
    )
    with django_assert_num_queries(4):
        names = [name for (name,) in exporting.in_chunks(petition.participations.all(), ["name"])]
    assert names == [f"Person {number}" for number in range(10)]
