"""What the editor is told of passages while somebody cites, and who may ask."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from sources import cite_checks
from sources.models import Passage
from tests.factories import cite, make_release, make_source, make_user
from tests.sources.kept import keep

pytestmark = pytest.mark.django_db

QUOTED = "the state emptied the valley of its people in one night"
PAGE = f"A report.\n\nIn 2023 {QUOTED} – and nobody came."


@pytest.fixture
def researcher(client):
    client.force_login(make_user("sources.view_source"))
    return client


def ask(client, *pairs):
    body = {"pairs": [{"source": str(getattr(source, "pk", source)), "passage": words} for source, words in pairs]}
    return client.post(reverse("cite:check"), json.dumps(body), content_type="application/json")


def results(client, *pairs):
    return ask(client, *pairs).json()["results"]


def test_only_staff_with_the_right_may_ask_and_only_by_post_with_the_token(client):
    source = make_source()
    for user in (None, make_user("sources.view_source", is_staff=False), make_user()):
        if user:
            client.force_login(user)
        response = ask(client, (source, QUOTED))
        assert response.status_code == 403
        assert list(response.json()) == ["errors"]
    client.force_login(make_user("sources.view_source"))
    assert client.get(reverse("cite:check")).status_code == 405
    answered = ask(client, (source, QUOTED))
    assert answered.status_code == 200
    assert "no-store" in answered["Cache-Control"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("sources.view_source"))
    assert ask(strict, (source, QUOTED)).status_code == 403


def test_each_finding_has_words_and_nothing_is_stored(researcher):
    source, bare = make_source(), make_source()
    keep(source, PAGE)
    exact, normalised, near, absent, no_copy, unknown, junk = results(
        researcher,
        (source, QUOTED),
        (source, QUOTED.replace("in one", "… one")),
        (source, QUOTED.replace("valley", "city")),
        (source, "Fish are cheaper on the market of another town than they were last year."),
        (bare, QUOTED),
        ("4242", QUOTED),
        ("x\x00", "\x00"),
    )
    assert exact["words"] == "Verified: these words stand in our copy of June 5, 2025."
    assert (normalised["status"], near["status"], absent["status"]) == ("normalised", "near", "absent")
    assert ["passage", "city"] in near["diff"]
    assert ["text", "valley"] in near["diff"]
    assert absent["words"] == "These words are not in our copy of June 5, 2025."
    assert no_copy["status"] == "no_copy"
    assert no_copy["address"] == reverse("admin:sources_source_change", args=[bare.pk])
    assert unknown["status"] == junk["status"] == "unknown"
    assert not Passage.objects.exists()


def test_what_is_known_is_not_looked_for_again(researcher):
    source = make_source()
    keep(source, PAGE)
    make_release(body=f"<p>“{QUOTED}”{cite(source, passage=QUOTED)}</p>")
    Passage.objects.update(status="absent", start=None, end=None)
    assert results(researcher, (source, QUOTED))[0]["status"] == "absent"


def test_a_few_passages_are_looked_for_at_once_and_the_others_later(researcher):
    source = make_source()
    keep(source, PAGE)
    found = results(researcher, *((source, f"{QUOTED} {number}") for number in range(cite_checks.MOST_LOOKS + 3)))
    assert [one["status"] for one in found[-3:]] == ["later"] * 3
    assert "later" not in [one["status"] for one in found[:-3]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"pairs": 4}',
        b'{"pairs": [4]}',
        b'{"pairs": [{"source": "1"}]}',
        b"\xff",
        b'{"pairs":' + b"[" * 100_000,
        json.dumps({"pairs": [{"source": "1", "passage": "x"}] * 501}).encode(),
    ],
)
def test_what_is_not_in_the_form_is_refused_with_words(researcher, body):
    response = researcher.post(reverse("cite:check"), body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["errors"]["__all__"]


def test_a_passage_has_a_greatest_length(researcher):
    source = make_source()
    keep(source, PAGE)
    assert results(researcher, (source, "x " * cite_checks.LONGEST))[0]["status"] == "long"


def test_sources_are_named_by_their_addresses_too(researcher):
    source = make_source(title="Rivers")
    answer = researcher.get(reverse("cite:labels"), {"keys": f"@{source.slug},@nowhere,{source.pk},@\x00"}).json()
    assert answer["sources"].keys() == {f"@{source.slug}", str(source.pk)}
    assert answer["sources"][f"@{source.slug}"]["key"] == str(source.pk)
