"""Calls to action in texts: a button exactly while people can take part, and what the editor's dialog finds."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, CampaignLink, CampaignRelease
from publishing import clock, operations, placements, preview_links, translating, translations, working_copies
from publishing.models import Status
from tests.admin.desk import change_url, signed_in
from tests.factories import cite, make_campaign, make_page, make_petition, make_release, make_source, make_user
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

SEARCH, LABELS = reverse("body-actions:search"), reverse("body-actions:labels")


def call(action):
    return f'<div data-action="{action if isinstance(action, int) else action.pk}"></div>'


def calls(reader, item, query=""):
    return select(read(reader.get(item.get_absolute_url() + query)), ".prose > .call")


def links(element):
    return [(words(link), link.get("href")) for link in select(element, "a")]


@pytest.fixture
def petition():
    return make_petition(make_campaign(title="Free the Arda", slug="arda"), title="Sign now", slug="sign")


@pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
def test_an_open_action_is_a_button_in_any_text(reader, petition, make):
    item = make(body=f"<p>Above.</p>{call(petition)}<p>Below.</p>{call(petition)}")
    first, second = calls(reader, item)
    assert links(first) == links(second) == [("Sign now", "/campaigns/arda/sign/")]
    assert "Free the Arda" in words(first)


@pytest.mark.parametrize(
    ("fields", "outcome", "said"),
    [
        ({"opens_at": timedelta(hours=1)}, "active", "“Sign now” has not opened yet."),
        ({"closes_at": timedelta(hours=-1)}, "active", "“Sign now” is closed."),
        ({}, "upcoming", "“Sign now” has not opened yet."),
        ({}, "won", "“Sign now” is closed."),
    ],
)
def test_an_action_that_is_not_open_is_a_sentence_that_leads_to_the_campaign(reader, now, fields, outcome, said):
    times = {name: now + shift for name, shift in fields.items()}
    petition = make_petition(
        make_campaign(slug="arda", title="Free the Arda", outcome=outcome), title="Sign now", **times
    )
    (shown,) = calls(reader, make_release(body=call(petition)))
    assert links(shown) == [("More about the campaign “Free the Arda”", "/campaigns/arda/")]
    assert words(shown).startswith(said)


@pytest.mark.parametrize("status", ["draft", "withdrawn", "scheduled"])
def test_of_an_action_whose_campaign_is_not_visible_nothing_is_shown(reader, now, status):
    state = {"status": status} if status != "scheduled" else {"publish_at": now + timedelta(hours=1)}
    campaign = make_campaign(title="Secret campaign", slug="secret", **state)
    petition = make_petition(campaign, title="Secret petition", slug="secret-petition")
    release = make_release(body=f"<p>Above.</p>{call(petition)}<p>Below.</p>")
    for path in (release.get_absolute_url(), "/feeds/press.json"):
        answer = reader.get(path).content.decode()
        assert "Below." in answer
        assert "ecret" not in answer


def test_an_action_that_is_gone_leaves_the_text_whole_and_staff_are_told(reader, petition, now):
    release = make_release(body=f"<p>Above.</p>{call(petition)}<p>Below.</p>")
    assert placements.missing_references(release, now) == []
    petition.delete()
    clock.bump(now)
    assert calls(reader, release) == []
    assert [problem.code for problem in placements.missing_references(release, now)] == ["action_missing"]
    release.title = "Still can be saved"
    operations.store(release, user=None, now=now)


def test_staff_are_told_what_readers_do_not_get_as_meant(petition, now):
    closed = make_petition(petition.campaign, closes_at=now - timedelta(hours=1), title="Old")
    coming = make_petition(petition.campaign, opens_at=now + timedelta(hours=1), title="New")
    hidden = make_petition(make_campaign(status="draft", publish_at=None), title="Hidden")
    release = make_release(body="".join(map(call, [petition, closed, coming, hidden, 424242])))
    told = {problem.code: problem.message for problem in placements.missing_references(release, now)}
    assert list(told) == ["action_closed", "action_upcoming", "action_hidden", "action_missing"]
    assert "“Old”" in told["action_closed"]


def test_a_stored_page_closes_on_the_second_with_its_action(reader, now):
    start = now.replace(microsecond=0)
    petition = make_petition(make_campaign(now=start), title="Sign now", closes_at=start + timedelta(minutes=5))
    release = make_release(body=call(petition), now=start)
    clock.bump(start)
    for seconds, said in ((1, "Sign now"), (299, "Sign now"), (300, "is closed"), (301, "is closed")):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            (shown,) = calls(reader, release)
            assert said in words(shown)
            assert bool(select(shown, "a.button")) is (seconds < 300)


def test_the_campaign_link_that_led_to_a_campaign_goes_along_with_the_calls_in_its_text(reader, petition):
    link = CampaignLink.objects.create(campaign=petition.campaign, code="poster", channel="Poster")
    petition.campaign.body = call(petition)
    operations.store(petition.campaign, user=None, now=petition.campaign.updated_at)
    (shown,) = calls(reader, petition.campaign, f"?via={link.code}")
    assert links(shown) == [("Sign now", "/campaigns/arda/sign/?via=poster")]


def test_a_call_in_another_language_is_marked_with_it(reader):
    campaign = make_campaign(language="ar", slug="nahr")
    (shown,) = calls(reader, make_release(body=call(make_petition(campaign, slug="sign"))))
    assert (shown.get("lang"), shown.get("dir")) == ("ar", "rtl")
    assert links(shown)[0][1] == "/ar/campaigns/nahr/sign/"


def test_feeds_have_a_call_as_a_line_with_a_whole_address(reader, petition, settings):
    make_release(body=call(petition))
    feed = reader.get("/feeds/press.json").json()
    content = feed["items"][0]["content_html"]
    assert f'href="{settings.SITE_URL}/campaigns/arda/sign/"' in content
    assert "class=" not in content


@pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
def test_many_calls_cost_one_query_and_no_page_more_than_eight(reader, now, make):
    def queries(count):
        own = [make_petition(make_campaign()) for _ in range(count)]
        item = make(body="".join(map(call, own)), tags=("Rivers",))
        if hasattr(item, "campaigns"):
            CampaignRelease.objects.create(campaign=own[0].campaign, release=item)
        clock.bump(now)
        reader.get("/tags/")  # reads the frame
        with CaptureQueriesContext(connection) as found:
            assert len(calls(reader, item)) == count
        return len(found)

    assert queries(1) == queries(8) <= 8


# --- The editor's dialog ---


@pytest.fixture
def editor(client):
    client.force_login(make_user("campaigns.view_campaign"))
    return client


def found(client, typed=""):
    return [(result["title"], result["detail"]) for result in client.get(SEARCH, {"q": typed}).json()["results"]]


def test_actions_are_found_by_their_title_and_their_campaigns_with_those_open_now_first(editor, petition, now):
    make_petition(petition.campaign, title="Sign later", opens_at=now + timedelta(hours=1))
    make_petition(petition.campaign, title="Sign no more", closes_at=now - timedelta(hours=1))
    make_petition(make_campaign(title="Over", outcome="won"), title="Sign too late")
    make_petition(make_campaign(title="Draft", status="draft", publish_at=None), title="Sign in secret")
    assert set(found(editor, "sign")) == {
        ("Sign now", "Free the Arda · open"),
        ("Sign in secret", "Draft · campaign not public: readers see nothing yet"),
        ("Sign later", "Free the Arda · not open yet"),
    }
    assert found(editor, "sign")[-1][0] == "Sign later"
    assert [title for title, _ in found(editor, "ARDA now")] == ["Sign now"]
    assert found(editor, "\x00%") == []


def test_actions_in_a_text_are_named_also_when_they_have_ended(editor, petition, now):
    closed = make_petition(petition.campaign, title="Old", closes_at=now - timedelta(hours=1))
    answer = editor.get(LABELS, {"keys": f"{closed.pk},{petition.pk},424242,x"}).json()["found"]
    assert {key: result["title"] for key, result in answer.items()} == {
        str(closed.pk): "Old",
        str(petition.pk): "Sign now",
    }
    assert answer[str(closed.pk)]["detail"] == "Free the Arda · closed"


@pytest.mark.parametrize("path", [SEARCH, LABELS])
def test_only_staff_who_may_see_campaigns_are_answered_and_only_for_reading(editor, path):
    assert editor.post(path).status_code == 405
    for user in (None, make_user(), make_user("campaigns.view_campaign", is_staff=False)):
        client = Client()
        if user:
            client.force_login(user)
        assert client.get(path).status_code == 403


# --- What is not public yet ---------------------------------------------------------------------


def draft_with_call(**fields):
    campaign = make_campaign(status=Status.DRAFT, publish_at=None, **fields)
    petition = make_petition(campaign, title="Sign now", goal=500)
    campaign.body = f"<p>Above.</p>{call(petition)}"
    operations.store(campaign, user=None, now=timezone.now())
    return campaign, petition


def test_the_preview_of_a_campaign_shows_its_calls_and_has_no_dead_links(reader, now):
    source = make_source()
    campaign, petition = draft_with_call()
    campaign.body += f"<p>Said{cite(source)}</p>"
    operations.store(campaign, user=None, now=now)
    link = preview_links.make(campaign, recipient="Ani", expires_at=now + timedelta(days=1), user=None, now=now)
    staff = signed_in("campaigns.view_campaign").get(change_url(campaign).replace("/change/", "/preview/"))
    for page in (read(reader.get(f"/preview/{link.token}/")), read(staff)):
        [placed] = select(page, ".prose > .call")
        assert "Sign now Opens once this is published" in words(placed)
        assert select(placed, "a.button[aria-disabled]")
        dead = (petition.get_absolute_url(), campaign.get_absolute_url(), source.get_absolute_url())
        assert not [one for one in select(page, "a") if (one.get("href") or "").startswith(dead)]


def test_the_preview_of_changes_to_a_live_campaign_has_its_calls_with_their_links(petition, now):
    copy = working_copies.start(petition.campaign, user=make_user(), now=now)
    client = signed_in("campaigns.view_campaign")
    page = read(client.get(change_url(copy).replace("/change/", "/preview/")))
    assert ("Read and sign", "/campaigns/arda/sign/") in links(select(page, "#actions")[0])


def test_a_call_to_its_own_action_is_no_doubt_before_a_campaign_is_published(now):
    campaign, _petition = draft_with_call()
    assert placements.missing_references(campaign, now) == []


def test_a_campaigns_translation_begins_with_calls_of_its_own_and_its_text_leads_to_them(now):
    original, petition = draft_with_call()
    user = make_user()
    draft = Campaign.objects.get(pk=translating.start(original, "hy", user=user, now=now).pk)
    [copied] = draft.actions.all()
    assert copied.pk != petition.pk
    assert (copied.title, copied.slug, copied.text, copied.goal) == ("Sign now", petition.slug, petition.text, 500)
    assert draft.body == f"<p>Above.</p>{call(copied)}"
    assert translations.untranslated(draft) >= {"title", "body"}
    assert original.actions.get() == petition
