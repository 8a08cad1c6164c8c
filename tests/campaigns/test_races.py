"""The same person at the same moment, from several requests on real connections."""

import pytest
from django.test import Client

from campaigns import actions
from campaigns.models import Participation
from supporters.models import Consent, OutboxMail, Supporter
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
