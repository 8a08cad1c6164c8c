"""A person's own page: all that is known, and the buttons that change or end it, with nothing but a link."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import counting, erasing, me_asking, me_links
from campaigns.models import Participation
from supporters import outbox
from supporters.models import Consent, OutboxMail, Subscription, Supporter
from tests.supporters.people import AGREED, EMAIL, make_action, make_person, wait

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_mail(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def person(now):
    return make_person(now)


@pytest.fixture
def page(person, now):
    """Return the path of the person's page."""
    return path_in(me_links.me_address(person, now))


@pytest.fixture
def visitor():
    """Return a client that is refused wherever a form needs a cookie."""
    return Client(enforce_csrf_checks=True)


def path_in(address):
    return re.sub(r"^http://testserver", "", address)


def unsubscribe_path(person, now, purpose="news"):
    topic = Subscription.objects.get(purpose=purpose).topic
    return path_in(me_links.unsubscribe_address(person, purpose=purpose, topic=topic, now=now))


def assert_private(response):
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


# --- Seeing --------------------------------------------------------------------------------------


def test_the_page_shows_all_that_is_known_and_looking_changes_nothing(visitor, page):
    for request in (visitor.head, visitor.get):
        response = request(page)
        assert response.status_code == 200
        assert_private(response)
    text = response.content.decode()
    shown = ("Planted Name", EMAIL, "PLANT-1", "Planted comment.", "Planted letter.", "planted-hash", *AGREED.values())
    for planted in (*shown, "Clean rivers", "share-", "mayor@city.example", "looked at"):
        assert planted in text, planted
    assert Participation.objects.get().excluded_at is None
    assert Subscription.objects.active().count() == 2


def test_the_file_holds_every_personal_column(visitor, page, person):
    response = visitor.get(f"{page}my-data.json")
    assert_private(response)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="my-data-')
    data = response.json()
    assert data["format"] == "advocacy-site/person/1"
    assert data["person"]["email"] == EMAIL
    (act,) = data["participations"]
    known = {"name": "name", "postcode": "postcode", "details": "details", "comment": "comment"}
    known |= {
        "network": "network_hash",
        "mail_domain": "mail_domain",
        "ticked": "ticked",
        "created_at": "taken_part_at",
    }
    known |= {"confirmed_at": "confirmed_at", "mailed_at": "last_mailed_at", "show_name": "name_shown_in_public"}
    known |= {"may_deliver": "name_and_place_handed_over"}
    assert known.keys() == erasing.PARTICIPATION.emptied.keys() - {"supporter"}
    assert all(act[name] for name in known.values())
    assert {consent["words"] for consent in data["consents"]} == set(AGREED.values())
    assert {one["purpose"] for one in data["subscriptions"]} == {"news", "updates"}
    assert len(data["messages"]) == 3
    assert data["share_links"][0]["address"].endswith(f"/go/share-{person.pk}/")
    assert data["accesses_by_staff"][0]["what"] == "viewed"


def test_the_page_asks_as_many_questions_however_much_there_is(
    visitor, page, person, now, django_assert_max_num_queries
):
    petition = Participation.objects.get().action
    for number in range(5):
        wait(make_action(petition, slug=f"more-{number}"), now)
    with django_assert_max_num_queries(14):
        visitor.get(page)


def test_the_page_is_in_the_persons_language_and_for_no_other_token(visitor, person, now):
    Supporter.objects.update(language="ar")
    person.refresh_from_db()
    address = path_in(me_links.me_address(person, now))
    assert address.startswith("/ar/me/")
    assert 'dir="rtl"' in visitor.get(address).content.decode()
    token = unsubscribe_path(person, now).split("/me/")[1].split("/")[0]
    for broken in (token, "x", "\0", "x" * 3000, f"{address.split('/me/')[1][:-3]}"):
        response = visitor.get(reverse("me:own-page", kwargs={"token": broken}))
        assert response.status_code == 404
        assert_private(response)


def test_a_link_that_is_too_old_leads_to_a_fresh_one(visitor, page, now):
    with time_machine.travel(now + timedelta(days=31), tick=False):
        for path in (page, f"{page}my-data.json", f"{page}erase/"):
            response = visitor.get(path)
            assert response.status_code == 410
            assert "Send me the link" in response.content.decode()


# --- Changing ------------------------------------------------------------------------------------


