"""Old addresses lead on: to what is public, once, and never in a circle."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Participation
from pages.models import StandingPage
from press.models import PressRelease
from publishing import operations, preflight, redirects, tags, workflow
from publishing.models import Redirect, Status, Tag
from sources import operations as source_operations
from tests.campaigns.conftest import TYPED, token_of
from tests.factories import cite, make_campaign, make_page, make_petition, make_release, make_source, make_user
from tests.together import Meanwhile, at_once

pytestmark = pytest.mark.django_db


def rename(item, slug, **fields):
    """Give an item another address, as a form does."""
    item = type(item).objects.get(pk=item.pk)
    item.slug = slug
    for name, value in fields.items():
        setattr(item, name, value)
    operations.store(item, user=None, now=timezone.now())
    return item


def rows():
    return dict(Redirect.objects.values_list("from_path", "to_path"))


def leads(reader, path):
    """Return where an address leads for good; None where it answers “not found”."""
    response = reader.get(path)
    assert response.status_code in (301, 404), response.status_code
    return response.headers.get("Location")


# --- Addresses that change ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "old", "new"),
    [
        (make_release, "/press/old/", "/press/new/"),
        (make_campaign, "/campaigns/old/", "/campaigns/new/"),
        (make_page, "/old/", "/new/"),
    ],
)
def test_the_old_address_of_something_public_leads_to_the_new_one(reader, make, old, new):
    rename(make(slug="old"), "new")
    response = reader.get(f"{old}?via=poster&x=%C3%A4")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{new}?via=poster&x=%C3%A4"
    assert "s-maxage=" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert reader.get(new).status_code == 200


def test_addresses_in_other_scripts_and_editions_lead_on(reader):
    rename(make_release(slug="գետ", language="hy"), "գետեր-և-ծովեր")
    assert rows() == {"/hy/press/գետ/": "/hy/press/գետեր-և-ծովեր/"}
    address = leads(reader, "/hy/press/գետ/")
    assert reader.get(address).status_code == 200
    # As with its new address, the item is found from another edition.
    assert leads(reader, "/press/գետ/") == address
    assert leads(reader, "/ar/press/գետ/") == address


def test_an_edition_has_its_own_old_addresses_first(reader):
    rename(make_release(slug="old", language="hy"), "armenian")
    rename(make_release(slug="old"), "english")
    assert leads(reader, "/hy/press/old/") == "/hy/press/armenian/"
    assert leads(reader, "/press/old/") == "/press/english/"


def test_an_item_that_changes_its_language_leads_on(reader):
    rename(make_release(slug="geter"), "geter", language="hy")
    assert rows() == {"/press/geter/": "/hy/press/geter/"}
    assert reader.get("/press/geter/").headers["Location"] == "/hy/press/geter/"


def test_all_that_is_below_an_address_follows_it(reader):
    campaign = make_campaign(slug="old")
    make_petition(campaign, slug="sign")
    rename(campaign, "new")
    for rest in ("sign/", "sign/thanks/", "sign/count.json"):
        assert leads(reader, f"/campaigns/old/{rest}") == f"/campaigns/new/{rest}"
    assert leads(reader, "/campaigns/old/sign") == "/campaigns/new/sign/"
    rename(make_release(slug="a"), "b")
    for rest in ("attachments/7/", "versions/"):
        assert leads(reader, f"/press/a/{rest}") == f"/press/b/{rest}"
    assert leads(reader, "/press/a/no-such-thing/") is None


def test_a_petition_signed_at_the_old_address_counts(reader):
    petition = make_petition(make_campaign(slug="old"), slug="sign")
    token = token_of(reader.get("/campaigns/old/sign/"))
    rename(petition.campaign, "new")
    response = reader.post("/campaigns/old/sign/", TYPED | {"token": token})
    assert (response.status_code, response.headers["Location"]) == (308, "/campaigns/new/sign/")
    assert response.headers["Cache-Control"] == "no-store"
    assert reader.post(response.headers["Location"], TYPED | {"token": token}).status_code == 303
    assert Participation.objects.count() == 1


def test_a_source_leads_on_in_every_edition_with_its_files(reader):
    source = make_source(slug="old", is_listed=True)
    source.slug = "new"
    source_operations.store(source, user=None, now=timezone.now())
    assert leads(reader, "/sources/old/") == "/sources/new/"
    assert leads(reader, "/hy/sources/old/") == "/hy/sources/new/"
    assert leads(reader, "/sources/old.bib") == "/sources/new.bib"
    assert reader.get("/sources/new.bib").status_code == 200


def test_a_tag_leads_on_in_every_edition_with_its_feeds(reader):
    make_release(tags=("water",))
    tag = Tag.objects.get()
    tag.slug = "rivers"
    tags.save(tag, user=make_user(), now=timezone.now())
    assert leads(reader, "/tags/water/") == "/tags/rivers/"
    assert leads(reader, "/ar/tags/water/") == "/ar/tags/rivers/"
    assert leads(reader, "/tags/water/feed.atom") == "/tags/rivers/feed.atom"


# --- No chains, no loops -----------------------------------------------------------------------


def test_however_often_an_item_moves_every_old_address_leads_straight_to_the_last(reader):
    release = make_release(slug="a")
    for slug in ("b", "c", "d"):
        release = rename(release, slug)
    assert rows() == {f"/press/{slug}/": "/press/d/" for slug in "abc"}


def test_an_item_that_moves_back_leaves_no_loop(reader):
    release = rename(rename(make_release(slug="a"), "b"), "a")
    assert rows() == {"/press/b/": "/press/a/"}
    assert reader.get("/press/a/").status_code == 200
    rename(rename(release, "b"), "c")
    assert rows() == {"/press/a/": "/press/c/", "/press/b/": "/press/c/"}


def test_two_items_that_swap_their_addresses_both_stay_reachable(reader):
    first, second = make_release(slug="a"), make_release(slug="b")
    rename(first, "c")
    rename(second, "a")
    rename(first, "b")
    assert rows() == {"/press/c/": "/press/b/"}
    assert reader.get("/press/a/").context["release"] == second
    assert reader.get("/press/b/").context["release"] == first


def test_an_action_that_moved_is_found_under_every_old_address_of_its_campaign(reader):
    now = timezone.now()
    petition = make_petition(make_campaign(slug="first"), slug="sign")
    campaign = rename(petition.campaign, "second")
    redirects.move("/campaigns/second/sign/", "/campaigns/second/now/", user=None, now=now)
    type(petition).objects.update(slug="now")
    rename(campaign, "third")
    goal = "/campaigns/third/now/"
    for path in ("first/sign/", "second/sign/", "third/sign/", "first/now/", "second/now/"):
        assert leads(reader, f"/campaigns/{path}") == goal
    assert leads(reader, "/campaigns/first/sign/count.json") == f"{goal}count.json"


def test_rows_by_hand_follow_what_they_lead_to():
    redirects.move("/old-site/", "/press/a/", user=None, now=timezone.now())
    rename(make_release(slug="a"), "b")
    assert rows() == {"/old-site/": "/press/b/", "/press/a/": "/press/b/"}


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_leave_no_loop(monkeypatch):
    now = timezone.now()
    meanwhile = Meanwhile(lambda: redirects.move("/b/", "/a/", user=None, now=now))
    repoint = redirects.repoint

    def slow_repoint(old, new):
        if old == "/a/":
            meanwhile.begin()
        return repoint(old, new)

    monkeypatch.setattr(redirects, "repoint", slow_repoint)
    redirects.move("/a/", "/b/", user=None, now=now)
    meanwhile.end()
    assert rows() == {"/b/": "/a/"}


@pytest.mark.django_db(transaction=True)
def test_many_changes_at_once_leave_neither_chain_nor_loop():
    now = timezone.now()
    steps = [("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/a/"), ("/x/", "/b/")]

    at_once(4, lambda place: redirects.move(*steps[place], user=None, now=now))
    left = rows()
    assert "/x/" in left
    assert not set(left) & set(left.values())


# --- What readers must not learn ---------------------------------------------------------------


def test_a_draft_that_was_never_public_leaves_no_trace(reader):
    draft = make_release(slug="secret-plan", status=Status.DRAFT, publish_at=None)
    rename(draft, "harmless")
    scheduled = make_release(slug="secret-date", publish_at=timezone.now() + timedelta(days=1))
    rename(scheduled, "harmless-too")
    assert rows() == {}


HIDDEN = {
    "withdrawn": {"status": Status.WITHDRAWN},
    "scheduled": {"publish_at": timezone.now() + timedelta(days=1)},
    "draft": {"status": Status.DRAFT, "publish_at": None},
}


@pytest.mark.parametrize("state", HIDDEN)
def test_an_old_address_of_what_is_hidden_gives_nothing_away(reader, state):
    release = rename(make_release(slug="old"), "secret-new-slug", title="Secret title")
    campaign = make_campaign(slug="old")
    make_petition(campaign, slug="sign")
    rename(campaign, "secret-new-slug")
    page = rename(make_page(slug="old"), "secret-new-slug")
    for item in (release, campaign, page):
        type(item).objects.filter(pk=item.pk).update(**HIDDEN[state])
    for path in ("/press/old/", "/press/old/attachments/1/", "/campaigns/old/", "/campaigns/old/sign/", "/old/"):
        for address in (path, f"/hy{path}", path[:-1]):
            response = reader.get(address, follow=True)
            assert response.status_code == 404, address
            assert "secret" not in response.content.decode().lower()
            assert "secret" not in str(response.headers)
            assert "secret" not in str(response.redirect_chain)
    assert reader.post("/campaigns/old/sign/").status_code == 404


def test_old_addresses_of_hidden_sources_and_tags_give_nothing_away(reader):
    source = make_source(slug="old", is_listed=True, tags=("old",))
    source.slug = "secret"
    source_operations.store(source, user=None, now=timezone.now())
    source.is_listed = False
    source_operations.store(source, user=None, now=timezone.now())
    tag = Tag.objects.get()
    tag.slug = "secret"
    tags.save(tag, user=make_user(), now=timezone.now())
    for path in ("/sources/old/", "/sources/old.ris", "/tags/old/", "/tags/old/feed.rss"):
        assert leads(reader, path) is None, path


def test_an_old_address_leads_on_from_the_second_on_which_its_page_appears(reader, now):
    at = now.replace(microsecond=0) + timedelta(hours=1)
    release = rename(make_release(slug="old"), "new")
    release.publish_at = at
    operations.store(release, user=None, now=now)
    with time_machine.travel(at - timedelta(milliseconds=1), tick=False):
        assert leads(reader, "/press/old/") is None
    with time_machine.travel(at, tick=False):
        assert leads(reader, "/press/old/") == "/press/new/"


# --- Pages win ---------------------------------------------------------------------------------


def test_a_page_takes_the_address_over_once_it_is_public_and_not_before(reader, now):
    moved = rename(make_release(slug="old"), "new")
    draft = make_release(slug="old", status=Status.DRAFT, publish_at=None)
    assert redirects.taken_by(draft.get_absolute_url()).to_path == "/press/new/"
    assert leads(reader, "/press/old/") == moved.get_absolute_url()
    at = now.replace(microsecond=0) + timedelta(hours=1)
    type(draft).objects.filter(pk=draft.pk).update(status=Status.PUBLISHED, publish_at=at)
    operations.store(type(draft).objects.get(pk=draft.pk), user=None, now=now)
    assert leads(reader, "/press/old/") == moved.get_absolute_url()
    with time_machine.travel(at, tick=False):
        assert reader.get("/press/old/").context["release"] == draft
        # What once was below the old address is not below the new page.
        assert leads(reader, "/press/old/attachments/1/") is None
        assert rows() == {"/press/old/": "/press/new/"}
        operations.store(type(draft).objects.get(pk=draft.pk), user=None, now=timezone.now())
    assert rows() == {}


def test_who_publishes_at_an_address_that_leads_elsewhere_is_asked_first(reader, now):
    rename(make_release(slug="old"), "new")
    draft = make_release(slug="old", status=Status.DRAFT, publish_at=None, summary="x", title="A headline of its own")
    user = make_user()
    (asked,) = (one for one in preflight.check(draft, now).findings if one.code == "address_redirected")
    assert "/press/new/" in asked.message
    with pytest.raises(workflow.NotConfirmed):
        workflow.publish(draft, user=user, now=now, confirmed=[])
    assert leads(reader, "/press/old/") == "/press/new/"
    seen = [one.key for one in preflight.check(draft, now).warnings]
    workflow.publish(draft, user=user, now=timezone.now(), confirmed=seen)
    assert reader.get("/press/old/").context["release"] == draft
    assert rows() == {}


def test_neither_other_sites_nor_odd_addresses_are_led_to(reader):
    Redirect.objects.create(from_path="/away/", to_path="//example.org/", created_at=timezone.now())
    Redirect.objects.create(from_path="/home/", to_path="/", created_at=timezone.now())
    Redirect.objects.create(from_path="/file/", to_path="/theme.css", created_at=timezone.now())
    assert leads(reader, "/away/") is None
    assert leads(reader, "/home/") == "/"
    assert leads(reader, "/home//example.org/") is None
    assert leads(reader, "/file/") == "/theme.css"
    assert leads(reader, "/file/x/") is None
    for path in ("/%00/", "/away/%00/", "/a%0d%0aSet-Cookie:x/", "/" + "deep/" * 400, "/%ff%fe/"):
        assert reader.get(path).status_code == 404, path


# --- What it costs -----------------------------------------------------------------------------


def queries(reader, path):
    reader.get("/press/")  # menus and settings of the frame are read once for each state
    with CaptureQueriesContext(connection) as found:
        reader.get(path)
    return [query["sql"] for query in found if "publishing_redirect" in query["sql"]], len(found)


def test_pages_never_ask_for_redirects_and_missing_ones_ask_once(reader):
    rename(make_release(slug="old"), "new", body=f"<p>x{cite(make_source())}</p>")
    for path in ("/", "/press/new/", "/sources/", "/feeds/press.rss"):
        assert queries(reader, path)[0] == [], path
    assert len(queries(reader, "/no/such/page/")[0]) == 1
    asked, total = queries(reader, "/press/old/")
    assert len(asked) == 1
    assert total <= 4
    assert queries(reader, "/press/old/attachments/1/")[1] <= 6


def test_the_cost_of_a_missing_page_depends_on_no_number_of_redirects(reader):
    now = timezone.now()
    few = queries(reader, "/press/gone/")[1]
    Redirect.objects.bulk_create(
        Redirect(from_path=f"/press/x{number}/", to_path="/press/", created_at=now) for number in range(300)
    )
    assert queries(reader, "/press/gone/")[1] == few


def test_working_copies_leave_the_address_alone_until_they_are_applied(reader, now):
    from publishing import working_copies

    live = make_release(slug="old")
    copy = working_copies.start(live, user=make_user(), now=now)
    copy.slug = "new"
    operations.store(copy, user=None, now=now)
    assert rows() == {}
    assert reader.get("/press/old/").status_code == 200
    working_copies.apply(copy, user=make_user(), now=timezone.now())
    assert rows() == {"/press/old/": "/press/new/"}
    assert leads(reader, "/press/old/") == "/press/new/"


def test_no_item_is_read_that_cannot_have_moved():
    """The first save of an item asks for no address before it."""
    assert redirects.address_before(StandingPage(slug="new")) is None
    assert redirects.address_before(PressRelease(pk=99, slug="gone")) is None
