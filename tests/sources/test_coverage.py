"""How many quotations carry a source, and how many are verified."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import cite, make_campaign, make_release, make_source, make_user
from tests.html import read, select, words
from tests.sources.kept import TAKEN, keep, look_again

pytestmark = pytest.mark.django_db

FIRST = "the state emptied the valley of its people"
SECOND = "nobody came to help them in those weeks"
PAGE = f"{FIRST}. {SECOND}."


def numbers(body):
    release = make_release(body=body)
    return release.quotations_total, release.quotations_cited, release.quotations_verified


@pytest.fixture
def source():
    source = make_source()
    keep(source, PAGE)
    return source


def test_quotations_are_counted_with_their_sources_and_proofs(source):
    other = make_source()
    body = (
        f"<p>It says “{FIRST}”{cite(source, passage=FIRST)} and “{SECOND}”, they say.</p>"
        f"<p>“Words of five words here”{cite(other, passage='Words of five words here')}. A “short one”.</p>"
        f"<blockquote><p>{SECOND}{cite(source, passage=SECOND)}</p></blockquote>"
        "<p>“Here nobody is named as the source of it.”</p>"
    )
    # The second quotation stands in the sentence of the first marker: it carries a source, and that proves other words.
    assert numbers(body) == (5, 4, 2)


def test_a_passage_proves_the_quotations_that_are_in_it(source):
    assert numbers(f"<p>“{FIRST},” it says, “{SECOND}.”{cite(source, passage=PAGE)}</p>") == (2, 2, 2)


@pytest.mark.parametrize(
    "words",
    [FIRST.replace("valley", "city"), f"{FIRST} and of its animals, all of them", FIRST.replace("emptied", "left")],
)
def test_words_that_changed_since_are_cited_and_not_verified(source, words):
    assert numbers(f"<p>It says “{words}”{cite(source, passage=FIRST)}.</p>") == (1, 1, 0)


def test_a_text_without_quotations_has_none():
    assert numbers(f"<p>A claim{cite(make_source())}.</p>") == (0, 0, 0)


def test_a_copy_that_comes_later_verifies_and_one_that_is_withdrawn_does_not():
    source = make_source()
    release = make_release(body=f"<p>It says “{FIRST}”{cite(source, passage=FIRST)}.</p>")
    assert release.quotations_verified == 0
    copy = keep(source, PAGE)
    release.refresh_from_db()
    assert (release.quotations_total, release.quotations_cited, release.quotations_verified) == (1, 1, 1)
    copy.withdrawn_at, copy.withdrawn_reason = TAKEN, "Asked for"
    copy.save()
    look_again(source)
    release.refresh_from_db()
    assert release.quotations_verified == 0


def test_the_list_of_releases_and_the_check_before_publishing_tell_the_numbers(client, source):
    client.force_login(make_user(superuser=True))
    body = f"<p>“{FIRST}”{cite(source, passage=FIRST)}.</p><p>“Nobody is named for these words here.”</p>"
    release = make_release(body=body, status="draft", publish_at=None)
    make_release(body="<p>No quotation.</p>")
    page = read(client.get(reverse("admin:press_pressrelease_changelist")))
    assert sorted(words(cell) for cell in select(page, "td.field-coverage_column")) == [
        "1 of 2 cited, 1 verified",
        "–",
    ]
    form = read(client.get(reverse("admin:press_pressrelease_change", args=[release.pk])))
    assert "2 quotations: 1 with a source, 1 verified in our copies." in words(select(form, "#checks-found")[0])


def test_the_list_of_campaigns_tells_the_numbers_too_and_asks_nothing_more_for_them(
    client, source, django_assert_max_num_queries
):
    client.force_login(make_user(superuser=True))
    body = f"<p>“{FIRST}”{cite(source, passage=FIRST)}.</p><p>“Nobody is named for these words here.”</p>"
    make_campaign(body=body)
    address = reverse("admin:campaigns_campaign_changelist")
    with CaptureQueriesContext(connection) as asked:
        page = read(client.get(address))
    assert [words(cell) for cell in select(page, "td.field-coverage_column")] == ["1 of 2 cited, 1 verified"]
    make_campaign(body=body)
    with django_assert_max_num_queries(len(asked)):
        client.get(address)
