"""What the Cite dialog asks: who may ask, what comes back, and clear words for every wrong answer."""

import json
from html import escape
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from publishing import staff_json
from sources import cite_views, operations
from sources.models import Source
from tests.factories import cite, make_release, make_source, make_user

pytestmark = pytest.mark.django_db

REPORT = {
    "type": "report",
    "title": "River Health 2024",
    "authors": "Freedom of Rivers\nArda, Nor",
    "publisher": "Freedom of Rivers",
    "issued_as_typed": "5 June 2024",
    "url": "https://rivers.example/report",
}


@pytest.fixture
def researcher(client):
    client.force_login(make_user("sources.view_source", "sources.add_source"))
    return client


def create(client, **changes):
    return client.post(reverse("cite:create"), REPORT | changes)


# --- Who may ask ---


def test_only_staff_with_the_right_may_search_name_and_create(client):
    asked = [("get", "cite:search"), ("get", "cite:labels"), ("post", "cite:create")]
    for user in (None, make_user("sources.view_source", "sources.add_source", is_staff=False), make_user()):
        if user:
            client.force_login(user)
        for method, name in asked:
            response = getattr(client, method)(reverse(name), REPORT if method == "post" else {})
            assert response.status_code == 403, (user, name)
            assert list(response.json()["errors"]) == ["__all__"]
    assert not Source.objects.exists()


def test_who_may_only_read_sources_is_told_so_and_makes_none(client):
    client.force_login(make_user("sources.view_source"))
    assert client.get(reverse("cite:search")).json()["can_create"] is False
    assert create(client).status_code == 403
    assert not Source.objects.exists()


def test_searching_is_a_get_and_creating_a_post(researcher):
    assert researcher.post(reverse("cite:search")).status_code == 405
    assert researcher.post(reverse("cite:labels")).status_code == 405
    assert researcher.get(reverse("cite:create")).status_code == 405


def test_creating_needs_the_forms_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("sources.add_source"))
    assert client.post(reverse("cite:create"), REPORT).status_code == 403
    assert not Source.objects.exists()


def test_answers_are_kept_by_nobody(researcher):
    for name in ("cite:search", "cite:labels"):
        assert "no-store" in researcher.get(reverse(name))["Cache-Control"]


# --- Search ---


def test_search_finds_sources_that_have_every_word_in_title_author_publisher_or_address(researcher):
    wanted = make_source(title="On the Arda", authors=[{"literal": "River Watch"}], publisher="Watch Press")
    make_source(title="On the Sea", publisher="Sea Press")
    for words in ("arda", "river arda", "WATCH the"):
        assert [r["key"] for r in researcher.get(reverse("cite:search"), {"q": words}).json()["results"]] == [
            str(wanted.pk)
        ]
    assert researcher.get(reverse("cite:search"), {"q": "arda sea"}).json()["results"] == []


def test_a_result_shows_title_people_and_date_and_a_short_label(researcher):
    make_source(
        title="On the Arda", authors=[{"family": "Arda", "given": "Nor"}], publisher="P", issued_as_typed="June 2024"
    )
    [result] = researcher.get(reverse("cite:search")).json()["results"]
    assert result["title"] == "On the Arda"
    assert result["detail"] == "Nor Arda · P · June 2024"
    assert result["label"] == "Arda 2024"


def test_without_words_the_sources_changed_last_come_first_and_no_more_than_fit(researcher):
    made = [make_source() for _ in range(staff_json.RESULTS + 3)]
    answer = researcher.get(reverse("cite:search"), {"q": " "}).json()
    assert [r["key"] for r in answer["results"]] == [str(source.pk) for source in made[: -staff_json.RESULTS - 1 : -1]]
    assert answer["more"] is True


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\x00", "\\", "\ud83d\ude00", "x" * 5000, "* OR 1=1 --", "  "])
def test_odd_words_are_words(researcher, words):
    make_source(title="On the Arda")
    response = researcher.get(reverse("cite:search") + "?q=" + quote(words.encode("utf-8", "surrogatepass")))
    assert response.status_code == 200


def test_searching_costs_the_same_for_many_results(researcher, django_assert_max_num_queries):
    for _ in range(30):
        make_source()
    with django_assert_max_num_queries(5):
        researcher.get(reverse("cite:search"))


# --- Labels ---


