"""The funnel as campaigners see it, the list of links, and sheets of QR codes."""

import csv
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import funnel
from campaigns.models import CampaignLink, FunnelDay, LinkDay
from supporters.models import Supporter
from tests.factories import make_campaign, make_petition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    client.force_login(make_user("campaigns.view_campaign", "campaigns.view_campaignlink"))
    return client


@pytest.fixture
def campaign(now):
    """A campaign with two petitions, a poster, a partner and the links of two supporters; numbers of today and long ago."""
    campaign = make_campaign(title="Rivers", slug="rivers")
    sign, write = (make_petition(campaign, title=title, slug=title.lower()) for title in ("Sign", "Write"))
    make_link(campaign, "poster", "Poster =1+1", kind="channel", days=[(now, 50)])
    make_link(campaign, "friends", "Friends", kind="partner")
    for number in (1, 2):
        make_link(campaign, f"own-{number}", "", kind="supporter", supporter=make_supporter(number, now))
    today, earlier = funnel.day_of(now), funnel.day_of(now) - timedelta(days=40)
    for action, via, day, numbers in (
        (sign, "", today, {"viewed": 100, "started": 20, "confirmed": 10, "shared": 1}),
        (sign, "poster", today, {"viewed": 40, "started": 8, "confirmed": 6}),
        (sign, "own-1", today, {"viewed": 5, "confirmed": 2}),
        (write, "own-2", today, {"viewed": 5, "confirmed": 1}),
        (sign, "friends", earlier, {"viewed": 1000, "confirmed": 300}),
    ):
        add_day(action, via, day, numbers)
    other = make_petition()
    add_day(other, "", today, {"viewed": 7777})
    return campaign


def make_supporter(number, now):
    address = f"p{number}@example.org"
    return Supporter.objects.create(email=address, canonical_email=address, name="P", language="en", created_at=now)


def make_link(campaign, code, channel, days=(), **fields):
    link = CampaignLink.objects.create(campaign=campaign, code=code, channel=channel, **fields)
    for at, visits in days:
        LinkDay.objects.create(link=link, day=funnel.day_of(at), visits=visits)
    return link


def add_day(action, via, day, numbers):
    FunnelDay.objects.bulk_create(
        FunnelDay(action=action, via=via, day=day, step=step, number=number) for step, number in numbers.items()
    )


def page_of(client, campaign, **query):
    return client.get(reverse("admin:campaigns_campaign_funnel", args=[campaign.pk]), query)


