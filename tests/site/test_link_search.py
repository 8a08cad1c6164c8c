"""The search of own pages in the editor's link dialog."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_campaign, make_page, make_release, make_source, make_user

pytestmark = pytest.mark.django_db

SEARCH = reverse("editor-links")
ALL = ("press.view_pressrelease", "campaigns.view_campaign", "pages.view_standingpage", "sources.view_source")


def found(client, words):
    return {result["key"]: result["detail"] for result in client.get(SEARCH, {"q": words}).json()["results"]}


@pytest.fixture
def items(now):
    return [
        make_release(title="The river: a release", slug="one"),
        make_release(title="The river in Armenian", slug="two", language="hy"),
        make_release(title="The river soon", slug="soon", publish_at=now + timedelta(days=1)),
        make_release(title="The river drafted", slug="draft", status="draft", publish_at=None),
        make_release(title="The river withdrawn", slug="gone", status="withdrawn"),
        make_campaign(title="River for all", slug="all"),
        make_page(title="Our rivers", slug="rivers"),
        make_source(title="A report on the river", slug="report"),
        make_source(title="A river file", slug="file", visibility="on_file"),
    ]


def test_own_pages_of_every_kind_are_found_by_all_words_of_their_title(client, items):
    client.force_login(make_user(*ALL))
    assert found(client, "river") == {
        "/press/one/": "Press release · EN",
        "/hy/press/two/": "Press release · HY",
        "/press/soon/": "Press release · not public yet · EN",
        "/press/draft/": "Press release · not public yet · EN",
        "/campaigns/all/": "Campaign · EN",
        items[6].get_absolute_url(): "Standing page · EN",
        items[7].get_absolute_url(): "Source",
    }
    assert list(found(client, "RIVER armenian")) == ["/hy/press/two/"]
    assert found(client, "100%") == found(client, "\x00river\x00 nothing") == {}


@pytest.mark.parametrize("permission", ALL)
def test_only_kinds_that_the_person_may_see_are_found(client, items, permission):
    client.force_login(make_user(permission))
    kinds = {detail.split(" · ")[0].lower() for detail in found(client, "river").values()}
    assert len(kinds) == 1
    assert permission.endswith(kinds.pop().replace(" ", ""))


def test_who_is_no_staff_gets_nothing_and_only_reading_is_possible(client):
    assert client.get(SEARCH).status_code == 403
    client.force_login(make_user(*ALL, is_staff=False))
    assert client.get(SEARCH).status_code == 403
    client.force_login(make_user())
    assert client.get(SEARCH, {"q": "x"}).json() == {"results": [], "more": False}
    assert Client().post(SEARCH).status_code == 405


def test_many_pages_are_asked_for_in_as_many_queries_and_no_kind_hides_the_others(client):
    client.force_login(make_user(*ALL))
    make_page(title="A river page", slug="page")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(SEARCH, {"q": "river"}).json()
        return len(asked), len(answer["results"]), answer["more"]

    make_release(title="The river")
    few = queries()
    for number in range(10):
        make_release(title=f"The river {number}")
    many = queries()
    assert few == (many[0], 2, False)
    assert many[1:] == (7, True)