def test_labels_come_for_many_keys_in_one_query_and_junk_is_left_out(researcher, django_assert_max_num_queries):
    sources = [make_source(title=f"T{n}", publisher="River Watch", issued_as_typed="2024") for n in range(30)]
    keys = [str(source.pk) for source in sources]
    with django_assert_max_num_queries(5):
        response = researcher.get(
            reverse("cite:labels"), {"keys": ",".join([*keys, "x", "", "-1", "٣", "9" * 30, "999999", "1 OR 1"])}
        )
    found = response.json()["sources"]
    assert set(found) == set(keys)
    assert found[keys[0]]["label"] == "River Watch 2024"


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        (
            {"authors": [{"literal": "U.S. Department of State"}], "issued_as_typed": "2024"},
            "U.S. Department of State 2024",
        ),
        ({"authors": [{"family": "Arda"}, {"family": "Sun"}], "issued_as_typed": "2024"}, "Arda and Sun 2024"),
        (
            {"authors": [{"family": "Arda"}, {"family": "B"}, {"family": "C"}], "issued_as_typed": "2023–2024"},
            "Arda and others 2023",
        ),
        ({"authors": [], "publisher": "River Watch", "issued_as_typed": "5 June"}, "River Watch"),
        ({"authors": [], "publisher": "", "title": "A Finding", "issued_as_typed": ""}, "A Finding"),
        ({"authors": [], "publisher": "X" * 60, "issued_as_typed": "2024"}, "X" * 27 + "… 2024"),
    ],
)
def test_a_label_says_who_and_when_in_a_few_words(fields, label):
    assert make_source(**fields).short_label == label


# --- Create ---


def test_a_source_made_while_citing_is_complete(researcher):
    response = create(researcher)
    assert response.status_code == 201
    source = Source.objects.get()
    assert response.json()["source"]["key"] == str(source.pk)
    assert response.json()["source"]["label"] == "Freedom of Rivers and Arda 2024"
    assert source.authors == [{"literal": "Freedom of Rivers"}, {"family": "Arda", "given": "Nor"}]
    assert source.issued == "2024-06-05"
    assert source.slug == "river-health-2024"
    assert source.created_by is not None


def test_title_is_all_that_is_needed(researcher):
    response = researcher.post(reverse("cite:create"), {"type": "webpage", "title": "A page"})
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 501),
        ("title", "nul\x00"),
        ("type", "poem"),
        ("authors", ", Given"),
        ("authors", "x" * 5001),
        ("publisher", "x" * 301),
        ("issued_as_typed", "the other day"),
        ("issued_as_typed", "31 February 2024"),
        ("url", "not an address"),
        ("url", "javascript:alert(1)"),
        ("url", "https://" + "x" * 1000 + ".example"),
        ("url", "https://rivers.example/\x00"),
        ("editors", ", Given"),
        ("translators", "x" * 5001),
        ("doi", "182"),
        ("isbn", "978-0-306-40615-8"),
        ("language", "very English"),
        ("container_title", "x" * 501),
    ],
)
def test_a_wrong_field_is_named_with_a_message_and_nothing_is_stored(researcher, field, value):
    response = create(researcher, **{field: value})
    assert response.status_code == 422
    errors = response.json()["errors"]
    assert list(errors) == [field]
    assert all(isinstance(message, str) and message for message in errors[field])
    assert not Source.objects.exists()


def test_an_address_that_a_source_has_already_offers_that_source(researcher):
    existing = make_source(title="Report", url="https://rivers.example/report")
    response = create(researcher, url="http://www.rivers.example/report?utm_source=mail")
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["url"]
    assert response.json()["existing"]["key"] == str(existing.pk)


def test_two_people_who_store_the_same_address_at_once_get_one_source(researcher, monkeypatch):
    """The form found no double, the database did: the second person gets the same clear answer."""
    existing = []

    class Clock:
        @staticmethod
        def now():
            # Read between the form's check and the writing.
            existing.append(make_source(url="https://rivers.example/report"))
            return existing[0].created_at

    monkeypatch.setattr(cite_views, "timezone", Clock)
    response = create(researcher)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["url"]
    assert response.json()["existing"]["key"] == str(existing[0].pk)


def test_another_breach_of_the_database_is_not_hidden(researcher, monkeypatch):
    def broken(source, **_):
        raise IntegrityError("another constraint")

    monkeypatch.setattr(operations, "store", broken)
    with pytest.raises(IntegrityError):
        create(researcher)


# --- What the text says of sources, checked when it is stored ---


def body_errors(marker):
    release = make_release()
    with pytest.raises(ValidationError) as caught:
        release.check_body(f"<p>words{marker}</p>")
    return caught.value


@pytest.mark.parametrize("key", ["999999", "0", "-1", "abc", "", "1 OR 1=1", "٣", "9" * 40, "007", "1.0", "<b>"])
def test_a_marker_of_no_source_is_refused(key):
    make_source()
    assert body_errors(f'<sup data-cite="{escape(key)}"></sup>').code == "unknown_source"


def test_the_message_about_unknown_sources_stays_short():
    message = body_errors("".join(f'<sup data-cite="{"x" * 5000}{n}"></sup>' for n in range(50))).messages[0]
    assert len(message) < 300


def test_a_locator_that_cannot_be_stored_is_refused():
    source = make_source()
    assert body_errors(cite(source, locator="4" * 101)).code == "long_locator"
    assert body_errors(cite(source, locator="4", label="verse of a song of ten lines")).code == "unknown_locator"


def test_json_never_ends_a_script(researcher):
    make_source(title="</script><script>alert(1)</script>")
    response = researcher.get(reverse("cite:search"))
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.content)["results"][0]["title"].startswith("</script>")