def rows_of(response):
    """Return the cells of each row of the tables, without spaces, by their heading."""
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.DOTALL):
        head, *cells = [
            re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        rows.setdefault(head, [cell for cell in cells if cell])
    return rows


def test_the_page_shows_each_step_of_campaign_actions_and_links(chief, campaign):
    rows = rows_of(page_of(chief, campaign))
    assert rows["Views"] == ["150", "–"]
    assert rows["Started"] == ["28", "18.7 %"]
    assert rows["Confirmed"] == ["19", "67.9 %"]
    assert rows["Sign petition"] == ["145", "28 19 %", "18 64 %", "1 6 %"]
    assert rows["Write petition"] == ["5", "0", "1", "0"]
    assert rows["Poster =1+1 poster"] == ["50", "40", "8 20 %", "6 75 %", "0"]
    assert rows["Friends friends"][:2] == ["0", "0"]
    assert rows["Without a link"][:2] == ["–", "100"]
    assert rows["Supporters’ own links, and links that are gone"] == ["–", "10", "0", "3", "0"]


def test_clicks_are_shown_where_there_are_some(chief, campaign, now):
    assert "Clicked" not in rows_of(page_of(chief, campaign))
    FunnelDay.objects.filter(step="shared").update(step="clicked")
    assert rows_of(page_of(chief, campaign))["Clicked"] == ["1", "0.7 %"]


def test_a_period_can_be_chosen(chief, campaign):
    assert rows_of(page_of(chief, campaign, period="all"))["Views"][0] == "1,150"
    assert rows_of(page_of(chief, campaign, period="90"))["Friends friends"][1] == "1,000"
    for period in ("x", "\x00", "8", "-1"):
        assert page_of(chief, campaign, period=period).status_code == 404


def test_the_table_for_spreadsheets_has_each_day_and_no_formula(chief, campaign, now):
    response = chief.get(reverse("admin:campaigns_campaign_funnel_csv", args=[campaign.pk]), {"period": "all"})
    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="funnel.csv"'
    lines = list(csv.reader(b"".join(response).decode("utf-8-sig").splitlines()))
    assert lines[0] == ["day", "action", "link", "channel", "viewed", "started", "confirmed", "clicked", "shared"]
    today = funnel.day_of(now).isoformat()
    assert lines[1][1:] == ["sign", "friends", "Friends", "1000", "0", "300", "0", "0"]
    assert [today, "sign", "poster", "Poster =1+1", "40", "8", "6", "0", "0"] in lines
    assert len(lines) == 6


@pytest.mark.parametrize("name", ["campaigns_campaign_funnel", "campaigns_campaign_funnel_csv"])
def test_the_funnel_is_for_who_may_see_campaigns(client, campaign, name):
    path = reverse(f"admin:{name}", args=[campaign.pk])
    assert client.get(path).status_code == 302
    client.force_login(make_user("press.view_pressrelease"))
    assert client.get(path).status_code == 403
    client.force_login(make_user("campaigns.view_campaign"))
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405
    assert client.get(reverse(f"admin:{name}", args=[0])).status_code == 404


def test_form_and_list_lead_to_the_funnel(chief, campaign):
    address = reverse("admin:campaigns_campaign_funnel", args=[campaign.pk])
    form = chief.get(reverse("admin:campaigns_campaign_change", args=[campaign.pk])).content.decode()
    assert f'href="{address}"' in form
    links = chief.get(reverse("admin:campaigns_campaignlink_changelist"), {"campaign__id__exact": campaign.pk})
    assert f'href="{address}"' in links.content.decode()


def test_the_list_of_links_says_how_far_people_came(chief, campaign):
    response = chief.get(reverse("admin:campaigns_campaignlink_changelist"), {"kind__exact": "channel"})
    (poster,) = response.context["cl"].result_list
    assert dict(poster.figures) == {"visits": 50, "viewed": 40, "started": 8, "confirmed": 6}
    form = chief.get(reverse("admin:campaigns_campaignlink_change", args=[poster.pk])).content.decode()
    assert "50 visits, 8 forms, 6 confirmed" in form


def queries_of(client, *paths):
    spent = []
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
            b"".join(response)
        assert response.status_code == 200
        spent.append(len(queries))
    return spent


def test_pages_cost_the_same_for_one_and_for_many_links(chief, campaign, now):
    key = [campaign.pk]
    paths = [
        reverse("admin:campaigns_campaign_funnel", args=key),
        reverse("admin:campaigns_campaign_funnel_csv", args=key),
        reverse("admin:campaigns_campaignlink_changelist"),
    ]
    few = queries_of(chief, *paths)
    actions = [make_petition(campaign) for _number in range(5)]
    links = CampaignLink.objects.bulk_create(
        CampaignLink(campaign=campaign, code=f"many-{number}", channel=f"Channel {number}") for number in range(300)
    )
    FunnelDay.objects.bulk_create(
        FunnelDay(action=actions[number % 5], via=link.code, day=funnel.day_of(now), step="viewed", number=1)
        for number, link in enumerate(links)
    )
    assert queries_of(chief, *paths) == few
    assert few[0] <= 14


# --- Sheets of QR codes -------------------------------------------------------------------------


def test_chosen_links_are_printed_as_many_on_a_sheet_as_asked_for(chief, campaign):
    keys = list(CampaignLink.objects.order_by("-pk").values_list("pk", flat=True))
    chosen = {"action": "print_codes", "_selected_action": keys}
    led = chief.post(reverse("admin:campaigns_campaignlink_changelist"), chosen)
    assert led["Location"] == f"/admin/campaigns/campaignlink/sheet/?keys={','.join(map(str, keys))}"
    page = chief.get(led["Location"]).content.decode()
    assert page.count('<ul class="qr-sheet') == 1
    assert page.count("data:image/svg+xml;base64,") == 4
    assert "http://testserver/go/poster/" in page
    assert page.count("<strong>Rivers</strong>") == 4
    assert "style=" not in page.split("<main")[1]
    assert chief.get(led["Location"] + "&size=2").content.decode().count('<ul class="qr-sheet') == 2


@pytest.mark.parametrize(
    "query", ["", "?keys=", "?keys=x", "?keys=1,,2", "?keys=%00", "?keys=1&size=7", "?keys=" + "1," * 500]
)
def test_junk_asks_for_no_sheet(chief, campaign, query):
    assert chief.get(f"/admin/campaigns/campaignlink/sheet/{query}").status_code == 404


def test_sheets_are_for_who_may_see_links(client, campaign):
    client.force_login(make_user("campaigns.view_campaign"))
    assert client.get("/admin/campaigns/campaignlink/sheet/?keys=1").status_code == 403
