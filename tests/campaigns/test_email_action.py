"""Writing to decision makers: from the place to the letter, its confirmation, and what leaves."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from campaigns import letters, withdrawing
from campaigns.models import Action, Participation
from publishing import clock
from supporters import suppression, switching
from supporters.models import OutboxMail, Suppression, Switch
from tests.campaigns.conftest import link_in, read_mail, token_of
from tests.campaigns.deciding import LETTER, PLACE, POINTS, Country, make_action, post, words_of

pytestmark = pytest.mark.django_db
OWN = "I fish in this river with my son.\r\n\r\nPlease vote for the law, since nothing else has helped in ten years."


def change(**values):
    """Change the action as staff do: the content clock moves along."""
    Action.objects.update(**values)
    clock.bump(timezone.now())


@pytest.fixture
def country(db):
    return Country()


@pytest.fixture
def action(country):
    details = {"whom": "place", "country": "US", "subject": "Our river", "letter": LETTER, "points": POINTS}
    return make_action(Action.Kind.EMAIL, details)


def letter(known, **typed):
    return {
        "postcode": "90001",
        "officials": [known.ada.pk, known.ben.pk],
        "subject": "Our river",
        "letter": OWN,
        "name": "Anahit Example",
        "email": "anahit@example.org",
        "step": "send",
    } | typed


def confirm(reader, now):
    (asking,) = read_mail(now)
    path = link_in(asking)
    assert reader.get(path).status_code == 200
    return reader.post(path)


def test_a_place_leads_to_who_decides_for_it_and_leaves_no_trace(
    reader, action, country, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        first = reader.get(action.get_absolute_url())
    assert 'name="postcode"' in first.content.decode()
    assert 'name="letter"' not in first.content.decode()
    assert '<option value="CA-1">North</option>' in first.content.decode(), "or an area, the smallest there are"
    assert 'value="CA"' not in first.content.decode()
    response = post(reader, action, **PLACE)
    content, said = response.content.decode(), words_of(response)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "There is a problem" not in said
    assert "Ada Alder Representative, North" in said
    assert "Ben Birch Senator, California No address is known" in said
    assert "Otto Old" not in said
    assert "Our list of decision makers is of June 15, 2026" in said
    assert content.count('name="officials"') == content.count(" checked") == 2
    assert "The plant upstream pours its waste" in said
    assert POINTS[0] in said
    assert '<input type="hidden" name="postcode" value="90001">' in content
    assert not Participation.objects.exists()


def test_a_letter_leaves_once_its_mailbox_has_confirmed_it(reader, action, country, now):
    typed = letter(country, points=["1"], copy="on", subject="Our river\r\nBcc: all@example.org", news="on")
    response = post(reader, action, **typed)
    assert (response.status_code, response["Location"]) == (303, f"{action.get_absolute_url()}thanks/")
    assert "only then does your letter leave" in words_of(reader.get(response["Location"]))
    written = Participation.objects.get()
    assert written.details["officials"] == [country.ada.pk, country.ben.pk]
    assert (written.country, written.postcode, written.area) == ("US", "90001", country.north)
    (asking,) = read_mail(now)
    page = reader.get(link_in(asking))
    assert "I fish in this river" in words_of(page)
    assert "Ada Alder, Representative, North" in words_of(page)
    assert OutboxMail.objects.count() == 1, "looking sends nothing"
    done = reader.post(link_in(asking))
    sent = {message.to[0]: message for message in read_mail(timezone.now())}
    assert set(sent) == {"ada@gov.example", "anahit@example.org"}
    to_ada = sent["ada@gov.example"]
    assert to_ada.subject == "Our river Bcc: all@example.org"
    assert to_ada.reply_to == ["anahit@example.org"]
    assert "anahit" not in to_ada.from_email
    assert to_ada.body.startswith("Ada Alder\nRepresentative, North\n\nI fish in this river")
    assert f"in ten years.\n\n{POINTS[1]}\n\nAnahit Example\n90001, United States\n" in to_ada.body
    assert "on behalf of Anahit Example" in to_ada.body
    copy = sent["anahit@example.org"]
    assert copy.subject == "Copy of your letter: Our river Bcc: all@example.org"
    assert "Ben Birch, Senator, California\n  https://birch.gov.example/c?a=1&b=2" in copy.body
    assert "Your letter leaves now" in words_of(done)
    assert 'href="https://birch.gov.example/c?a=1&amp;b=2"' in done.content.decode()
    assert re.search(r"<textarea[^>]* readonly[^>]*>I fish in this river", done.content.decode())
    assert reader.post(link_in(asking)).status_code == 200
    assert OutboxMail.objects.count() == 3, "pressed twice, sent once"


def test_what_waits_of_a_withdrawn_letter_is_called_back_and_what_has_left_stays(reader, action, country, now):
    country.ben.email = "ben@gov.example"
    country.ben.save()
    post(reader, action, **letter(country, copy="on"))
    confirm(reader, now)
    letters_of = OutboxMail.objects.filter(purpose__in=["act", "copy"])
    assert letters_of.count() == 3
    letters_of.filter(recipient="ada@gov.example").update(state="sent")
    other = OutboxMail.objects.create(
        recipient="cleo@gov.example", purpose="act", subject="S", text="T", language="en", due_at=now
    )
    withdrawing.withdraw_participation(Participation.objects.get(), now=now)
    assert set(letters_of.values_list("recipient", flat=True)) == {"ada@gov.example", other.recipient}


def test_an_address_that_refuses_our_mail_is_left_to_the_supporters_own_program(reader, action, country, now):
    suppression.suppress(email="ada@gov.example", reason=Suppression.Reason.BOUNCE, now=now)
    post(reader, action, **letter(country, officials=[country.ada.pk], subject="Fish & “chips”?"))
    done = confirm(reader, now)
    link = unescape(re.search(r'href="(mailto:[^"]+)"', done.content.decode())[1])
    assert link.startswith("mailto:ada@gov.example?subject=Fish%20%26%20%E2%80%9Cchips%E2%80%9D%3F&body=I%20fish")
    assert "my%20son.%0D%0A%0D%0APlease" in link
    assert not OutboxMail.objects.filter(recipient="ada@gov.example").exists()


def test_a_letter_as_it_was_offered_is_asked_about_once_and_kindly(reader, action, country):
    alike = letter(country, letter=LETTER.replace("brown", "grey"), points=["0"])
    told = post(reader, action, **alike)
    assert told.status_code == 200
    assert "Your own words count more" in words_of(told)
    assert "There is a problem" not in words_of(told)
    assert POINTS[0] in words_of(told)
    assert not Participation.objects.exists()
    fields = [
        (n, unescape(v)) for n, v in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', told.content.decode())
    ]
    carried = {name: [value for other, value in fields if other == name] for name, _value in fields}
    changed = reader.post(action.get_absolute_url(), carried | {"step": "change"})
    assert "There is a problem" not in words_of(changed)
    assert "our river is grey" in changed.content.decode()
    assert 'name="told" value="1"' in changed.content.decode()
    assert 'value="anahit@example.org"' in changed.content.decode()
    assert reader.post(action.get_absolute_url(), carried | {"step": "send"}).status_code == 303
    assert Participation.objects.get().details["letter"].endswith(POINTS[0])


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        (LETTER, LETTER.upper().replace("\n", "\r\n"), True),
        (LETTER, f"{LETTER} Thank you.", True),
        (
            LETTER,
            f"{LETTER} I have fished here since I was six, and my father before me, and I want my children to.",
            False,
        ),
        (LETTER, "word " * 1000, False),
        (LETTER, "", False),
        ("", "Dear all", False),
    ],
)
def test_near_identical_text_is_told_from_own_words(ours, theirs, alike):
    assert letters.is_alike(theirs, ours) is alike


def test_a_postcode_in_two_areas_asks_which_and_keeps_what_was_typed(reader, action, country):
    asked = post(reader, action, **letter(country, postcode="90002", step="place"))
    assert asked.status_code == 200
    assert "Which one is yours? North South" in words_of(asked)
    assert "I fish in this river" in asked.content.decode()
    again = post(reader, action, postcode="90002", step="area")
    assert again.status_code == 422
    assert "Choose the area that you live in." in words_of(again)
    chosen = post(reader, action, **letter(country, postcode="90002", area="CA-2", step="area"))
    assert "Cleo Cedar" in words_of(chosen)
    assert "Ada Alder" not in words_of(chosen)
    assert chosen.content.decode().count(" checked") == 2, "the decision makers of the new place"
    assert "I fish in this river" in chosen.content.decode()
    elsewhere = post(reader, action, **letter(country, postcode="90002", area="CA-2", step="elsewhere"))
    assert re.search(r'name="postcode" value="90002"', elsewhere.content.decode())
    assert "Which one is yours?" not in words_of(elsewhere)
    assert "I fish in this river" in elsewhere.content.decode()
    sent = post(reader, action, **letter(country, postcode="90002", area="CA-2", officials=[country.cleo.pk]))
    assert sent.status_code == 303
    assert Participation.objects.get().area == country.south


def test_a_postcode_is_no_question_where_nobody_wanted_depends_on_it(reader, action, country):
    change(details=action.details | {"roles": ["senator"]})
    said = words_of(post(reader, action, postcode="90002", step="place"))
    assert "Ben Birch" in said
    assert "Ada Alder" not in said


@pytest.mark.parametrize(
    "postcode", ["", "12345", "9000", "\u200f", "<b>", "x" * 10_240, "9\u202e0001", "ԱԲԳ", "9" * 20, "9\x000001"]
)
def test_a_malformed_postcode_is_answered_clearly_and_an_area_offered(reader, action, country, postcode):
    response = post(reader, action, **letter(country, postcode=postcode, step="place"))
    content = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_postcode"' in content
    assert '<option value="CA-2">South</option>' in content
    assert "I fish in this river" in content, "what was typed before is kept"


def test_a_postcode_copied_with_marks_of_direction_is_fine(reader, action):
    assert "Ada Alder" in words_of(post(reader, action, postcode="\u200f 90001-1234\u200e", step="place"))


def test_an_area_chosen_from_the_list_needs_no_postcode(reader, action, country):
    said = words_of(post(reader, action, listed="CA-1", postcode="00000", step="place"))
    assert "Ada Alder" in said
    for code in ("CA-99", "x" * 10_240, "\0"):
        assert post(reader, action, listed=code, step="place").status_code == 422
    assert post(reader, action, postcode="90002", area="\0", step="area").status_code == 422


def test_without_a_fixed_country_it_is_asked_and_unknown_ones_are_refused(reader, action):
    change(details=action.details | {"country": ""})
    first = reader.get(action.get_absolute_url()).content.decode()
    assert '<option value="US">United States</option>' in first
    assert 'value="AM"' not in first
    for code in ("AM", "", "\0", "x" * 10_240):
        refused = post(reader, action, country=code, postcode="0010", step="place")
        assert refused.status_code == 422
        assert 'href="#id_country"' in refused.content.decode()
    assert "Ada Alder" in words_of(post(reader, action, country="US", **PLACE))


def test_where_nobody_is_found_somebody_else_is_offered(reader, action, country):
    said = words_of(post(reader, action, postcode="89001", step="place"))
    assert "We know nobody in office for this place. There is nobody whom this can go to now." in said
    change(details=action.details | {"fallback": country.ben.pk})
    said = words_of(post(reader, action, postcode="89001", step="place"))
    assert "Those named here can be asked instead." in said
    assert "Ben Birch" in said
    change(details=action.details | {"country": "AM", "fallback": country.ben.pk})
    assert "Ben Birch" in words_of(post(reader, action, postcode="0010", step="place")), (
        "no data yet of staff's country"
    )
    change(details=action.details | {"fallback": country.ben.pk})
    sent = post(reader, action, **letter(country, postcode="89001", officials=[country.ben.pk]))
    assert sent.status_code == 303


def test_while_the_lookup_is_off_the_campaigns_decision_makers_are_offered(reader, action, country, now):
    action.campaign.targets.create(official=country.cleo)
    action.campaign.targets.create(official=country.old)
    switching.turn_off(Switch.Name.LOOKUP, user=None, words="", now=now)
    said = words_of(reader.get(action.get_absolute_url()))
    assert "switched off for a while" in said
    assert "Cleo Cedar" in said
    assert "Otto Old" not in said, "who has left office"


def test_a_campaigns_own_decision_makers_need_no_place(reader, country, now, django_assert_max_num_queries):
    details = {"whom": "targets", "subject": "Our river", "letter": LETTER}
    action = make_action(Action.Kind.EMAIL, details, targets=[country.cleo, country.ada])
    with django_assert_max_num_queries(10):
        first = reader.get(action.get_absolute_url())
    assert re.search("Cleo Cedar.*Ada Alder", words_of(first)), "in staff's order"
    assert "set-cookie" not in {name.lower() for name in first.headers}
    typed = letter(country, officials=[country.cleo.pk], country="US", postcode="90001")
    assert post(reader, action, **typed).status_code == 303
    assert Participation.objects.get().area == country.north
    confirm(reader, now)
    assert [message.to for message in read_mail(timezone.now())] == [["cleo@gov.example"]]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"officials": []}, "officials", "Choose at least one."),
        ({"officials": ["cleo"]}, "officials", "Choose among those who are named here."),
        ({"officials": ["\0"]}, "officials", "Choose among those who are named here."),
        ({"subject": " "}, "subject", "Give your letter a subject."),
        ({"subject": "x" * 151}, "subject", "at most 150"),
        ({"letter": ""}, "letter", "Write your letter."),
        ({"letter": "x" * 5001}, "letter", "at most 5000"),
        ({"letter": "x" * 4980, "points": ["0"]}, "letter", "more than 5000 characters (it has 5011)"),
        ({"letter": "a\0b"}, "letter", "Null characters"),
        ({"points": ["7"]}, "points", "7 is not one of the available choices"),
        ({"name": ""}, "name", "Enter your name."),
        ({"email": "anahit"}, "email", "e-mail address"),
    ],
)
def test_what_is_wrong_is_named_and_everything_typed_stays(reader, action, country, change, field, words):
    if change.get("officials") == ["cleo"]:
        change = {"officials": [country.ada.pk, country.cleo.pk]}  # who decides, but not for this place
    response = post(reader, action, **letter(country, copy="on") | change)
    content = response.content.decode()
    assert response.status_code == 422
    assert words in words_of(response)
    assert f'href="#id_{field}"' in content
    assert f'id="id_{field}"' in content
    assert '<input type="hidden" name="postcode" value="90001">' in content
    assert field == "letter" or "I fish in this river" in content
    assert re.search(r'name="copy"[^>]* checked', content)
    assert not Participation.objects.exists()


def test_a_letter_goes_to_so_many_and_no_more(reader, country, monkeypatch):
    monkeypatch.setattr(letters, "MOST_RECIPIENTS", 1)
    details = {"whom": "targets", "subject": "Our river", "letter": LETTER}
    action = make_action(Action.Kind.EMAIL, details, targets=[country.cleo, country.ada])
    assert " checked" not in reader.get(action.get_absolute_url()).content.decode()
    response = post(reader, action, **letter(country, officials=[country.cleo.pk, country.ada.pk]))
    assert "Choose at most 1" in words_of(response)


def test_steps_are_refused_like_forms_from_elsewhere_or_after_the_end(reader, action, country, now):
    path = action.get_absolute_url()
    token = token_of(reader.get(path))
    foreign = {"Sec-Fetch-Site": "cross-site"}
    steps = (PLACE, {"step": "elsewhere"}, letter(country, news="on", step="place"), letter(country, news="on"))
    for step in steps:
        refused = reader.post(path, {"token": token} | step, headers=foreign)
        assert refused.status_code == 403
        assert 'name="news" value="on"' not in refused.content.decode()
        assert not re.search(r'name="news"[^>]* checked', refused.content.decode())
        assert reader.post(path, {"token": "forged"} | step).status_code == 403
    assert reader.put(path).status_code == 405
    change(closes_at=now - timedelta(minutes=1))
    for step in (PLACE, letter(country), letter(country, step="elsewhere")):
        assert reader.post(path, {"token": token} | step).status_code == 409
    assert "I fish in this river" in words_of(reader.post(path, {"token": token} | letter(country)))


def test_who_has_left_office_before_the_button_is_pressed_gets_no_letter(reader, action, country, now):
    post(reader, action, **letter(country))
    country.ada.terms.update(end=date(2024, 1, 1))
    confirm(reader, now)
    assert not OutboxMail.objects.filter(purpose=OutboxMail.Purpose.ACT).exists()
