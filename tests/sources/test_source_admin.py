"""The form and the list of sources: what researchers type, what they are warned of, and what a page of it costs."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from press.models import PressRelease, ReleaseCitation
from publishing.models import SearchDocument, Status
from sources import kinds, passages
from sources.models import Passage, Snapshot, Source
from tests.admin.desk import change_url, errors, form_values, messages, send, signed_in
from tests.factories import cite, make_campaign, make_release, make_source
from tests.sources.text_copies import make_copy

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/sources/source/", "/admin/sources/source/add/"


@pytest.fixture
def researcher():
    return signed_in("sources.view_source", "sources.add_source", "sources.change_source")


def words(page):
    return " ".join(page.content.decode().split())


# --- The form ----------------------------------------------------------------------------------


def test_every_field_of_a_source_is_in_its_form(researcher):
    page = html.fromstring(researcher.get(change_url(make_source())).content.decode())
    fields = set(page.xpath("//*[@id='source_form']//@name"))
    names = {field.name for field in Source._meta.concrete_fields if field.editable and not field.primary_key}
    typed = {f"{name}_typed" for name in ("authors", "editors", "translators")}
    assert names - {"authors", "editors", "translators"} | typed <= fields
    assert set(kinds.POOL) >= {name for fields in kinds.RELEVANT.values() for name in fields}
    assert set(kinds.RELEVANT) == {key for key, _name in Source._meta.get_field("type").choices}


def test_all_that_is_typed_is_saved_and_shown_again(researcher):
    typed = {
        "title": "  On   the river ",
        "type": "chapter",
        "authors_typed": "Poe, Ann\nRiver Watch",
        "editors_typed": "{Board, the}",
        "translators_typed": "Doe, Jo",
        "issued_as_typed": "c. 2019",
        "language": "pt-BR",
        "container_title": "All rivers",
        "section": "3",
        "edition": "2",
        "tags": "water, rivers",
    }
    send(researcher, ADD, **typed)
    source = Source.objects.get()
    assert (source.title, source.author_line, source.issued) == ("On the river", "Ann Poe; River Watch", "2019~")
    assert source.editors == [{"literal": "Board, the"}]
    shown = form_values(researcher.get(change_url(source)))
    assert {name: shown[name].strip() for name in typed} == typed | {"title": "On the river"}


def test_the_date_is_echoed_and_a_broken_one_is_refused_with_what_was_typed(researcher):
    source = make_source(issued_as_typed="June 5")
    page = words(researcher.get(change_url(source)))
    assert "Understood as June 5 (EDTF XXXX-06-05)." in page
    page = send(researcher, change_url(source), issued_as_typed="05/06/2024", title="Kept as typed")
    assert len(errors(page)) == 1
    assert 'value="05/06/2024"' in words(page)
    assert 'value="Kept as typed"' in words(page)
    ask = "/admin/sources/source/date/"
    assert researcher.get(ask, {"date": "May 6–8, 2024"}).json() == {
        "edtf": "2024-05-06/2024-05-08",
        "words": "May 6–8, 2024",
    }
    assert "problem" in researcher.get(ask, {"date": "05/06/2024"}).json()
    assert researcher.get(ask).json() == {}
    assert researcher.post(ask).status_code == 405
    assert signed_in().get(ask).status_code == 403


def test_fields_that_matter_for_the_type_come_first_and_what_is_filled_in_is_never_put_away(researcher):
    source = make_source(type="treaty", publisher="UN", event_place="Aarhus")
    page = researcher.get(change_url(source)).content.decode()
    first, rest = page.split("kind-rest", 1)
    assert all(f'name="{name}"' in first for name in (*kinds.RELEVANT["treaty"], "publisher", "event_place"))
    assert 'name="isbn"' in rest
    assert json.dumps(kinds.RELEVANT) in page.replace("&quot;", '"')
    page = send(researcher, change_url(source), type="chapter", issued_as_typed="?!")
    assert 'name="isbn"' in page.content.decode().split("kind-rest", 1)[0]


def test_names_keep_what_the_form_cannot_show(researcher):
    names = [{"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}]
    source = make_source(authors=names)
    send(researcher, change_url(source), title="Letters of a painter")
    source.refresh_from_db()
    assert (source.title, source.authors) == ("Letters of a painter", names)


@pytest.mark.parametrize("field", ["authors_typed", "editors_typed", "translators_typed", "language", "url"])
def test_what_is_wrong_is_said_at_its_field(researcher, field):
    page = send(researcher, ADD, title="A report of ours", **{field: ", / !"})
    assert len(errors(page)) == 1
    assert not Source.objects.exists()


def test_who_may_only_read_sees_names_and_no_button():
    source = make_source(authors=[{"literal": "River Watch"}])
    reader = signed_in("sources.view_source")
    page = reader.get(change_url(source))
    assert "River Watch" in words(page)
    assert 'name="_save"' not in words(page)
    assert reader.get("/admin/sources/source/duplicates/").status_code == 200
    assert reader.get(f"/admin/sources/source/merge/?kept={source.pk}").status_code == 403


# --- Visibility --------------------------------------------------------------------------------


def test_hiding_what_readers_see_is_asked_about_with_the_items(researcher, reader):
    source = make_source(title="Testimony of a fisher", url="https://example.org/fisher")
    release = make_release(title="Public one", body=f"<p>Words{cite(source)}</p>")
    make_release(title="Secret draft", status=Status.DRAFT, body=f"<p>Words{cite(source)}</p>")
    page = send(researcher, change_url(source), visibility="on_file", confirm=False)
    assert "Readers will no longer see the author" in words(page)
    assert "“Public one”" in words(page)
    assert "Secret draft" not in words(page).partition('id="found-warnings"')[2].partition("</div>")[0]
    source.refresh_from_db()
    assert source.visibility == "public"
    values = form_values(page) | {"confirm_warnings": "1", "_save": "1"}
    assert researcher.post(change_url(source), values).status_code == 302
    assert "example.org" not in reader.get(release.get_absolute_url()).content.decode()
    assert not SearchDocument.objects.filter(kind="sources.source").exists()
    page = send(researcher, change_url(source), visibility="public", confirm=False)
    assert "So far readers know nothing but the name" in words(page)


def test_nothing_is_asked_where_no_reader_loses_anything(researcher):
    source = make_source()
    make_release(status=Status.DRAFT, body=f"<p>Words{cite(source)}</p>")
    send(researcher, change_url(source), visibility="on_file", confirm=False)
    source.refresh_from_db()
    assert source.visibility == "on_file"


def test_another_set_of_items_must_be_confirmed_anew(researcher):
    source = make_source()
    make_release(title="One", body=f"<p>Words{cite(source)}</p>")
    page = send(researcher, change_url(source), visibility="on_file", confirm=False)
    values = form_values(page) | {"confirm_warnings": "1", "_save": "1"}
    make_release(title="Another", body=f"<p>Words{cite(source)}</p>")
    again = researcher.post(change_url(source), values)
    assert "“Another”" in words(again)


# --- What it is cited by, and its passages -----------------------------------------------------


def test_the_page_of_a_source_shows_uses_and_passages_with_their_state(researcher):
    report, finding = make_source(title="The report", language="en"), make_source(title="The finding")
    text = "Page one.\fThe river was emptied in 1987 by decree."
    make_copy(report, text, page_starts=[0, 10])
    passage = "The river was emptied in 1987"
    via = (
        f'<sup data-cite="{finding.pk}" data-locator="" data-label="" data-passage="The river was filled in 1987" '
        f'data-via="{report.pk}" data-via-label="page" data-via-locator="7"></sup>'
    )
    body = f"<p>“{passage}”{cite(report, locator='3', label='page', passage=passage)}</p>"
    release = make_release(title="Names the report", body=f"{body}<p>“The river was filled in 1987”{via}</p>")
    make_campaign(title="Mentions it", body=f"<p>Words{cite(report)}</p>")
    page = words(researcher.get(change_url(report)))
    assert change_url(release) in page
    assert "Mentions it" in page
    assert "p. 3" in page
    assert "words of “The finding”, taken from here" in page
    assert "in the copy of" in page
    assert "page 2" in page
    assert "<del>" in page
    assert Passage.objects.filter(source=report).count() == 2
    page = words(researcher.get(change_url(finding)))
    assert "read in “The report”" in page


def test_an_unused_passage_says_so(researcher):
    source = make_source()
    passages.ensure([(source, "Words that nobody quotes")], now=timezone.now())
    assert "no text quotes it any more" in words(researcher.get(change_url(source)))


# --- The list ----------------------------------------------------------------------------------


def grow(size):
    for number in range(Source.objects.count(), size):
        source = make_source(title=f"Report number {number}", doi=f"10.1000/{number}")
        make_copy(source, f"Text {number}")
        make_release(body=f"<p>Words{cite(source, passage=f'Text {number}')}</p>")


def test_the_list_costs_the_same_at_two_sizes(django_assert_max_num_queries):
    client, counts = signed_in(superuser=True), []
    for size in (3, 12):
        grow(size)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST)
        counts.append(len(queries))
        assert words(page).count("1 of 1 verified") == size
    assert counts[0] == counts[1] <= 24


def test_the_page_of_a_source_costs_the_same_whatever_cites_it():
    client, counts = signed_in(superuser=True), []
    source, other = make_source(), make_source()
    for size in (2, 9):
        for number in range(size):
            make_release(body=f"<p>W{cite(source, passage=f'Text {size} {number}')} X{cite(other)}</p>")
        with CaptureQueriesContext(connection) as queries:
            client.get(change_url(source))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 45


def listed(client, **query):
    page = client.get(LIST, query)
    return {source.title for source in page.context["cl"].result_list}


def test_filters_of_the_list(researcher):
    plain, copied, cited, via = (make_source(title=f"{name} source") for name in ("Plain", "Copied", "Cited", "Via"))
    make_copy(copied, "Text")
    marker = f'<sup data-cite="{cited.pk}" data-locator="" data-label="" data-passage="" data-via="{via.pk}"></sup>'
    make_release(body=f"<p>Words{marker}</p>")
    gone = make_source(title="Gone source")
    Source.objects.filter(pk=gone.pk).update(merged_into=plain)
    assert listed(researcher) == {"Plain source", "Copied source", "Cited source", "Via source"}
    assert listed(researcher, copy="yes") == {"Copied source"}
    assert listed(researcher, copy="no") == {"Plain source", "Cited source", "Via source"}
    assert listed(researcher, cited="yes") == {"Cited source", "Via source"}
    assert listed(researcher, cited="no") == {"Plain source", "Copied source"}
    assert listed(researcher, merged="yes") == {"Gone source"}


def test_the_list_finds_a_doi_and_an_isbn_and_counts_uses(researcher):
    source = make_source(title="A book", doi="10.1000/182", isbn="978-0-306-40615-7")
    release = make_release(body=f"<p>A{cite(source)} and B{cite(source)}</p>")
    assert listed(researcher, q="10.1000/182") == {"A book"}
    assert listed(researcher, q="40615") == {"A book"}
    assert researcher.get(LIST).context["cl"].result_list[0].cited_count == 1
    assert ReleaseCitation.objects.filter(owner=release).count() == 2
    assert Source.objects.search("40615").get() == source


def test_sources_that_were_merged_are_not_proposed(researcher):
    kept, gone = make_source(title="River report"), make_source(title="River report two")
    Source.objects.filter(pk=gone.pk).update(merged_into=kept)
    query = {"term": "river", "app_label": "sources", "model_name": "sourcerelation", "field_name": "other"}
    found = researcher.get("/admin/autocomplete/", query).json()["results"]
    assert [one["text"] for one in found] == ["River report"]


def test_a_saved_source_says_so_and_renews_what_cites_it(researcher):
    source = make_source(title="Old name")
    make_release(body=f"<p>Words{cite(source)}</p>")
    page = send(researcher, change_url(source), title="New name of it")
    assert any("New name of it" in one for one in messages(page))
    assert "New name of it" in PressRelease.objects.get().notes_html
    assert not Snapshot.objects.exists()
