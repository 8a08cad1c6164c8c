"""Filling in the form of a source from an address, a DOI or an ISBN: with JavaScript, without, and what is kept of it."""

import json
from pathlib import Path

import pytest
from django.core import signing
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from sources.autofill.answers import SALT
from sources.models import Source
from tests.admin.desk import messages, signed_in
from tests.factories import make_source
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

PAGES = Path(__file__).parent / "pages"
ADD = "/admin/sources/source/add/"
RIGHTS = ("sources.view_source", "sources.add_source", "sources.change_source")


@pytest.fixture
def researcher():
    return signed_in(*RIGHTS)


@pytest.fixture
def article(web):
    """Return the address of a news article."""
    web.at("/2024/rivers", (PAGES / "news.html").read_bytes())
    return web.url("/2024/rivers")


def fields_of(response):
    """Return by name what stands in the form of a page, as a browser sends it: empty boxes, too."""
    form = read(response).get_element_by_id("source_form")
    boxes = [box for box in form.inputs if box.name and box.get("type") not in ("submit", "checkbox")]
    return {box.name: (box.value or "").removeprefix("\n") for box in boxes}


def press(client, address, **typed):
    """Press the button “Fill in” of the form at `address`, with what is typed in it; return the form that follows."""
    return client.post(address, fields_of(client.get(address)) | {"_autofill": "1"} | typed)


def save(client, address, response, **typed):
    """Save the form of a response as it stands, but for what is `typed`."""
    return client.post(address, fields_of(response) | {"_save": "1"} | typed)


def origins(response):
    return {select_id(line): words(line) for line in select(read(response), ".autofill-origin")}


def select_id(line):
    """Return the name of the field below which a line stands."""
    holder = line
    while not holder.get("id", "").startswith("id_"):
        holder = holder.getparent()
    return holder.get("id").removeprefix("id_").removesuffix("_helptext")


def ask(client, **typed):
    return client.post(reverse("cite:fill"), typed)


# The form without JavaScript


def test_an_empty_form_is_filled_in_from_an_address_and_says_where_each_value_came_from(researcher, article, now):
    response = press(researcher, ADD, autofill_typed=article)
    form = fields_of(response)
    assert form["title"] == "Ministry admits rivers ran dry, “for years”"
    assert form["authors_typed"] == "Sargsyan, Ani\n{Agency, Inc}\nStaff writers\nO’Li, Bo, Jr."
    assert (form["type"], form["issued_as_typed"], form["url"]) == ("article-newspaper", "2024-06-06", article)
    assert (form["container_title"], form["language"]) == ("Example Herald", "en-GB")
    assert form["autofill_typed"] == article
    said = origins(response)
    today = date_format(now, "DATE_FORMAT")
    assert said["title"] == f"From JSON-LD headline of the page, {today}"
    assert said["container_title"] == f"From og:site_name of the page, {today}"
    assert messages(response) == [
        "Filled in: type, title, authors, date, language of the document and published in. Compare it with the document, then save."
    ]
    assert not select(read(response), ".errorlist")
    assert not Source.objects.exists()


def test_what_was_found_is_saved_with_its_provenance(researcher, article, now):
    response = press(researcher, ADD, autofill_typed=article)
    assert save(researcher, ADD, response, publisher="Typed").status_code == 302
    source = Source.objects.get()
    assert source.authors[0] == {"family": "Sargsyan", "given": "Ani"}
    assert source.provenance["title"]["from"] == "JSON-LD headline"
    assert source.provenance["title"]["address"] == article
    assert source.provenance["title"]["at"].endswith("+00:00")
    assert set(source.provenance) == {
        "type",
        "title",
        "authors",
        "issued_as_typed",
        "container_title",
        "language",
        "url",
    }
    assert "From JSON-LD headline of the page" in words(
        read(researcher.get(f"/admin/sources/source/{source.pk}/change/"))
    )


def test_what_was_changed_by_hand_before_saving_has_no_provenance(researcher, article):
    response = press(researcher, ADD, autofill_typed=article)
    save(researcher, ADD, response, title="My own title", authors_typed="Sargsyan, Ani")
    source = Source.objects.get()
    assert {"title", "authors"}.isdisjoint(source.provenance)
    assert "issued_as_typed" in source.provenance


def test_what_is_changed_by_hand_later_loses_its_provenance(researcher, article):
    save(researcher, ADD, press(researcher, ADD, autofill_typed=article))
    source = Source.objects.get()
    address = f"/admin/sources/source/{source.pk}/change/"
    assert save(researcher, address, researcher.get(address), issued_as_typed="2023", summary="x").status_code == 302
    source.refresh_from_db()
    assert "issued_as_typed" not in source.provenance
    assert "title" in source.provenance
    assert "authors" in source.provenance