def test_name_and_place_are_corrected_and_the_place_of_an_act_stays(visitor, page, person):
    response = visitor.post(page, {"do": "correct", "name": "New Name", "country": "FR", "postcode": "75001"})
    assert response.status_code == 303
    assert "corrected" in visitor.get(response["Location"]).content.decode()
    person.refresh_from_db()
    assert (person.name, person.country, person.postcode) == ("New Name", "FR", "75001")
    row = Participation.objects.get()
    assert (row.name, row.country, row.postcode) == ("New Name", "AM", "PLANT-1")


def test_an_approved_comment_is_read_again_under_another_name(visitor, page, person):
    Participation.objects.update(comment="My river.", comment_state="approved", show_name=True)
    same = {"do": "correct", "name": person.name, "country": "FR", "postcode": ""}
    visitor.post(page, same)
    assert Participation.objects.get().comment_state == "approved"
    visitor.post(page, same | {"name": "Rude Words"})
    assert Participation.objects.get().comment_state == "new"


@pytest.mark.parametrize("name", ["", "\0", "12", "https://spam.example", "x" * 10_000])
def test_a_wrong_name_is_refused_with_words_and_what_was_typed(visitor, page, name):
    response = visitor.post(page, {"do": "correct", "name": name, "country": "ZZ", "postcode": "<b>1"})
    assert response.status_code == 422
    assert_private(response)
    text = response.content.decode()
    assert "There is a problem" in text
    assert "&lt;b&gt;1" in text
    assert Supporter.objects.get().name == "Planted Name"


def test_a_participation_is_withdrawn_and_counts_no_more(visitor, page, now):
    row = Participation.objects.get()
    response = visitor.post(page, {"do": "withdraw", "key": row.pk})
    assert response.status_code == 303
    assert "It counts no more" in visitor.get(response["Location"]).content.decode()
    counting.count_due(now + counting.LAG)
    assert row.action.total.number == 0
    assert visitor.post(page, {"do": "withdraw", "key": row.pk}).status_code == 303


def test_consents_and_subscriptions_end_by_their_buttons(visitor, page):
    consent = Consent.objects.get(purpose="public_name")
    assert visitor.post(page, {"do": "consent", "key": consent.pk}).status_code == 303
    assert Participation.objects.get().show_name is False
    updates = Subscription.objects.get(purpose="updates")
    assert visitor.post(page, {"do": "end", "key": updates.pk}).status_code == 303
    assert Consent.objects.get(purpose="updates").withdrawn_at
    assert list(Subscription.objects.active().values_list("purpose", flat=True)) == ["news"]


def test_nobody_changes_what_is_somebody_elses(visitor, page, now):
    petition = Participation.objects.get().action
    other = make_person(now, email="other@example.org", petition=petition)
    row = other.participations.get()
    for do, key in (
        ("withdraw", row.pk),
        ("consent", other.consents.first().pk),
        ("end", other.subscriptions.first().pk),
    ):
        visitor.post(page, {"do": do, "key": key})
    row.refresh_from_db()
    assert row.excluded_at is None
    assert not other.consents.exclude(withdrawn_at=None).exists()


@pytest.mark.parametrize(
    "posted", [{}, {"do": "x"}, {"do": "withdraw"}, {"do": "end", "key": "9" * 30}, {"do": "end", "key": "\0"}]
)
def test_junk_is_refused(visitor, page, posted):
    assert visitor.post(page, posted).status_code == 400
    assert visitor.put(page).status_code == 405


def test_everything_is_erased_after_a_question(visitor, page):
    assert "What stays" in visitor.get(f"{page}erase/").content.decode()
    assert Supporter.objects.exists()
    response = visitor.post(f"{page}erase/")
    assert_private(response)
    assert "still counts, without your name" in response.content.decode()
    assert not Supporter.objects.exists()
    for path in (page, f"{page}erase/", f"{page}my-data.json"):
        gone = visitor.get(path)
        assert gone.status_code == 404
        assert "We know nothing of you" in gone.content.decode()
    assert visitor.post(f"{page}erase/").status_code == 404


# --- Ending mail at one click --------------------------------------------------------------------


