"""Importing in the admin: upload, dry run, go, report; who may, and what is said of files that are none."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sources import tasks
from sources.importing import reading, running
from sources.models import Source, SourceImport
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db

ADD = reverse("admin:sources_sourceimport_add")
IMPORTING = ("sources.add_sourceimport", "sources.view_sourceimport", "sources.add_source", "sources.view_source")
BIBTEX = """
@article{kwon, author = {Kwon, Hyeyoung}, title = {Inclusion Work}, year = 2022, doi = {10.1086/720277}, keywords = {work}}
@report{fh, author = {{Freedom House}}, title = {Why Are There No Armenians?}, publisher = {FH}, url = {https://fh.org/r?utm_source=x}}
@book{none, publisher = {Nobody}}
"""


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_user(*IMPORTING, "sources.change_source"))
    return client


def upload(client, content=BIBTEX, name="mine.bib", chosen=""):
    data = content.encode() if isinstance(content, str) else content
    return client.post(ADD, {"file": SimpleUploadedFile(name, data), "format": chosen})


def act(client, name, found, **data):
    return client.post(reverse(f"admin:sources_sourceimport_{name}", args=[found.pk]), data)


def page_of(client, found, query=""):
    response = client.get(reverse("admin:sources_sourceimport_change", args=[found.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_file_is_looked_through_and_nothing_is_imported_before_a_person_says_so(client):
    make_source(title="Why Are There No Armenians?", url="https://www.fh.org/r", publisher="")
    response = upload(client)
    found = SourceImport.objects.get()
    assert response["Location"] == reverse("admin:sources_sourceimport_change", args=[found.pk])
    assert (found.format, found.state, found.total, found.done) == ("bib", "read", 3, 0)
    assert Source.objects.count() == 1
    page = page_of(client, found)
    for words in ("1 record is new", "1 is in the library already", "1 cannot be imported", "It has no title", "same web address", "Can be filled: publisher, authors"):  # fmt: skip
        assert words in page
    assert "Inclusion Work" not in page_of(client, found, "?show=bad")


def test_what_is_new_is_imported_by_the_worker_and_the_report_kept(client, django_capture_on_commit_callbacks):
    existing = make_source(title="Why Are There No Armenians?", url="https://www.fh.org/r", publisher="")
    upload(client)
    found = SourceImport.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        act(client, "start", found)
    assert "0 of 3 records are done" in page_of(client, found)
    tasks.import_sources.func(found.pk)
    found.refresh_from_db()
    assert (found.state, found.done) == ("done", 3)
    made = Source.objects.get(doi="10.1086/720277")
    assert (made.title, made.issued, made.author_line) == ("Inclusion Work", "2022", "Hyeyoung Kwon")
    assert made.provenance["title"]["from"] == "import of mine.bib"
    assert made.created_by == found.created_by
    assert not made.tags.exists()
    existing.refresh_from_db()
    assert existing.publisher == ""
    page = page_of(client, found)
    assert "1 source was imported" in page
    assert reverse("admin:sources_source_change", args=[made.pk]) in page
    # Again: the button is pressed twice, the task runs twice.
    act(client, "start", found)
    tasks.import_sources.func(found.pk)
    assert Source.objects.count() == 2


def test_empty_fields_are_filled_and_tags_made_only_when_asked_for(client):
    existing = make_source(title="Why Are There No Armenians?", url="https://www.fh.org/r", publisher="", note="Ours")
    upload(client)
    found = SourceImport.objects.get()
    act(client, "start", found, fill="on", with_tags="on")
    tasks.import_sources.func(found.pk)
    existing.refresh_from_db()
    assert (existing.publisher, existing.authors, existing.note) == ("FH", [{"literal": "Freedom House"}], "Ours")
    assert existing.url == "https://www.fh.org/r"
    assert existing.provenance["publisher"]["from"] == "import of mine.bib"
    assert [tag.name for tag in Source.objects.get(doi="10.1086/720277").tags.all()] == ["work"]
    assert "Filled: publisher, authors" in page_of(client, found)


def test_who_may_not_change_sources_fills_nothing():
    client = Client()
    client.force_login(make_user(*IMPORTING))
    existing = make_source(title="Why Are There No Armenians?", url="https://www.fh.org/r", publisher="")
    upload(client)
    found = SourceImport.objects.get()
    assert 'name="fill"' not in page_of(client, found)
    act(client, "start", found, fill="on")
    tasks.import_sources.func(found.pk)
    existing.refresh_from_db()
    assert existing.publisher == ""


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 ...", "report.pdf", "This is no file of references"),
        (b"PK\x03\x04....", "refs.docx", "This is no file of references"),
        (b"<?xml version='1.0'?><xml/>", "endnote.xml", "This is no file of references"),
        (b"\x00\x01\x02" * 100, "thing.bib", "This is no file of references"),
        (b"   \n", "empty.bib", "The file is empty"),
        (b"Some words", "notes.bib", "There is no record in this file"),
        (b'[{"title": "A",}]', "refs.json", "broken as JSON at line 1, column 15"),
        (b"[" * 200_000, "deep.json", "nested more deeply"),
        (b'"words"', "refs.json", "holds no list of references"),
    ],
)
def test_what_is_no_file_of_references_is_told_with_what_to_do(client, content, name, words):
    response = upload(client, content, name)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not SourceImport.objects.exists()


def test_no_file_and_one_that_is_too_large_are_told(client, monkeypatch):
    assert "required" in client.post(ADD, {}).content.decode()
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    assert "larger than 0 MB" in upload(client).content.decode()


def test_a_large_file_is_looked_through_by_the_worker(client, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(running, "AT_ONCE", 10)
    with django_capture_on_commit_callbacks() as callbacks:
        upload(client)
    found = SourceImport.objects.get()
    assert (found.total, found.report, len(callbacks)) == (0, [], 1)
    page = page_of(client, found)
    assert "being looked through" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    tasks.import_sources.func(found.pk)
    found.refresh_from_db()
    assert (found.state, found.total) == ("read", 3)


def test_a_large_file_that_cannot_be_read_has_failed_and_says_why(client, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 10)
    upload(client, '[{"title": "A"}, nonsense]', "a.json")
    found = SourceImport.objects.get()
    tasks.import_sources.func(found.pk)
    found.refresh_from_db()
    assert found.state == "failed"
    assert "broken as JSON at line 1" in page_of(client, found)


def test_an_import_that_stopped_goes_on_where_it_stood(client, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    titles = [f"Report number {number}" for number in range(7)]
    upload(client, json.dumps([{"title": title, "type": "report"} for title in titles]), "a.json")
    found = SourceImport.objects.get()
    act(client, "start", found)
    add_many, calls = running.operations.add_many, []

    def killed(*arguments, **options):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(1)
        add_many(*arguments, **options)

    monkeypatch.setattr(running.operations, "add_many", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.import_sources.func(found.pk)
    found.refresh_from_db()
    assert (found.state, found.done, Source.objects.count()) == ("running", 4, 4)
    assert "Go on with it" in page_of(client, found)
    monkeypatch.setattr(running.operations, "add_many", add_many)
    act(client, "go_on", found)
    tasks.import_sources.func(found.pk)
    assert sorted(Source.objects.values_list("title", flat=True)) == titles
    found.refresh_from_db()
    assert (found.state, found.done) == ("done", 7)
    assert [entry["done"] for entry in found.report] == ["made"] * 7


def test_an_error_on_the_way_stops_an_import_which_can_go_on(client, monkeypatch):
    upload(client)
    found = SourceImport.objects.get()
    act(client, "start", found)
    with monkeypatch.context() as patch:
        patch.setattr(running.operations, "add_many", lambda *_arguments, **_options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.import_sources.func(found.pk)
    assert "It stopped after 0 of 3 records" in page_of(client, found)
    act(client, "go_on", found)
    tasks.import_sources.func(found.pk)
    assert Source.objects.count() == 2


def test_a_source_that_somebody_adds_meanwhile_is_not_added_twice(client):
    upload(client)
    found = SourceImport.objects.get()
    make_source(title="Meanwhile", url="https://fh.org/r")
    act(client, "start", found)
    tasks.import_sources.func(found.pk)
    assert Source.objects.filter(canonical_url="https://fh.org/r").count() == 1


def test_the_report_is_a_table_without_formulas(client):
    upload(client, json.dumps([{"title": '=HYPERLINK("http://evil")'}, {"id": "@x", "title": "Տեքստ"}]), "a.json")
    response = client.get(reverse("admin:sources_sourceimport_report", args=[SourceImport.objects.get().pk]))
    table = b"".join(response.streaming_content).decode("utf-8")
    assert response["Content-Disposition"].startswith("attachment")
    assert table.startswith("\ufeffNumber,Line,Key,Title")
    assert "'=HYPERLINK" in table
    assert "'@x,Տեքստ,new" in table


def test_titles_are_text_whatever_they_look_like(client):
    upload(client, json.dumps([{"title": "<script>alert(1)</script>", "id": "<b>"}]), "<img src=x>.json")
    page = page_of(client, SourceImport.objects.get())
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("missing", ["sources.add_sourceimport", "sources.add_source"])
def test_who_may_not_add_imports_or_sources_brings_nothing_in(missing):
    client = Client()
    client.force_login(make_user(*(name for name in IMPORTING if name != missing)))
    found = running.prepare(BIBTEX.encode(), "a.bib", user=None, now=timezone.now())
    assert client.get(ADD).status_code == 403
    assert upload(client).status_code == 403
    assert act(client, "start", found).status_code == 403
    assert act(client, "go_on", found).status_code == 403
    assert not Source.objects.exists()


def test_who_may_not_see_imports_sees_none_of_them(client):
    found = running.prepare(BIBTEX.encode(), "a.bib", user=None, now=timezone.now())
    other = Client()
    other.force_login(make_user("sources.add_sourceimport", "sources.add_source"))
    for name in ("change", "report"):
        assert other.get(reverse(f"admin:sources_sourceimport_{name}", args=[found.pk])).status_code == 403
    assert act(other, "start", found).status_code == 403
    for name in ("start", "go_on"):
        assert client.get(reverse(f"admin:sources_sourceimport_{name}", args=[found.pk])).status_code == 405
    assert client.get(reverse("admin:sources_sourceimport_change", args=[10**6])).status_code == 404
    assert client.get("/admin/sources/sourceimport/x'/change/").status_code == 404


def test_two_thousand_records_cost_a_bounded_number_of_queries_for_each_batch(django_assert_max_num_queries):
    items = [{"title": f"Report number {number}", "type": "report"} for number in range(400)]
    with django_assert_max_num_queries(10):
        found = running.prepare(json.dumps(items).encode(), "a.json", user=None, now=timezone.now())
    running.start(found, fill=False, with_tags=False, user=None)
    with django_assert_max_num_queries(2 * 30):
        running.run(found.pk, now=timezone.now())
    assert Source.objects.count() == 400


def test_the_list_of_imports_reads_no_files(client, django_assert_max_num_queries):
    for _ in range(3):
        running.prepare(BIBTEX.encode(), "a.bib", user=None, now=timezone.now())
    with django_assert_max_num_queries(8):
        response = client.get(reverse("admin:sources_sourceimport_changelist"))
    assert io.BytesIO(response.content).getvalue().count(b"a.bib") == 3
