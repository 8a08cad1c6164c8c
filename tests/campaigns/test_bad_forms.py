"""Whatever comes in a form of any kind of action, the answer is clear, nothing is lost, and nothing breaks."""

import re

import pytest

from campaigns.models import Action, Participation
from supporters.models import OutboxMail
from tests.campaigns.conftest import TYPED, token_of
from tests.factories import make_campaign, make_petition

pytestmark = pytest.mark.django_db

JUNK = {
    "NUL": "\0",
    "NUL within": "Ana\0hit",
    "a formula": '=HYPERLINK("https://evil.example";"A")',
    "a script": "<script>alert(1)</script>",
    "turned round": "\u202egnihton\u2066",
    "ten thousand characters": "ա" * 10_240,
    "a number that no column holds": "9" * 40,
    "JSON": '{"a": [1]}',
}


@pytest.fixture
def actions(db):
    campaign = make_campaign(slug="rivers")
    return [make_petition(campaign, kind=kind, slug=kind, title=f"Do: {kind}") for kind in Action.Kind.values]


def fields_of(page):
    """Return the names of the controls of the page's form, in their order."""
    form = re.search(r"<form[^>]*method=\"post\".*?</form>", page.content.decode(), re.DOTALL)
    return list(dict.fromkeys(re.findall(r'name="([^"]+)"', form[0]))) if form else []


def nothing_runs(response):
    return "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("what", JUNK)
def test_junk_in_all_fields_at_once_is_answered_clearly(reader, actions, what):
    for action in actions:
        page = reader.get(action.get_absolute_url())
        names = [name for name in fields_of(page) if name not in ("token", "website")]
        if not names:
            continue
        sent = dict.fromkeys(names, JUNK[what]) | {"token": token_of(page), "altcha": JUNK[what]}
        response = reader.post(action.get_absolute_url(), sent)
        assert response.status_code in (200, 303, 400, 409, 422), (action.kind, response.status_code)
        assert nothing_runs(response), action.kind
    assert not Participation.objects.filter(supporter__isnull=False).exists()
    assert not OutboxMail.objects.exists()


def test_junk_in_one_field_keeps_all_others(reader, actions):
    petition = next(action for action in actions if action.kind == "petition")
    token = token_of(reader.get(petition.get_absolute_url()))
    for field in ("name", "email", "country", "postcode", "comment"):
        for what in ("NUL within", "ten thousand characters"):
            response = reader.post(petition.get_absolute_url(), TYPED | {"token": token, field: JUNK[what]})
            assert response.status_code == 422, (field, what)
            assert nothing_runs(response)
            form = response.context["form"]
            assert all(form[other].value() == value for other, value in TYPED.items() if other != field)


def test_what_comes_beside_the_form_changes_nothing(reader, actions):
    petition = next(action for action in actions if action.kind == "petition")
    token = token_of(reader.get(petition.get_absolute_url()))
    extra = {
        "counted": "1",
        "confirmed_at": "2026-01-01",
        "excluded_at": "",
        "supporter": "1",
        "\0": "\0",
        "x" * 500: "y",
    }
    assert (
        reader.post(f"{petition.get_absolute_url()}?via=%00&via=%ff", TYPED | extra | {"token": token}).status_code
        == 303
    )
    signed = Participation.objects.get()
    assert (signed.confirmed_at, signed.counted, signed.link_id) == (None, False, None)