def test_nothing_that_was_typed_is_lost_or_overwritten(researcher, article):
    typed = {"title": "Typed", "type": "book", "publisher": "Typed, too", "summary": "Words", "tags": "Rivers, Water"}
    form = fields_of(press(researcher, ADD, autofill_typed=article, **typed))
    assert {name: form[name] for name in typed} == typed
    assert form["authors_typed"].startswith("Sargsyan, Ani")


def test_a_source_that_stands_is_filled_in_where_it_is_empty(researcher, article):
    source = make_source(title="Typed", publisher="", issued_as_typed="", url=article)
    address = f"/admin/sources/source/{source.pk}/change/"
    response = press(researcher, address)
    form = fields_of(response)
    assert (form["title"], form["type"], form["issued_as_typed"]) == ("Typed", "report", "2024-06-06")
    assert "Left as it stands, although something else was found: type and title" in words(read(response))
    assert save(researcher, address, response).status_code == 302
    source.refresh_from_db()
    assert (source.title, source.issued_as_typed) == ("Typed", "2024-06-06")
    assert "title" not in source.provenance
    assert source.provenance["issued_as_typed"]["from"] == "JSON-LD datePublished"


def test_a_refusal_is_told_in_words_and_the_form_stays(researcher, web):
    web.at("/403", status=403)
    for typed, said in {
        "http://192.168.0.1/": "could not be fetched",
        web.url("/nothing"): "There is no such page",
        web.url("/403"): "does not let programs read",
        "rivers": "neither a web address nor a DOI",
        "978-0-306-40615-8": "is no ISBN",
        "10.1000/182": "switched off",
        "": "Type the address of a page",
    }.items():
        response = press(researcher, ADD, autofill_typed=typed, title="Typed", summary="Words")
        assert said in words(read(response)), typed
        form = fields_of(response)
        assert (form["title"], form["summary"], form["autofill_typed"]) == ("Typed", "Words", typed)
        assert form["url"] == (typed if typed.startswith("http") else "")


def test_a_forged_note_gives_no_provenance(researcher):
    forged = signing.dumps({"title": ["x", {"from": "DOI"}]}, salt="another")
    right = signing.dumps({"title": ["x", {"from": "DOI"}]}, salt=SALT)
    data = fields_of(researcher.get(ADD)) | {"title": "Typed", "autofill_note": [forged, right, "junk"], "_save": "1"}
    assert researcher.post(ADD, data).status_code == 302
    assert Source.objects.get().provenance == {}


def test_without_the_right_nothing_is_asked(web, article):
    source = make_source()
    address = f"/admin/sources/source/{source.pk}/change/"
    reader = signed_in("sources.view_source")
    assert reader.post(address, {"_autofill": "1", "autofill_typed": article}).status_code == 403
    assert reader.post(ADD, {"_autofill": "1", "autofill_typed": article}).status_code == 403
    assert not select(read(reader.get(address)), "#autofill")
    assert web.requests == []


# The answer in JSON


def test_forms_get_what_is_found_as_json(researcher, article):
    answer = ask(researcher, typed=article).json()
    assert answer["fields"]["title"] == {
        "value": "Ministry admits rivers ran dry, “for years”",
        "origin": "from JSON-LD headline of the page",
    }
    assert answer["fields"]["authors"]["value"].splitlines()[0] == "Sargsyan, Ani"
    assert answer["remarks"] == []
    assert "existing" not in answer
    source = make_source(url=article, title="There already")
    again = ask(researcher, url=article).json()
    assert again["existing"]["key"] == str(source.pk)


def test_a_doi_and_an_isbn_are_asked_of_their_services(researcher, web, settings):
    settings.DOI_URL, settings.ISBN_URL = web.url("/doi/"), web.url("/isbn")
    web.at("/doi/10.1000/182", json.dumps({"title": "Handbook", "type": "book", "issued": {"date-parts": [[2019]]}}))
    answer = ask(researcher, typed="https://doi.org/10.1000/182").json()
    assert answer["fields"]["issued_as_typed"] == {"value": "2019", "origin": "from the record of the DOI"}
    assert ask(researcher, isbn="0306406152").json()["errors"]["__all__"] == [
        "There is no such page: the site answers “not found” (404)."
    ]


def test_nothing_found_is_422_with_the_reason(researcher):
    response = ask(researcher, typed="rivers")
    assert response.status_code == 422
    assert "neither a web address" in response.json()["errors"]["__all__"][0]


