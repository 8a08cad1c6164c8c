"""Calling decision makers: numbers and script for a place, and reports of how the calls went."""

import re
from html import unescape

import pytest

from campaigns import counting, telephone
from campaigns.kinds.whom import CallDetails, EmailDetails
from campaigns.models import Action, Participation
from tests.campaigns.conftest import count_of
from tests.campaigns.deciding import PLACE, Country, make_action, post, words_of

pytestmark = pytest.mark.django_db
SCRIPT = "My name is {name} and I live in {place}.\nPlease vote for clean rivers."


@pytest.fixture
def country(db):
    return Country()


@pytest.fixture
def action(country):
    return make_action(Action.Kind.CALL, {"whom": "place", "country": "US", "script": SCRIPT})


def report_of(response):
    return unescape(re.search(r'name="report" value="([^"]+)"', response.content.decode())[1])


def outcome_of(official):
    return f"outcome-{official.pk}"


def test_a_place_leads_to_numbers_offices_and_a_script(reader, action, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        first = reader.get(action.get_absolute_url())
    assert 'name="postcode"' in first.content.decode()
    found = post(reader, action, **PLACE)
    content, said = found.content.decode(), words_of(found)
    assert found["Cache-Control"] == "no-store"
    assert 'href="tel:+12025550100"' in content
    assert 'href="tel:+12025550199"' in content
    assert 'href="tel:5550101"' in content
    assert "1 Main St. Oakton Open: Mondays" in said
    assert "My name is [your name] and I live in 90001, North." in said
    assert "How did the call to Ada Alder go? not called I talked to somebody" in said
    filled = post(reader, action, **PLACE | {"step": "script", "caller": "<b>Anahit</b>"})
    assert "My name is &lt;b&gt;Anahit&lt;/b&gt; and I live in 90001, North." in filled.content.decode()
    wrong = post(reader, action, **PLACE | {"step": "script", "caller": "www.spam.example"})
    assert wrong.status_code == 422
    assert 'href="#id_caller"' in wrong.content.decode()
    assert not Participation.objects.exists()


def test_reports_are_counted_once_each_and_say_nothing_of_who_called(reader, action, country, now):
    page = post(reader, action, **PLACE)
    typed = PLACE | {
        "step": "report",
        "report": report_of(page),
        "caller": "Anahit",
        outcome_of(country.ada): "reached",
        outcome_of(country.ben): "busy",
    }
    first, again = post(reader, action, **typed), post(reader, action, **typed)
    assert first.status_code == again.status_code == 303
    assert "Your calls count." in words_of(reader.get(first["Location"]))
    rows = list(Participation.objects.order_by("details__outcome"))
    assert [row.details for row in rows] == [
        {"official": country.ben.pk, "outcome": "busy"},
        {"official": country.ada.pk, "outcome": "reached"},
    ]
    assert {(row.supporter, row.name, row.postcode, row.area) for row in rows} == {(None, "", "", country.north)}
    counting.count_due(now + counting.LAG * 2)
    assert count_of(reader, action) == 2
    assert "2 calls" in words_of(post(reader, action, **PLACE))


def test_a_report_needs_a_call_to_somebody_who_was_found(reader, action, country):
    page = post(reader, action, **PLACE)
    typed = PLACE | {"step": "report", "report": report_of(page)}
    none = post(reader, action, **typed)
    assert none.status_code == 422
    assert "Say of at least one call how it went." in words_of(none)
    assert report_of(none) == typed["report"]
    foreign = post(reader, action, **typed | {outcome_of(country.cleo): "reached"})
    assert foreign.status_code == 422
    odd = post(reader, action, **typed | {outcome_of(country.ada): "\0"})
    assert odd.status_code == 422
    assert f'href="#id_{outcome_of(country.ada)}"' in odd.content.decode()
    assert post(reader, action, **PLACE | {"step": "report", outcome_of(country.ada): "reached"}).status_code == 200
    assert not Participation.objects.exists(), "a report that cannot be told from others is asked for again"


def test_the_stored_page_of_a_campaigns_own_decision_makers_has_nothing_to_report_with(reader, country):
    action = make_action(Action.Kind.CALL, {"whom": "targets", "script": SCRIPT}, targets=[country.cleo, country.ada])
    first = reader.get(action.get_absolute_url())
    assert 'href="tel:+12025550100"' in first.content.decode()
    assert "I live in [your place]" in words_of(first)
    assert 'name="report"' not in first.content.decode()
    filled = post(reader, action, step="script", caller="Անահիտ", town="Oakton")
    assert "My name is Անահիտ and I live in Oakton." in words_of(filled)
    sent = post(reader, action, step="report", report=report_of(filled), **{outcome_of(country.ada): "message"})
    assert sent.status_code == 303
    assert Participation.objects.get().area is None


@pytest.mark.parametrize("postcode", ["12345", "\u202e90001", "\0", "x" * 10_240])
def test_a_malformed_postcode_is_answered_clearly(reader, action, postcode):
    assert post(reader, action, postcode=postcode, step="place").status_code == 422


def test_many_reports_from_one_network_are_held_off(reader, action, country, settings):
    settings.SIGN_LIMIT_MINUTE = 1
    page = post(reader, action, **PLACE)
    typed = PLACE | {"step": "report", outcome_of(country.ada): "reached"}
    assert post(reader, action, **typed | {"report": report_of(page)}).status_code == 303
    refused = post(reader, action, **typed | {"report": "another"})
    assert refused.status_code == 429
    assert Participation.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "country", "link"),
    [
        ("202-555-0100", "US", "tel:+12025550100"),
        ("(202) 555 0100 ext. 12", "US", "tel:+12025550100;ext=12"),
        ("1-202-555-0100", "US", "tel:+12025550100"),
        ("+374 10 555-100", "AM", "tel:+37410555100"),
        ("00374 10 555100", "AM", "tel:+37410555100"),
        ("010 555 100", "AM", "tel:010555100"),
        ("by letter alone", "US", ""),
        ("+", "", ""),
        ("1" * 40, "US", ""),
        ('"><script>alert(1)</script>', "US", ""),
    ],
)
def test_numbers_become_links_that_dial(written, country, link):
    assert telephone.link_to(written, country) == link


@pytest.mark.parametrize(
    ("script", "wrong"),
    [
        ("Hello {name} from {place}", ""),
        ("Hello {Name}", "{Name} is no placeholder."),
        ("Hello {name!r}", "{name!r} is no placeholder."),
        ("Hello {name.email}", "{name.email} is no placeholder."),
        ("Hello {}", "{} is no placeholder."),
        ("Hello {name", "A brace is open"),
    ],
)
def test_unknown_placeholders_in_a_script_are_named(script, wrong, db):
    form = CallDetails({"whom": "place", "script": script})
    assert form.is_valid() is not bool(wrong)
    assert wrong in str(form.errors.get("script", ""))


def test_what_staff_choose_survives_the_end_of_a_term(country):
    chosen = {"country": "AM", "roles": ["gone-role"], "fallback": country.old.pk, "points": ["One.", "Two."]}
    form = EmailDetails(initial=chosen)
    assert form["points"].value() == "One.\nTwo."
    posted = {"whom": "targets", "subject": "Hi", "letter": "Dear", "points": "One.\r\n\r\n Two. \nOne."}
    form = EmailDetails(
        posted | {"country": "AM", "roles": ["gone-role"], "fallback": str(country.old.pk)}, initial=chosen
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["points"] == ["One.", "Two."]
    assert (form.cleaned_data["roles"], form.cleaned_data["fallback"]) == (["gone-role"], country.old.pk)
