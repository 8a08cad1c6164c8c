"""Signing a petition through its public page, well and badly."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import actions, funnel, tokens
from campaigns.models import Campaign, Participation
from publishing import clock
from publishing.models import ContentClock
from supporters import operations
from supporters.models import Consent, OutboxMail, Supporter
from supporters.operations import Details
from tests.campaigns.conftest import TYPED, read_mail, sign, thanks_of, token_of
from tests.factories import make_campaign, make_petition

pytestmark = pytest.mark.django_db

MALFORMED = [
    "anahit",
    "anahit@",
    "@example.org",
    "anahit@example",
    "anahit@@example.org",
    "ana hit@example.org",
    "anahit@example.org, other@example.org",
    "anahit@exa mple.org",
    "anahit@-example.org",
    "anahit@example..org",
    "anahit@example.org.",
    "anahit@.org",
    ".anahit@example.org",
    "ana..hit@example.org",
    "anahit.@example.org",
    '"ana hit"@example.org',
    "anahit@[127.0.0.1]",
    "anahit@localhost",
    "anahit@example.123",
    "anahit@example.org\nBcc: all@example.org",
    "անահիտ@example.org",
    "a" * 65 + "@example.org",
    "anahit@" + "a" * 64 + ".org",
    "a" * 10_240 + "@example.org",
    "anahit@example.org" + "x" * 10_240,
]
NO_NAMES = {
    "": "Enter your name.",
    "   ": "Enter your name.",
    "\u202egnihton": "invisible characters",
    "Ana\u2066hit": "invisible characters",
    "Ana\x07hit": "invisible characters",
    "Buy at https://spam.example": "not a web or e-mail address",
    "www.spam.example": "not a web or e-mail address",
    "casino.com": "not a web or e-mail address",
    "me@example.org": "not a web or e-mail address",
    "123 456": "in letters",
    "<>": "in letters",
    "ա" * 10_240: "at most 150",
}
NAMES = [
    "Ó",
    "D’Arcy Ørsted-Ñuñez",
    "J.R. Smith",
    "علی\u200cرضا",
    "נועה \u200fכהן",
    "李雷",
    "=cmd|' /C calc'!A0",
    "<b>Bold</b>",
]


def nothing_stored():
    return not (Participation.objects.exists() or Supporter.objects.exists() or OutboxMail.objects.exists())


def test_a_signature_waits_for_its_mailbox(reader, petition, now):
    response = sign(reader, petition, show_name="on", news="on")
    assert (response.status_code, response["Location"]) == (303, thanks_of(petition))
    signed = Participation.objects.get()
    assert (signed.name, signed.country, signed.postcode, signed.comment) == (
        "Anahit Example",
        "AM",
        "0010",
        "My river.",
    )
    assert signed.show_name
    assert signed.confirmed_at is None
    assert signed.supporter.canonical_email == "anahit@example.org"
    assert not Consent.objects.exists(), "a consent needs the owner of the mailbox"
    (message,) = read_mail(now)
    assert message.to == ["anahit@example.org"]
    assert message.subject == "Please confirm your signature: Clean rivers"
    assert "http://testserver/campaigns/rivers/clean/confirm/" in message.body
    assert "anahit" not in message.body.lower(), "whoever gets it by mistake learns nothing"


def test_the_ticks_are_empty_and_the_trap_is_hidden(reader, petition):
    content = reader.get(petition.get_absolute_url()).content.decode()
    assert "checked" not in content
    assert '<div class="hidden-field" aria-hidden="true">' in content
    assert "autocomplete" in content


@pytest.mark.parametrize("email", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_address_is_named_and_everything_typed_stays(reader, petition, email):
    response = sign(reader, petition, email=email, news="on")
    content = response.content.decode()
    assert response.status_code == 422
    assert nothing_stored()
    assert 'href="#id_email"' in content
    assert 'aria-invalid="true"' in content
    assert 'aria-describedby="id_email_helptext id_email_error"' in content
    assert response.context["form"]["email"].value() == email
    assert "Anahit Example" in content
    assert "My river." in content
    assert '<option value="AM" selected>' in content
    assert response.context["form"]["news"].value() is True
    assert response["Cache-Control"] == "no-store"


def test_an_international_domain_is_fine(reader, petition, now):
    sign(reader, petition, email="anahit@օրինակ.հայ")
    assert Supporter.objects.get().canonical_email == "anahit@xn--y9atn0a2c3a.xn--y9a3aq"
    assert read_mail(now)[0].message()["To"] == "anahit@xn--y9atn0a2c3a.xn--y9a3aq"


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_refused_with_a_reason(reader, petition, name):
    response = sign(reader, petition, name=name)
    assert response.status_code == 422
    assert nothing_stored()
    assert NO_NAMES[name] in str(response.context["form"].errors["name"])
    assert response.context["form"]["name"].value() == name
    assert response.context["form"]["email"].value() == TYPED["email"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_kinds_are_taken_and_never_run(reader, petition, name):
    assert sign(reader, petition, name=name).status_code == 303
    assert Participation.objects.get().name == name.replace("\u200f", "")


def test_an_unknown_country_or_a_long_comment_is_refused(reader, petition):
    response = sign(reader, petition, country="ZZ", postcode="9" * 21, comment="c" * 501)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"country", "postcode", "comment"}
    assert nothing_stored()


@pytest.mark.parametrize("token", ["", "forged", "WzEsIiIsMV0:AAAA", "x" * 10_240, "\u202e", "a:b:c"])
def test_a_forged_form_is_refused_and_comes_back_filled_in(reader, petition, token):
    response = sign(reader, petition, token=token)
    assert response.status_code == 403
    assert "does not come from this page" in response.content.decode()
    assert nothing_stored()
    again = sign(reader, petition, token=token_of(response))
    assert again.status_code == 303, "the form that came back works"


def test_a_token_of_another_petition_or_purpose_is_forged(reader, petition, now):
    other = make_petition(petition.campaign)
    foreign = [
        tokens.for_form(action_id=other.pk, via="", now=now),
        tokens.for_confirmation(participation_id=petition.pk, now=now),
        tokens.for_form(action_id=petition.pk, via="", now=now + timedelta(hours=1)),
    ]
    assert [sign(reader, petition, token=token).status_code for token in foreign] == [403, 403, 403]
    assert nothing_stored()


def test_an_expired_form_comes_back_with_a_fresh_token(reader, petition, now):
    old = tokens.for_form(action_id=petition.pk, via="abc", now=now - tokens.FORM.valid_for - timedelta(seconds=1))
    response = sign(reader, petition, token=old)
    content = response.content.decode()
    assert response.status_code == 422
    assert "no longer valid" in content
    assert "Anahit Example" in content
    assert nothing_stored()
    assert sign(reader, petition, token=token_of(response)).status_code == 303


def test_a_stored_page_is_younger_than_its_token(reader, petition, now):
    with time_machine.travel(now, tick=False):
        token = token_of(reader.get(petition.get_absolute_url()))
    with time_machine.travel(now + timedelta(hours=47), tick=False):
        assert sign(reader, petition, token=token).status_code == 303


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "junk"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://testserver"},
    {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://[broken"},
    {"Referer": "https://evil.example/campaigns/rivers/clean/"},
    {"Sec-Fetch-Site": "none", "Origin": "https://evil.example"},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
    {"Referer": "http://testserver/campaigns/rivers/clean/"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_sent_from_another_site_is_refused(reader, petition, headers):
    response = sign(reader, petition, headers=headers, news="on", show_name="on")
    content = response.content.decode()
    assert response.status_code == 403
    assert "sent from another site" in content
    assert "Anahit Example" in content
    assert "checked" not in content, "another site ticks nothing for anybody"
    assert nothing_stored()


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_a_form_sent_from_our_page_is_accepted(reader, petition, headers):
    assert sign(reader, petition, headers=headers).status_code == 303


CLOSED = {
    "over": (lambda now: {"closes_at": now - timedelta(seconds=1)}, "active", "This petition is closed"),
    "not begun": (lambda now: {"opens_at": now + timedelta(days=1)}, "active", "Signing has not begun yet"),
    "upcoming": (lambda now: {}, "upcoming", "Signing has not begun yet"),
    "won": (lambda now: {}, "won", "This campaign is won"),
    "lost": (lambda now: {}, "lost", "ended without success"),
    "closed": (lambda now: {}, "closed", "This campaign is closed"),
}


@pytest.mark.parametrize("case", CLOSED)
def test_a_petition_that_is_not_open_says_so_and_takes_nothing(reader, petition, now, case):
    token = token_of(reader.get(petition.get_absolute_url()))
    times, outcome, words = CLOSED[case]
    type(petition).objects.filter(pk=petition.pk).update(**times(now))
    Campaign.objects.update(outcome=outcome)
    ContentClock.objects.update(version=1000)
    page = reader.get(petition.get_absolute_url())
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1]
    refused = sign(reader, petition, token=token)
    content = refused.content.decode()
    assert refused.status_code == 409
    assert words in content
    assert "nothing of it was stored" in content
    assert "My river." in content, "what somebody wrote is handed back"
    assert nothing_stored()


def test_a_robot_in_the_trap_gets_the_same_answer_and_leaves_nothing(reader, petition):
    human, robot = sign(reader, petition, email="a@example.org"), sign(reader, petition, website="https://spam.example")
    assert (robot.status_code, robot["Location"], robot.content) == (
        human.status_code,
        human["Location"],
        human.content,
    )
    assert Participation.objects.count() == 1


def test_who_signs_again_and_who_signs_first_get_the_same_answer(reader, petition, now):
    def answer(email):
        with CaptureQueriesContext(connection) as queries:
            response = sign(reader, petition, token=token, email=email)
        return response.status_code, dict(response.headers), response.content, len(queries)

    token = token_of(reader.get(petition.get_absolute_url()))
    sign(reader, petition, token=token, email="confirmed@example.org")
    sign(reader, petition, token=token, email="waiting@example.org")
    Participation.objects.filter(supporter__canonical_email="confirmed@example.org").update(confirmed_at=now)
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        funnel.notes.forget()  # lest the first of them writes the funnel down
        first, waiting, confirmed = (
            answer("new@example.org"),
            answer("waiting@example.org"),
            answer("confirmed@example.org"),
        )
    assert first == waiting == confirmed


def test_a_signature_costs_the_same_few_statements_whatever_there_is(reader, petition, now):
    def statements_of(email):
        funnel.notes.forget()
        with CaptureQueriesContext(connection) as queries:
            assert sign(reader, petition, token=token, email=email).status_code == 303
        return [query["sql"] for query in queries if "POINT" not in query["sql"]]

    token = token_of(reader.get(petition.get_absolute_url()))
    sign(reader, petition, token=token, email="first@example.org")
    few = statements_of("second@example.org")
    for number in range(30):
        person = operations.meet(email=f"p{number}@example.org", details=Details("P"), language="en", now=now)
        Participation.objects.create(action=petition, supporter=person, created_at=now)
    assert len(statements_of("third@example.org")) == len(few)
    assert len([statement for statement in few if statement.startswith(("SELECT", "INSERT", "UPDATE"))]) <= 7


@pytest.mark.parametrize("words", [{"title": "Clear rivers"}, {"closes_at": "2020-01-01T00:00:00Z"}])
def test_what_staff_change_holds_for_the_next_form(reader, petition, now, words):
    token = token_of(reader.get(petition.get_absolute_url()))
    sign(reader, petition, token=token, email="first@example.org")
    type(petition).objects.filter(pk=petition.pk).update(**words)
    clock.bump(timezone.now())
    answer = sign(reader, petition, token=token, email="second@example.org")
    if "title" in words:
        assert "Clear rivers" in OutboxMail.objects.get(recipient="second@example.org").subject
    else:
        assert answer.status_code == 409


def test_a_signature_that_is_written_again_after_a_spoilt_commit_has_its_one_mail(reader, petition, monkeypatch):
    class Spoilt:
        def write(self, write):
            with transaction.atomic():
                write()
                transaction.set_rollback(True)
            return write()

    monkeypatch.setattr(actions, "together", Spoilt())
    assert sign(reader, petition).status_code == 303
    assert (Participation.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_signing_twice_mails_again_only_after_a_while(reader, petition, now):
    sign(reader, petition)
    sign(reader, petition, email="ANAHIT@Example.ORG")
    assert (Participation.objects.count(), OutboxMail.objects.count()) == (1, 1)
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        sign(reader, petition, name="Anahit Corrected")
    assert OutboxMail.objects.count() == 2
    assert Participation.objects.get().name == "Anahit Corrected", "until it is confirmed, the last word counts"


def test_a_confirmed_signature_cannot_be_changed_by_signing_again(reader, petition, now):
    sign(reader, petition)
    Participation.objects.update(confirmed_at=now)
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        sign(reader, petition, name="Somebody Else", comment="Shame!", show_name="on", news="on", postcode="6666")
        later = timezone.now()
    signed = Participation.objects.get()
    assert (signed.name, signed.comment, signed.show_name, signed.postcode) == (
        "Anahit Example",
        "My river.",
        False,
        "0010",
    )
    assert signed.ticked == {}
    assert Supporter.objects.get().name == "Anahit Example"
    assert [message.subject for message in read_mail(later)] == [
        "Please confirm your signature: Clean rivers",
        "You have already signed: Clean rivers",
    ]


def test_a_stranger_cannot_flood_a_mailbox(reader, petition, now):
    for number in range(14):
        with time_machine.travel(now + timedelta(minutes=20 * number), tick=False):
            assert sign(reader, petition).status_code == 303
    assert OutboxMail.objects.count() == 10
    with time_machine.travel(now + timedelta(days=1, minutes=10), tick=False):
        sign(reader, petition)
    assert OutboxMail.objects.count() == 11


def test_a_signature_says_nothing_to_the_content_clock(reader, petition):
    reader.get(petition.get_absolute_url())
    before = ContentClock.objects.values_list("version", flat=True).get()
    sign(reader, petition)
    assert ContentClock.objects.values_list("version", flat=True).get() == before


def test_a_network_that_sends_too_much_waits_and_keeps_its_words(reader, petition, settings, now):
    settings.SIGN_LIMIT_MINUTE = 2
    half_past = (now + timedelta(hours=1)).replace(second=30, microsecond=0)
    with time_machine.travel(half_past, tick=False):
        answers = [sign(reader, petition, email=f"a{number}@example.org") for number in range(3)]
        assert [answer.status_code for answer in answers] == [303, 303, 429]
        assert answers[2]["Retry-After"] == "30"
        assert "Anahit Example" in answers[2].content.decode()
    with time_machine.travel(half_past + timedelta(seconds=30), tick=False):
        assert sign(reader, petition, email="a3@example.org").status_code == 303
    assert Participation.objects.count() == 3


def test_a_comment_and_a_name_are_text(reader, petition):
    response = sign(reader, petition, comment="<script>alert(1)</script>", name="<img src=x>", email="wrong")
    content = response.content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)" in content


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(reader, petition, method):
    response = getattr(reader, method)(petition.get_absolute_url())
    assert response.status_code == 405
    assert "POST" in response["Allow"]


def test_posts_that_are_no_forms_get_a_4xx(reader, petition):
    path = petition.get_absolute_url()
    assert reader.post(path).status_code == 403
    assert reader.post(path, b'{"name": "x"}', content_type="application/json").status_code == 403
    assert reader.post(path, b"--x\r\nbroken", content_type="multipart/form-data; boundary=x").status_code in (400, 403)
    assert reader.post(path, b"a=\xff&b=%ff", content_type="application/x-www-form-urlencoded").status_code == 403
    assert reader.post(path, {str(number): "x" for number in range(1001)}).status_code == 400
    assert reader.post("/campaigns/rivers/unknown/", TYPED).status_code == 404
    assert nothing_stored()


@pytest.mark.parametrize("name", ["action-thanks", "action-count"])
def test_pages_to_read_refuse_posts(reader, petition, name):
    path = {"action-thanks": thanks_of(petition), "action-count": f"{petition.get_absolute_url()}count.json"}[name]
    assert reader.get(path).status_code == 200
    assert reader.post(path, TYPED).status_code == 405


def test_nothing_sets_a_cookie(reader, petition):
    answers = [reader.get(petition.get_absolute_url()), sign(reader, petition), sign(reader, petition, email="wrong")]
    answers += [reader.get(thanks_of(petition)), sign(reader, petition, token="forged")]
    answers += [
        reader.get("/campaigns/"),
        reader.get("/campaigns/rivers/"),
        reader.get("/campaigns/rivers/clean/count.json"),
    ]
    assert not any(answer.cookies for answer in answers)
    assert not reader.cookies


def test_consent_words_are_those_of_the_page_in_its_language(reader, now):
    petition = make_petition(make_campaign(slug="getaphok", language="hy"), slug="maqur")
    page = reader.get(petition.get_absolute_url()).content.decode()
    sign(reader, petition, news="on")
    words = Participation.objects.get().ticked["news"]
    assert words in page
    assert OutboxMail.objects.get().language == "hy"
