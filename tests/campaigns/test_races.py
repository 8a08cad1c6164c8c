"""The same person at the same moment, from several requests on real connections."""

import pytest
from django.db import transaction
from django.test import Client

from campaigns import actions, counting
from campaigns.models import ActionTotal, AreaTotal, FunnelDay, Participation
from supporters.models import Consent, OutboxMail, Supporter
from supporters.operations import Details
from tests.campaigns.conftest import TYPED, sign, thanks_of, token_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_forms_of_one_person_at_once_make_one_signature(petition, reader):
    path = petition.get_absolute_url()
    token = token_of(reader.get(path))
    emails = ["anahit@gmail.com", "Ana.Hit@gmail.com", "anahit+x@googlemail.com", "ANAHIT@gmail.com"]

    def post(place):
        response = Client().post(path, TYPED | {"token": token, "email": emails[place]})
        return response.status_code, response["Location"], response.content

    assert set(at_once(4, post)) == {(303, thanks_of(petition), b"")}
    assert (Supporter.objects.count(), Participation.objects.count(), OutboxMail.objects.count()) == (1, 1, 1)


def test_different_people_at_once_all_count(petition, reader):
    path = petition.get_absolute_url()
    token = token_of(reader.get(path))

    def post(place):
        answers = [
            Client().post(path, TYPED | {"token": token, "email": f"p{place}-{number}@example.org"})
            for number in range(4)
        ]
        return {answer.status_code for answer in answers}

    assert at_once(4, post) == [{303}] * 4
    assert (Participation.objects.count(), OutboxMail.objects.count()) == (16, 16)


def test_one_button_pressed_at_once_confirms_once(petition, reader, now):
    sign(reader, petition, news="on")
    signed = Participation.objects.select_related("supporter", "action__campaign").get()
    results = at_once(4, lambda place: actions.confirm(signed, now=now))
    assert sorted(results) == [False, False, False, True]
    assert Consent.objects.count() == 1


def test_counting_signing_and_leaving_out_at_once_count_each_signature_once(petition, now):
    """Three people count while two sign, one leaves out and takes back, and one deletes."""
    Participation.objects.bulk_create(
        Participation(action=petition, name="P", created_at=now, confirmed_at=now) for _number in range(60)
    )
    keys = list(Participation.objects.order_by("pk").values_list("pk", flat=True))

    def sign_up():
        for _number in range(20):
            Participation.objects.create(action=petition, name="P", created_at=now, confirmed_at=now)

    def leave_out():
        for number in range(30):
            some = Participation.objects.filter(pk__in=keys[number : number + 5])
            some.update(excluded_at=now, excluded_why="condition")
            if number % 2:
                some.update(excluded_at=None, excluded_why="")

    def delete():
        for key in keys[50:]:
            with transaction.atomic():
                counting.take_away(Participation.objects.filter(pk=key))
                Participation.objects.filter(pk=key).delete()

    def count():
        for _number in range(15):
            counting.count_due(now + counting.LAG)

    acts = [count, sign_up, leave_out, count, delete, sign_up, count]
    at_once(len(acts), lambda place: acts[place]())
    counting.count_due(now + counting.LAG)
    number = Participation.objects.counting().count()
    assert number > 50
    assert Participation.objects.filter(counted=True).count() == number
    assert ActionTotal.objects.get().number == number
    assert AreaTotal.objects.get().number == number
    assert FunnelDay.objects.get(step="confirmed").number == number
    assert counting.reconcile(now) == 0


def test_people_who_confirm_at_once_do_not_get_more_places_than_there_are(petition, now):
    details = {"starts": "2030-05-01T18:00", "zone": "UTC", "place": "Town hall", "capacity": 2}
    type(petition).objects.update(kind="event", details=details)
    petition.refresh_from_db()
    waiting = [
        actions.take_part(action=petition, email=f"p{number}@example.org", person=Details("Jane"), now=now)
        for number in range(4)
    ]

    def press(place):
        try:
            return actions.confirm(waiting[place], now=now)
        except actions.Declined:
            return False

    assert sorted(at_once(4, press)) == [False, False, True, True]
    assert Participation.objects.confirmed().count() == 2
