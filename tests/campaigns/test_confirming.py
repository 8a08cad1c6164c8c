"""The link in the mail: looking changes nothing, the button makes a signature count."""

import re
from datetime import timedelta

import pytest
import time_machine

from campaigns import actions, tokens
from campaigns.models import Campaign, Participation
from publishing.models import Status
from supporters.models import Consent, OutboxMail, Supporter
from tests.campaigns.conftest import count_of, link_in, read_mail, sign
from tests.factories import make_campaign, make_petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(reader, petition):
    """Return a signature that waits."""
    sign(reader, petition, news="on", show_name="on")
    return Participation.objects.get()


@pytest.fixture
def link(signed, now):
    """Return the path of the link in its mail."""
    return link_in(read_mail(now)[0])


def assert_private(response):
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_a_scanner_that_follows_everything_in_the_mail_confirms_nothing(reader, signed, now):
    (message,) = read_mail(now)
    html = message.alternatives[0].content
    paths = set(re.findall(r"http://testserver(/[^\s\"<]+)", message.body + html))
    assert len(paths) == 3  # the button, the action, and the person's own page
    for path in paths:
        for request in (reader.get, reader.head, reader.get):
            assert request(path).status_code == 200
    assert Participation.objects.get().confirmed_at is None


def test_the_button_confirms_once(reader, petition, link):
    page = reader.get(link)
    assert_private(page)
    assert "Anahit Example" in page.content.decode()
    assert "We ask for clean rivers." in page.content.decode()
    assert count_of(reader, petition) == 0
    thanks = reader.post(link)
    assert thanks.status_code == 200
    assert_private(thanks)
    assert "Thank you. Your signature counts" in thanks.content.decode()
    assert "<strong>1</strong> of 1,000 signatures" in thanks.content.decode()
    first = Participation.objects.get().confirmed_at
    again = reader.post(link)
    assert (again.status_code, "already confirmed" in again.content.decode()) == (200, True)
    assert "already confirmed" in reader.get(link).content.decode()
    assert Participation.objects.get().confirmed_at == first
    assert Consent.objects.count() == 2


def test_the_page_shows_all_that_the_button_agrees_to(reader, petition, now):
    sign(reader, petition, comment="Not my words.", news="on", show_name="on")
    participation = Participation.objects.get()
    page = reader.get(link_in(read_mail(now)[0])).content.decode()
    assert "Not my words." in page
    assert len(participation.ticked) == 2
    for words in participation.ticked.values():
        assert words in page


def test_what_a_stranger_typed_meanwhile_is_shown_before_it_is_confirmed(reader, petition, now):
    """Whoever knows the address can type for it anew while its owner has the page open."""
    sign(reader, petition)
    link = link_in(read_mail(now)[0])
    shown = re.search(r'name="typed_at" value="([^"]+)"', reader.get(link).content.decode())[1]
    sign(reader, petition, name="Rude Words", news="on", show_name="on")
    again = reader.post(link, {"typed_at": shown})
    assert "Rude Words" in again.content.decode()
    assert not Participation.objects.confirmed().exists()
    assert not Consent.objects.exists()
    shown = re.search(r'name="typed_at" value="([^"]+)"', again.content.decode())[1]
    reader.post(link, {"typed_at": shown})
    assert Participation.objects.confirmed().count() == 1


def test_what_a_stranger_types_while_the_button_is_pressed_is_not_confirmed(reader, petition, now, monkeypatch):
    sign(reader, petition)
    link = link_in(read_mail(now)[0])
    shown = re.search(r'name="typed_at" value="([^"]+)"', reader.get(link).content.decode())[1]
    confirm = actions.confirm

    def overtaken(participation, *, now):
        sign(reader, petition, name="Rude Words", news="on", show_name="on")
        return confirm(participation, now=now)

    monkeypatch.setattr(actions, "confirm", overtaken)
    asked = reader.post(link, {"typed_at": shown}).content.decode()
    assert "Rude Words" in asked
    assert shown not in asked
    assert not Participation.objects.confirmed().exists()
    assert not Consent.objects.exists()


def test_it_works_on_another_device_from_any_mail_program(link, client):
    assert client.post(link, headers={"Origin": "null", "Sec-Fetch-Site": "none"}).status_code == 200
    assert Participation.objects.confirmed().count() == 1


def test_consents_are_kept_in_the_words_shown_once_confirmed(reader, petition, link, signed):
    reader.post(link)
    consents = {consent.purpose: consent for consent in Consent.objects.all()}
    assert set(consents) == {"news", "public_name"}
    page = reader.get(petition.get_absolute_url()).content.decode()
    for consent in consents.values():
        assert consent.words in page
        assert consent.page == petition.get_absolute_url()
        assert consent.given_at == signed.created_at
        assert consent.withdrawn_at is None


def test_what_is_confirmed_becomes_the_supporters(reader, petition, now):
    sign(reader, petition, name="Rude Words", country="", postcode="")
    assert Supporter.objects.get().name == "Rude Words"
    with time_machine.travel(now + timedelta(minutes=20), tick=False):
        sign(reader, petition)
        message = read_mail(now + timedelta(minutes=20))[-1]
        reader.post(link_in(message))
    supporter = Supporter.objects.get()
    assert (supporter.name, supporter.country, supporter.postcode) == ("Anahit Example", "AM", "0010")


