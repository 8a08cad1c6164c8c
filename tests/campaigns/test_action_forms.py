"""Writing calls to action in the newsroom: each kind with its own fields."""

import pytest
from django.urls import reverse

from campaigns import kinds
from campaigns.models import Action
from tests.admin.desk import errors, send, signed_in
from tests.factories import make_campaign, make_petition

pytestmark = pytest.mark.django_db

CAMPAIGNER = tuple(f"campaigns.{name}_campaign" for name in ("add", "change", "view", "publish"))
ADD = reverse("admin:campaigns_action_add")
COMMON = {"title": "Do it", "text": "What it is.", "position": "1"}
OWN = {
    "petition": {},
    "email": {"subject": "Our rivers", "letter": "Please vote for them.", "whom": "targets"},
    "call": {"whom": "targets", "script": "My name is {name}. Please vote for our rivers."},
    "pledge": {"remind_after": "14", "reminder": "Did you?"},
    "event": {"starts": "2030-05-01T18:00", "ends": "2030-05-01T20:00", "zone": "Europe/Paris", "place": "Town hall"},
    "link": {"address": "https://give.example/rivers", "button": "Donate"},
    "share": {"messages": "Look at this.\nAnd at this.", "link": ""},
}


def add(client, campaign, kind, **own):
    """Open the form that the button for a kind opens, and send it."""
    path = f"{ADD}?campaign={campaign.pk}&kind={kind}"
    title = COMMON | {"title": f"Do it: {kind}"}
    return send(client, path, follow=False, **title, **{f"details_{name}": value for name, value in own.items()})


@pytest.fixture
def client():
    return signed_in(*CAMPAIGNER)


def test_each_kind_is_added_by_its_button_and_shown_to_readers(client, reader):
    campaign = make_campaign()
    desk = client.get(reverse("admin:campaigns_campaign_change", args=[campaign.pk])).content.decode()
    for kind, own in OWN.items():
        assert f"kind={kind}" in desk
        page = add(client, campaign, kind, **own)
        assert page.status_code == 302, (kind, errors(page))
        action = Action.objects.get(kind=kind)
        assert (action.campaign, action.needs_confirmation) == (campaign, kinds.of(action).by_mail)
        assert reader.get(action.get_absolute_url()).status_code == 200
        again = client.get(reverse("admin:campaigns_action_change", args=[action.pk]))
        form = again.context["adminform"].form
        assert {name: str(form[f"details_{name}"].value()) for name in own} == own


WRONG = {
    "pledge": ({"remind_on": "2030-01-01", "remind_after": "3"}, "remind_after", "not both"),
    "event": ({"starts": "2030-05-01T18:00", "zone": "Europe/Paris"}, "place", "Say where it is"),
    "event in an hour that is not": (
        {"starts": "2030-03-31T02:30", "zone": "Europe/Paris", "place": "X"},
        "starts",
        "no such time",
    ),
    "event that ends early": (
        {"starts": "2030-05-01T18:00", "ends": "2030-05-01T17:00", "zone": "UTC", "place": "X"},
        "ends",
        "ends before it begins",
    ),
    "event at no time": ({"starts": "soon", "zone": "UTC", "place": "X"}, "starts", "Enter a date and a time"),
    "link": ({"address": "javascript:alert(1)", "button": "Go"}, "address", "valid URL"),
    "link without words": ({"address": "https://give.example/"}, "button", "Say what the button says"),
    "share": ({"messages": "\n".join(f"Message {number}" for number in range(20))}, "messages", "at most 12"),
}


def test_what_a_kind_cannot_take_is_said_at_its_field(client):
    campaign = make_campaign()
    for case, (own, field, words) in WRONG.items():
        page = add(client, campaign, case.split()[0], **own)
        form = page.context["adminform"].form
        assert words in str(form.errors[f"details_{field}"]), case
        assert form["title"].value().startswith("Do it")
    assert not Action.objects.exists()


def test_an_event_closes_when_it_begins_unless_staff_say_otherwise(client):
    add(client, make_campaign(), "event", **OWN["event"])
    action = Action.objects.get()
    path = reverse("admin:campaigns_action_change", args=[action.pk])
    assert action.closes_at.isoformat() == "2030-05-01T16:00:00+00:00"
    send(client, path, details_starts="2030-05-01T19:00")
    action.refresh_from_db()
    assert action.closes_at.isoformat() == "2030-05-01T17:00:00+00:00", "it follows"
    send(client, path, closes_at="2030-04-30T12:00")
    send(client, path, details_starts="2030-05-01T18:30")
    action.refresh_from_db()
    assert action.closes_at.isoformat() == "2030-04-30T12:00:00+00:00", "it stays as staff said"


def test_the_kind_of_an_action_stays(client):
    petition = make_petition()
    path = reverse("admin:campaigns_action_change", args=[petition.pk])
    send(client, path, kind="link", title="Other words")
    petition.refresh_from_db()
    assert (petition.kind, petition.title) == ("petition", "Other words")


def test_who_may_only_look_sees_what_the_kind_needs(client):
    event = make_petition(kind="event", details={"starts": "2030-05-01T18:00", "zone": "UTC", "place": "Town hall"})
    path = reverse("admin:campaigns_action_change", args=[event.pk])
    looker = signed_in("campaigns.view_campaign")
    assert "Town hall" in looker.get(path).content.decode()
    assert looker.get(ADD).status_code == 403
    assert looker.post(path, COMMON).status_code == 403


@pytest.mark.parametrize("query", ["kind=junk", "kind=event&campaign=%00", "campaign=999999", "kind=share&campaign=x"])
def test_junk_in_the_address_of_the_form_is_harmless(client, query):
    assert client.get(f"{ADD}?{query}").status_code == 200


def test_calls_of_a_draft_have_forms_of_their_own_and_a_new_campaign_says_so(client):
    draft = make_campaign(status="draft", publish_at=None)
    petition = make_petition(draft, title="Sign for the river")
    page = client.get(reverse("admin:campaigns_campaign_change", args=[draft.pk])).content.decode()
    assert reverse("admin:campaigns_action_change", args=[petition.pk]) in page
    assert "actions-TOTAL_FORMS" not in page
    new = client.get(reverse("admin:campaigns_campaign_add")).content.decode()
    assert "Other kinds of calls can be added once the campaign is saved." in new
