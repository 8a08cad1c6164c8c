"""A small country of decision makers, for actions that go to them."""

import re
from datetime import date
from html import unescape

from django.utils import timezone

from campaigns import tokens
from officials.models import Area, DataImport, Office, Official, PostcodeArea, Term
from tests.factories import make_campaign, make_petition

LETTER = (
    "Dear decision maker,\n\nour river is brown and no fish lives in it any more. The plant upstream pours its waste into"
    " the water every night, and nobody stops it. Please vote for the law on clean rivers."
)
PLACE = {"postcode": "90001", "step": "place"}
POINTS = ["Children bathe in this river.", "Other countries have such a law."]


def make_official(name, area, role, *, email="", **term):
    official = Official.objects.create(
        scheme="test", identifier=name, full_name=name, family_name=name.split()[-1], email=email
    )
    offices = {"senator": "Senator", "representative": "Representative", "mayor": "Mayor"}
    Term.objects.create(
        official=official, area=area, role=role, office=offices[role], **{"start": date(2020, 1, 1)} | term
    )
    return official


class Country:
    """One state with two districts; Ada and Cleo decide for a district each, Ben for the state; Old has left."""

    def __init__(self):
        country = Area.objects.create(country="US", kind="country", code="US", name="United States")
        state = Area.objects.create(country="US", kind="state", code="CA", name="California", parent=country)
        self.north, self.south = (
            Area.objects.create(country="US", kind="district", code=code, name=name, parent=state)
            for code, name in (("CA-1", "North"), ("CA-2", "South"))
        )
        empty = Area.objects.create(country="US", kind="state", code="NV", name="Nevada", parent=country)
        self.ada = make_official(
            "Ada Alder", self.north, "representative", email="ada@gov.example", phone="202-555-0100"
        )
        self.ben = make_official(
            "Ben Birch", state, "senator", phone="+1 202 555 0199", contact_form="https://birch.gov.example/c?a=1&b=2"
        )
        self.cleo = make_official("Cleo Cedar", self.south, "representative", email="cleo@gov.example")
        self.old = make_official("Otto Old", self.north, "representative", end=date(2021, 1, 1))
        Office.objects.create(
            official=self.ada, identifier="1", address="1 Main St.", city="Oakton", phone="555-0101", hours="Mondays"
        )
        for postcode, area in (("90001", self.north), ("90002", self.north), ("90002", self.south), ("89001", empty)):
            PostcodeArea.objects.create(country="US", postcode=postcode, area=area)
        DataImport.objects.create(
            dataset="test", format="csv", file="people.csv", as_of=date(2026, 6, 15), imported_at="2026-06-16T08:00Z"
        )


def make_action(kind, details=None, *, targets=(), **fields):
    campaign = make_campaign(slug="rivers", title="Rivers")
    for position, official in enumerate(targets):
        campaign.targets.create(official=official, position=position)
    return make_petition(campaign, kind=kind, slug="act", title="Clean rivers", details=details or {}, **fields)


def post(reader, action, **typed):
    """Send a step of the form, with a token such as the page has."""
    token = tokens.for_form(action_id=action.pk, via="", now=timezone.now())
    return reader.post(action.get_absolute_url(), {"token": token} | typed)


def words_of(response):
    """Return what is to be read on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