def test_an_unconfirmed_form_changes_nothing_about_somebody_known(reader, petition, link):
    reader.post(link)
    other = make_petition(petition.campaign, slug="other")
    sign(reader, other, name="Somebody Else", postcode="6666", news="on")
    assert Supporter.objects.get().name == "Anahit Example"
    assert Supporter.objects.get().postcode == "0010"
    assert Consent.objects.count() == 2


def test_an_old_link_offers_a_fresh_one(reader, petition, link, now):
    later = now + tokens.CONFIRMATION.valid_for + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        expired = reader.get(link)
        assert (expired.status_code, "too old" in expired.content.decode()) == (410, True)
        assert_private(expired)
        assert OutboxMail.objects.count() == 1
        first, second = reader.post(link), reader.post(link)
        assert first.status_code == second.status_code == 200
        assert first.content == second.content
        assert OutboxMail.objects.count() == 2, "asking twice brings one message"
        assert count_of(reader, petition) == 0
        fresh = link_in(read_mail(later)[0])
        assert reader.post(fresh).status_code == 200
        assert "already confirmed" in reader.get(link).content.decode(), "the old link tells the truth too"
    assert Participation.objects.confirmed().count() == 1


def test_a_broken_foreign_or_made_up_link_explains_itself(reader, petition, link, signed, now):
    other = make_petition(make_campaign(slug="other"), slug="other")
    token = link.rstrip("/").rpartition("/")[2]
    for path in (
        link.replace(token, token[:-3]),
        link.replace(token, "x"),
        link.replace(token, tokens.for_form(action_id=petition.pk, via="", now=now)),
        link.replace(token, tokens.for_confirmation(participation_id=signed.pk + 1, now=now)),
        f"{other.get_absolute_url()}confirm/{token}/",
    ):
        for request in (reader.get, reader.post):
            response = request(path)
            assert response.status_code == 404
            assert "This link does not work" in response.content.decode()
            assert_private(response)
    assert not Participation.objects.confirmed().exists()


def test_a_withdrawn_campaign_shows_nothing_and_confirms_nothing(reader, link):
    Campaign.objects.update(status=Status.WITHDRAWN)
    assert reader.post(link).status_code == 404
    assert "Clean rivers" not in reader.get(link).content.decode()
    assert not Participation.objects.confirmed().exists()


def test_who_signed_in_time_may_confirm_after_the_end(reader, petition, link, now):
    type(petition).objects.update(closes_at=now)
    assert "Thank you" in reader.post(link).content.decode()


def test_an_erased_signature_has_no_page(reader, link):
    Supporter.objects.all().delete()
    assert not OutboxMail.objects.exists(), "messages go with the person"
    assert reader.get(link).status_code == 404


def test_a_signature_made_anonymous_has_no_page_and_is_not_confirmed(reader, link):
    Participation.objects.update(supporter=None, name="", postcode="", comment="")
    assert reader.get(link).status_code == reader.post(link).status_code == 404
    assert not Participation.objects.confirmed().exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(reader, link, method):
    assert getattr(reader, method)(link).status_code == 405


def test_after_confirming_comes_the_next_open_action(reader, petition, link, now):
    make_petition(petition.campaign, title="Closed one", slug="closed", position=1, closes_at=now - timedelta(days=1))
    make_petition(petition.campaign, title="The next one", slug="next", position=2)
    content = reader.post(link).content.decode()
    assert "The next one" in content
    assert "Closed one" not in content
    assert "http://testserver/campaigns/rivers/clean/" in content
    assert "mailto:?subject=Clean%20rivers" in content


def test_words_of_thanks_are_the_campaigners(reader, petition, link):
    type(petition).objects.update(thanks="See you at the river.")
    assert "See you at the river." in reader.post(link).content.decode()


def test_mail_is_text_and_says_the_same_in_both_forms(reader, now):
    petition = make_petition(
        make_campaign(slug="odd", title="A & B"), slug="odd", title="Rivers & <seas>\u2028\r\nX: y"
    )
    sign(reader, petition)
    signed = Participation.objects.get()
    (message,) = read_mail(now)
    html = message.alternatives[0].content
    assert "\n" not in message.subject
    assert "Rivers & <seas>" in message.subject
    assert "Rivers & <seas>" in message.body
    assert "Rivers &amp; &lt;seas&gt;" in html
    address = link_in(message)
    assert address in html
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert message.message()["Message-ID"]
    token = tokens.for_confirmation(participation_id=signed.pk, now=signed.created_at)
    assert address == f"{petition.get_absolute_url()}confirm/{token}/"


def test_sent_mail_keeps_no_key(reader, signed, now):
    assert "/confirm/" in OutboxMail.objects.get().text
    read_mail(now)
    sent = OutboxMail.objects.get()
    assert (sent.state, sent.text, sent.html) == ("sent", "", "")
