"""Handing over names: each target gets those of its own area who agreed, and the timeline tells of it."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import CampaignTarget, Delivery, Participation, TimelineEntry
from officials.models import Area, Official, Term
from supporters.models import AccessLog, Supporter
from tests.factories import make_campaign, make_user

NAMES = reverse("admin:campaigns_delivery_names")


@pytest.fixture
def place(db):
    country = Area.objects.create(country="AM", kind="country", code="AM", name="Armenia")
    state = Area.objects.create(country="AM", kind="state", code="LO", name="Lori", parent=country)
    return {
        "country": country,
        "state": state,
        "north": Area.objects.create(country="AM", kind="district", code="LO-1", name="North", parent=state),
        "south": Area.objects.create(country="AM", kind="district", code="LO-2", name="South", parent=state),
    }


@pytest.fixture
def campaigner():
    client = Client()
    kinds = ("add", "change", "delete", "view")
    client.force_login(make_user("campaigns.view_campaign", *(f"campaigns.{kind}_delivery" for kind in kinds)))
    return client


def make_target(campaign, area, name, *, until=None):
    official = Official.objects.create(scheme="own", identifier=name, full_name=name)
    Term.objects.create(official=official, area=area, office="Member", role="member", start=date(2020, 1, 1), end=until)
    return CampaignTarget.objects.create(campaign=campaign, official=official)


def make_signer(action, name, now, *, area=None, **fields):
    supporter = Supporter.objects.create(
        email=f"{name}@example.org",
        canonical_email=f"{name}@example.org".lower(),
        name=name,
        language="en",
        created_at=now,
    )
    given = {"confirmed_at": now, "may_deliver": True, "country": "AM", "postcode": "0010"}
    return Participation.objects.create(
        action=action, supporter=supporter, name=name, area=area, created_at=now, **given | fields
    )


@pytest.fixture
def signers(petition, place, now):
    """Return the names of those who agreed, and make others that nobody may be told of."""
    make_signer(petition, "Ani North", now, area=place["north"], comment="My river.", comment_state="approved")
    make_signer(petition, "Bagrat South", now, area=place["south"], comment="A rude word.", comment_state="new")
    make_signer(petition, "Gayane Nowhere", now)
    make_signer(petition, "Secret One", now, area=place["north"], may_deliver=False)
    make_signer(petition, "Secret Two", now, area=place["north"], confirmed_at=None)
    make_signer(petition, "Secret Three", now, area=place["north"], unproven=True)
    make_signer(petition, "Secret Four", now, area=place["north"], excluded_at=now, excluded_why="burst")
    return ["Ani North", "Bagrat South", "Gayane Nowhere"]


def take(client, petition, target=None, form="csv"):
    data = {"action": petition.pk, "target": target.pk if target else "", "as": form}
    return client.post(NAMES, data).getvalue().decode("utf-8-sig")


def names_in(table):
    return [row["Name"] for row in csv.DictReader(io.StringIO(table))]


def test_each_target_gets_its_own_constituents_and_one_of_the_country_gets_all(petition, place, signers, campaigner):
    member = make_target(petition.campaign, place["north"], "Member North")
    governor = make_target(petition.campaign, place["state"], "Governor")
    minister = make_target(petition.campaign, place["country"], "Minister")
    gone = make_target(petition.campaign, place["north"], "Gone", until=date(2021, 1, 1))
    assert names_in(take(campaigner, petition, member)) == ["Ani North"]
    assert names_in(take(campaigner, petition, governor)) == ["Ani North", "Bagrat South"]
    assert names_in(take(campaigner, petition, minister)) == signers
    assert names_in(take(campaigner, petition, gone)) == []
    assert names_in(take(campaigner, petition)) == signers
    page = campaigner.get(reverse("admin:campaigns_delivery_prepare"), {"action": petition.pk})
    assert {share.target.official.full_name: share.number for share in page.context["shares"]} == {
        "Member North": 1,
        "Governor": 2,
        "Minister": 3,
        "Gone": 0,
    }
    assert "not in office today" in page.content.decode()


@pytest.mark.parametrize("form", ["csv", "paper"])
def test_nobody_is_given_more_than_was_agreed_to(petition, signers, campaigner, form):
    text = take(campaigner, petition, form=form)
    assert "Ani North" in text
    assert "My river." in text
    for hidden in ("Secret", "example.org", "rude"):
        assert hidden not in text


def test_what_signers_typed_is_neither_a_formula_nor_markup(petition, place, now, campaigner):
    make_signer(petition, "=HYPERLINK(0)", now)
    make_signer(petition, "<b>Ani</b>", now)
    assert names_in(take(campaigner, petition)) == ["'=HYPERLINK(0)", "<b>Ani</b>"]
    assert "&lt;b&gt;Ani&lt;/b&gt;" in take(campaigner, petition, form="paper")


def test_taking_names_out_is_logged_with_their_number(petition, signers, campaigner):
    take(campaigner, petition)
    [entry] = AccessLog.objects.all()
    assert (entry.what, entry.number) == ("exported", 3)
    assert "Clean rivers" in entry.detail
    assert entry.user is not None


def test_names_are_for_those_who_may_hand_over_and_never_in_an_address(petition, signers, campaigner):
    staff = Client()
    staff.force_login(make_user("campaigns.view_delivery", "campaigns.view_campaign"))
    assert staff.post(NAMES, {"action": petition.pk}).status_code == 403
    assert staff.get(reverse("admin:campaigns_delivery_prepare")).status_code == 403
    assert campaigner.get(NAMES, {"action": petition.pk}).status_code == 405
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("data", "status"), [({"action": "x"}, 400), ({"action": ""}, 400), ({"action": "9" * 18}, 404)]
)
def test_junk_is_refused(db, campaigner, data, status):
    assert campaigner.post(NAMES, data).status_code == status
    if data["action"]:
        assert campaigner.get(reverse("admin:campaigns_delivery_prepare"), data).status_code == status


def record(client, campaign, target="", delivery=None, **typed):
    data = {"campaign": campaign.pk, "target": target, "number": 1200, "delivered_on": "2026-03-04"}
    data |= {"delivered_by": "Ani Example", "how": "At the parliament’s door."} | typed
    name, args = ("change", [delivery.pk]) if delivery else ("add", [])
    return client.post(reverse(f"admin:campaigns_delivery_{name}", args=args), data)


def test_a_delivery_is_told_on_the_timeline_and_the_timeline_follows_it(petition, place, campaigner):
    target = make_target(petition.campaign, place["north"], "Member North")
    assert record(campaigner, petition.campaign, target.pk).status_code == 302
    delivery = Delivery.objects.get()
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.on, entry.number) == ("delivered", date(2026, 3, 4), 1200)
    assert entry.title == "1,200 names handed to Member North"
    assert entry.text == "By Ani Example. At the parliament’s door."
    assert delivery.entry == entry

    record(campaigner, petition.campaign, target.pk, delivery=delivery, number=1300)
    assert TimelineEntry.objects.get().title == "1,300 names handed to Member North"

    campaigner.post(reverse("admin:campaigns_delivery_delete", args=[delivery.pk]), {"post": "yes"})
    assert not TimelineEntry.objects.exists()
    assert not Delivery.objects.exists()


def test_a_delivery_is_recorded_for_a_target_of_its_campaign_alone(petition, place, campaigner):
    other = make_target(make_campaign(), place["north"], "Of another campaign")
    answer = record(campaigner, petition.campaign, other.pk)
    assert answer.status_code == 200
    assert not Delivery.objects.exists()
    record(campaigner, petition.campaign, number=3)
    assert TimelineEntry.objects.get().title == "3 names handed over"


def test_numbers_of_many_targets_cost_no_more_queries(
    petition, place, signers, campaigner, django_assert_max_num_queries
):
    for number in range(30):
        make_target(petition.campaign, place["north"], f"Member {number}")
    with django_assert_max_num_queries(14):
        campaigner.get(reverse("admin:campaigns_delivery_prepare"), {"action": petition.pk})