def test_a_mail_program_ends_messages_at_once_from_anywhere_and_twice(visitor, person, now):
    path = unsubscribe_path(person, now)
    assert visitor.get(path).status_code == visitor.head(path).status_code == 200
    assert Subscription.objects.active().count() == 2
    for _time in range(2):
        response = visitor.post(
            path,
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        assert response.status_code == 200
        assert_private(response)
    assert list(Subscription.objects.active().values_list("purpose", flat=True)) == ["updates"]
    assert Consent.objects.get(purpose="news").withdrawn_at


def test_the_button_ends_updates_on_one_campaign_years_later_and_after_erasing(visitor, person, now):
    path = unsubscribe_path(person, now, "updates")
    with time_machine.travel(now + timedelta(days=3 * 365), tick=False):
        assert "Rivers" in visitor.get(path).content.decode()
        assert visitor.post(path).status_code == 200
        assert list(Subscription.objects.active().values_list("purpose", flat=True)) == ["news"]
        erasing.erase(person, now=now)
        assert visitor.post(path).status_code == 200


def test_a_link_ends_nothing_but_what_it_names(visitor, person, now):
    path = unsubscribe_path(person, now)
    for wrong in (
        path.replace("/news/", "/updates/"),
        path.replace("/news/", "/news/1/"),
        path.replace("/me/", "/me/x"),
    ):
        assert visitor.post(wrong).status_code == 404
    assert Subscription.objects.active().count() == 2


# --- A lost link ---------------------------------------------------------------------------------


def ask(visitor, **typed):
    path = reverse("me:link-ask")
    token = re.search(r'name="token" value="([^"]+)"', visitor.get(path).content.decode())[1]
    return visitor.post(path, {"email": EMAIL, "token": token} | typed)


def test_a_lost_link_is_mailed_again(visitor, person, now):
    response = ask(visitor, email=EMAIL.upper())
    assert (response.status_code, response["Location"]) == (303, "/me/sent/")
    assert_private(visitor.get(response["Location"]))
    outbox.send_due(now + timedelta(minutes=1))
    message = next(one for one in mail.outbox if one.subject == "What we know about you at testserver")
    assert message.to == [EMAIL]
    (link,) = set(re.findall(r"http://testserver(/me/\S+/)", message.body))
    assert f'href="http://testserver{link}"' in message.alternatives[0].content
    assert EMAIL in visitor.get(link).content.decode()


def test_a_stranger_gets_the_same_answer_after_the_same_statements(visitor, person):

    path = reverse("me:link-ask")
    token = re.search(r'name="token" value="([^"]+)"', visitor.get(path).content.decode())[1]
    answers = []
    for email in (EMAIL, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            response = visitor.post(path, {"email": email, "token": token})
        statements = [re.sub(r"\d+|'[^']*'", "?", query["sql"])[:30] for query in queries]
        answers.append((response.status_code, response["Location"], statements))
    assert answers[0] == answers[1]
    told = OutboxMail.objects.get(recipient="nobody@example.org")
    assert told.supporter is None
    assert "We hold nothing under this address" in told.text
    assert "/me/" not in told.text


def test_nobodys_mailbox_is_flooded(visitor, person):
    for spelling in (EMAIL, "stranger@gmail.com", "str.anger+x@gmail.com"):
        for _time in range(me_asking.LINKS_A_DAY):
            assert ask(visitor, email=spelling).status_code == 303
    asked = OutboxMail.objects.filter(purpose="access")
    assert asked.filter(supporter=person).count() == me_asking.LINKS_A_DAY
    assert asked.filter(supporter=None).count() == me_asking.LINKS_A_DAY


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"email": ""}, 422),
        ({"email": "not an address"}, 422),
        ({"email": "a\0@example.org"}, 422),
        ({"email": "x" * 10_000}, 422),
        ({"token": ""}, 403),
        ({"token": "forged"}, 403),
        ({"website": "http://robot.example"}, 303),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(visitor, typed, status):
    assert ask(visitor, **typed).status_code == status
    assert not OutboxMail.objects.exists()


def test_other_sites_and_busy_networks_are_refused(visitor, settings, now):
    token = me_asking.FORM.make(now=now)
    posted = {"email": EMAIL, "token": token}
    foreign = visitor.post(reverse("me:link-ask"), posted, headers={"Origin": "https://other.example"})
    assert foreign.status_code == 403
    settings.MAIL_LIMIT_MINUTE = 1
    assert visitor.post(reverse("me:link-ask"), posted).status_code == 303
    too_many = visitor.post(reverse("me:link-ask"), posted)
    assert too_many.status_code == 429
    assert int(too_many["Retry-After"]) <= 60
    assert EMAIL in too_many.content.decode()