def test_where_fetching_is_switched_off_the_answer_says_so(researcher, web, article, settings):
    settings.FETCH_ENABLED = False
    for typed in (article, "10.1000/182", "0306406152"):
        settings.DOI_URL, settings.ISBN_URL = web.url("/doi/"), web.url("/isbn")
        response = ask(researcher, typed=typed)
        assert response.status_code == 422, typed
        assert "Fetching is switched off on this machine" in response.json()["errors"]["__all__"][0]
    assert web.requests == []


def test_odd_words_are_refused_in_words(researcher, web):
    odd = [
        *("\x00", "https://a.example/\x00", "https://", "//", "http://[::1", "http://user:x@127.0.0.1/", "x" * 5000),
        *("10.1000/", "javascript:alert(1)", "file:///etc/passwd", "http://127.0.0.1:22/", "https://\u202e.example/"),
    ]
    for typed in odd:
        for posted in ({"typed": typed}, {"url": typed}, {"doi": typed, "isbn": typed}):
            response = ask(researcher, **posted)
            assert response.status_code == 422, posted
            assert response.json()["errors"]["__all__"][0]
    assert web.requests == []


def test_one_person_has_one_address_looked_at_at_a_time(researcher, article):
    user_key = researcher.session["_auth_user_id"]
    caches["limits"].add(f"autofill:{user_key}", 1, 60)
    assert ask(researcher, typed=article).status_code == 429
    caches["limits"].delete(f"autofill:{user_key}")
    assert ask(researcher, typed=article).status_code == 200
    assert ask(researcher, typed="http://192.168.0.1/").status_code == 422
    assert ask(researcher, typed=article).status_code == 200


def test_only_staff_who_may_write_sources_have_addresses_asked_and_only_by_post(web, article):
    assert ask(Client(), typed=article).status_code == 403
    assert ask(signed_in("sources.view_source"), typed=article).status_code == 403
    for right in ("sources.add_source", "sources.change_source"):
        assert signed_in(right).get(reverse("cite:fill")).status_code == 405
    assert web.requests == []
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("cite:fill"), {"typed": article}).status_code == 403
    assert ask(signed_in("sources.add_source"), typed=article).status_code == 200


def test_a_source_made_while_citing_keeps_all_that_was_found_and_where(researcher, article):
    answer = ask(researcher, typed=article).json()
    found = {name: field["value"] for name, field in answer["fields"].items()}
    response = researcher.post(reverse("cite:create"), found | {"autofill_note": answer["note"], "publisher": "Typed"})
    assert response.status_code == 201
    source = Source.objects.get()
    assert (source.container_title, source.language, source.publisher) == ("Example Herald", "en-GB", "Typed")
    assert source.authors[0] == {"family": "Sargsyan", "given": "Ani"}
    assert source.provenance["authors"]["from"] == "JSON-LD author"
    assert "publisher" not in source.provenance


def test_a_source_made_while_citing_keeps_editors_and_all_else_that_a_record_has(researcher, web, settings):
    settings.DOI_URL = web.url("/doi/")
    record = {
        "title": "A Chapter",
        "type": "book-chapter",
        "genre": "essay",
        "editor": [{"family": "Arda", "given": "Nor"}],
        "translator": [{"literal": "River Watch"}],
    }
    web.at("/doi/10.1000/182", json.dumps(record))
    answer = ask(researcher, typed="10.1000/182").json()
    found = {name: field["value"] for name, field in answer["fields"].items()}
    assert (
        researcher.post(reverse("cite:create"), found | {"autofill_note": [answer["note"], "junk"]}).status_code == 201
    )
    source = Source.objects.get()
    assert source.editors == [{"family": "Arda", "given": "Nor"}]
    assert source.translators == [{"literal": "River Watch"}]
    assert (source.type, source.genre, source.doi) == ("chapter", "essay", "10.1000/182")
    assert set(source.provenance) == set(found)


def test_what_was_changed_while_citing_or_comes_under_another_name_has_no_provenance(researcher, article):
    answer = ask(researcher, typed=article).json()
    found = {name: field["value"] for name, field in answer["fields"].items()}
    typed = {"title": "My own", "authors": "Somebody", "authors_typed": found["authors"], "language": ""}
    forged = signing.dumps({"title": ["x", {"from": "DOI"}]}, salt="another")
    response = researcher.post(reverse("cite:create"), found | typed | {"autofill_note": [answer["note"], forged]})
    assert response.status_code == 201
    source = Source.objects.get()
    assert source.authors == [{"literal": "Somebody"}]
    assert set(source.provenance) == {"type", "issued_as_typed", "url", "container_title"}
