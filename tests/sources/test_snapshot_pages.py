"""What readers see of archived copies: our own plain text, the passage marked, and bytes as a download alone."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing.models import Status
from sources import archive, passages
from sources.copies import PART
from sources.models import Source
from tests.factories import cite, make_release, make_source, make_user
from tests.sources.copies import PAGE, evidence_folder, make_copy
from tests.sources.kept import kill

pytestmark = pytest.mark.django_db
__all__ = ["evidence_folder"]

WORDS = "Ten percent of the rivers are clean"
ATTACK = b"<script>alert(1)</script><p onclick='x()'>Ten percent of the rivers &lt;b&gt;are&lt;/b&gt; clean.</p>"


@pytest.fixture
def source():
    return make_source(title="River report", slug="river-report", url="https://river.test/report")


@pytest.fixture
def copy(source):
    return make_copy(source)


@pytest.fixture
def quoted(source, copy):
    """Return a public release that quotes the source."""
    return make_release(slug="quoting", body=f"<p>“{WORDS}”{cite(source, passage=WORDS)}, it says.</p>")


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestPage:
    def test_it_shows_the_text_where_it_came_from_and_its_hash(self, reader, copy, quoted):
        answer = reader.get(copy.get_absolute_url())
        assert answer.status_code == 200
        page = answer.content.decode()
        assert WORDS in page
        assert hashlib.sha256(PAGE).hexdigest() in page
        assert "https://river.test/report" in page
        assert '<meta name="robots" content="noindex">' in page

    def test_of_a_copy_that_a_person_uploaded_no_server_is_said_to_have_sent_it(
        self, reader, source, copy, quoted, now
    ):
        file = SimpleUploadedFile("copy.txt", f"{WORDS}, it says.".encode())
        uploaded = archive.store_upload(source, file, url="", user=None, now=now)
        assert "what the server sent" in text_of(reader.get(copy.get_absolute_url()))
        shown = text_of(reader.get(uploaded.get_absolute_url()))
        assert "uploaded by hand" in shown
        assert "server" not in shown

    def test_the_note_of_a_release_leads_to_the_marked_words(self, reader, copy, quoted):
        release = reader.get(quoted.get_absolute_url()).content.decode()
        address = re.search(r'href="(/sources/river-report/snapshots/[^"]+)#passage"', release)[1]
        page = reader.get(address).content.decode()
        assert f'<mark id="passage">{WORDS}</mark>' in page
        assert "Words that our texts quote" in page

    def test_words_that_nothing_public_quotes_are_not_marked(self, reader, source, copy, quoted, now):
        hidden = "rivers are clean"
        make_release(status=Status.DRAFT, publish_at=None, body=f"<p>“{hidden}”{cite(source, passage=hidden)}</p>")
        row = passages.ensure([(source, hidden)], now=now).popitem()[1]
        assert row.is_verified
        answer = reader.get(f"{copy.get_absolute_url()}?passage={row.key}")
        assert (answer.status_code, answer["Location"]) == (302, copy.get_absolute_url())
        assert "<mark" not in reader.get(copy.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("odd", ["x", "0" * 16, "%00", "<script>", "é"])
    def test_a_passage_that_is_none_leads_to_the_copy(self, reader, copy, quoted, odd):
        assert reader.get(f"{copy.get_absolute_url()}?passage={odd}")["Location"] == copy.get_absolute_url()

    def test_no_markup_of_the_page_is_ever_part_of_ours(self, reader, source, quoted):
        hostile = make_copy(source, ATTACK)
        page = reader.get(hostile.get_absolute_url()).content.decode()
        assert "alert(1)" not in page
        assert "onclick" not in page
        assert "&lt;b&gt;are&lt;/b&gt;" in page

    def test_a_long_text_comes_in_parts_and_the_address_of_a_passage_finds_its_own(self, reader, source):
        filling = b"<p>The water is cold and deep here.</p>" * (3 * PART // 30)
        copy = make_copy(source, filling + PAGE + filling)
        make_release(body=f"<p>“{WORDS}”{cite(source, passage=WORDS)}</p>")
        first = reader.get(copy.get_absolute_url())
        assert WORDS not in text_of(first).partition("Words that our texts quote")[0]
        assert len(first.content) < 4 * PART
        key = source.passages.get().key
        marked = reader.get(f"{copy.get_absolute_url()}?passage={key}")
        assert f'<mark id="passage">{WORDS}</mark>' in marked.content.decode()
        parts = int(re.search(r"Part \d+ of (\d+)", text_of(marked))[1])
        words = sum(
            text_of(reader.get(f"{copy.get_absolute_url()}?page={number}")).count("cold and deep")
            for number in range(1, parts + 1)
        )
        assert words == 2 * (3 * PART // 30)
        for odd in (parts + 1, 0, "x", "-1", "1.5"):
            assert reader.get(f"{copy.get_absolute_url()}?page={odd}").status_code == 404

    def test_a_copy_that_the_public_does_not_know_of_is_not_found(self, reader, source, copy):
        assert reader.get(copy.get_absolute_url()).status_code == 404
        make_release(status=Status.DRAFT, publish_at=None, body=f"<p>Text{cite(source)}</p>")
        assert reader.get(copy.get_absolute_url()).status_code == 404

    def test_a_copy_is_found_under_its_own_source_alone(self, reader, copy, quoted):
        other = make_source(is_listed=True, slug="other")
        assert reader.get(copy.get_absolute_url().replace("river-report", other.slug)).status_code == 404
        assert reader.get(copy.get_absolute_url().replace(copy.sha256, "0" * 64)).status_code == 404

    def test_only_reading_is_answered(self, reader, copy, quoted):
        for end in ("", "download/", "warc/", "stamp/"):
            assert reader.post(copy.get_absolute_url() + end).status_code == 405


class TestFiles:
    def test_the_content_is_handed_out_as_bytes_that_no_browser_shows(self, reader, copy, quoted):
        for end, begins in (("download/", b"<!doctype html>"), ("warc/", b"\x1f\x8b")):
            answer = reader.get(copy.get_absolute_url() + end)
            assert answer.status_code == 200
            assert answer.content.startswith(begins)
            assert answer["Content-Type"] == "application/octet-stream"
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"]
            assert "default-src 'none'" in answer["Content-Security-Policy"]
            assert not answer.cookies
        content = reader.get(copy.get_absolute_url() + "download/").content
        assert hashlib.sha256(content).hexdigest() == copy.sha256

    def test_a_copy_without_a_time_stamp_has_none_to_hand_out(self, reader, copy, quoted):
        assert reader.get(copy.get_absolute_url() + "stamp/").status_code == 404

    def test_a_file_that_is_not_there_or_changed_is_not_handed_out(self, reader, copy, quoted, evidence_folder):
        path = evidence_folder / copy.warc.name
        path.write_bytes(path.read_bytes()[:-20])
        assert reader.get(copy.get_absolute_url() + "download/").status_code == 404
        path.unlink()
        for end in ("download/", "warc/"):
            assert reader.get(copy.get_absolute_url() + end).status_code == 404
        assert reader.get(copy.get_absolute_url()).status_code == 200


class TestWithdrawn:
    def test_it_answers_410_with_hash_and_date_and_nothing_else(self, reader, copy, quoted, now):
        archive.withdraw(copy, reason="Names a witness", user=make_user(), now=now)
        for end in ("", "download/", "warc/", "stamp/", "?page=1"):
            answer = reader.get(copy.get_absolute_url() + end)
            assert answer.status_code == 410, end
            page = text_of(answer)
            assert copy.sha256 in page
            assert "We withdrew this copy on" in page
            assert WORDS not in page
            assert "witness" not in page

    def test_its_marks_leave_the_notes_and_the_page_of_the_source(self, reader, source, copy, quoted, now):
        assert "verified" in reader.get(quoted.get_absolute_url()).content.decode()
        assert "verified in our copy" in text_of(reader.get(source.get_absolute_url()))
        archive.withdraw(copy, reason="Wrong file", user=None, now=now)
        assert "verified" not in text_of(reader.get(quoted.get_absolute_url()))
        page = text_of(reader.get(source.get_absolute_url()))
        assert "verified in our copy" not in page
        assert "withdrawn" in page


class TestVisibility:
    def test_of_a_source_shown_in_excerpts_only_the_words_around_what_is_quoted_are_there(self, reader, source):
        far = b"<p>Secret beginning.</p>" + b"<p>Filling filling filling.</p>" * 40
        copy = make_copy(source, far + PAGE + b"<p>Filling.</p>" * 60 + b"<p>Secret end.</p>")
        make_release(body=f"<p>“{WORDS}”{cite(source, passage=WORDS)}</p>")
        Source.objects.filter(pk=source.pk).update(visibility="excerpt")
        page = text_of(reader.get(copy.get_absolute_url()))
        assert WORDS in page
        assert "Secret" not in page
        assert "excerpts of this source only" in page
        for end in ("download/", "warc/", "stamp/"):
            assert reader.get(copy.get_absolute_url() + end).status_code == 404

    def test_of_a_source_on_file_there_is_nothing(self, reader, source, copy, quoted):
        Source.objects.filter(pk=source.pk).update(visibility="on_file")
        for end in ("", "download/", "warc/", "stamp/"):
            assert reader.get(copy.get_absolute_url() + end).status_code == 404


class TestSourcePage:
    def test_it_lists_copies_offers_one_where_the_address_is_dead_and_three_styles_to_cite(
        self, reader, source, copy, quoted
    ):
        page = text_of(reader.get(source.get_absolute_url()))
        assert "Archived copies" in page
        assert copy.sha256[:16] in page
        assert "Chicago" in page
        assert "APA" in page
        assert "MLA" in page
        assert "no longer answers" not in page
        kill(source)
        page = text_of(reader.get(source.get_absolute_url()))
        assert "The address of this source no longer answers. Read our copy" in page

    def test_what_quotes_another_work_by_way_of_a_source_is_named_there(self, reader, source, copy):
        finding = make_source(title="UN finding")
        marker = cite(finding, passage=WORDS).replace(
            "></sup>", f' data-via="{source.pk}" data-via-locator="38"></sup>'
        )
        make_release(title="By way of", body=f"<p>“{WORDS}”{marker}</p>")
        page = text_of(reader.get(source.get_absolute_url()))
        assert "By way of" in page
        assert "Quotes another work, with words found here." in page
        assert "p. 38 · ✓ verified in our copy" in page
        assert "By way of" in text_of(reader.get(finding.get_absolute_url()))

    def test_pages_of_copies_and_sources_cost_the_same_with_few_and_many(self, reader, source, copy, quoted):
        counts = []
        for number in (1, 12):
            for one in range(number):
                words = WORDS.rsplit(" ", 1 + one % 3)[0]
                make_release(body=f"<p>“{words}”{cite(source, passage=words)}</p>")
                make_copy(source, PAGE + b"<p>%d-%d</p>" % (number, one))
            reader.get("/robots.txt")  # steps the clock
            for path in (source.get_absolute_url(), copy.get_absolute_url()):
                with CaptureQueriesContext(connection) as queries:
                    assert reader.get(path).status_code == 200
                counts.append(len(queries))
        assert counts[:2] == counts[2:]
        assert max(counts) <= 8


class TestLibrary:
    def test_it_is_filtered_by_publisher_and_year(self, reader):
        make_source(title="Old one", publisher="River Watch", issued_as_typed="2019", is_listed=True)
        make_source(title="New one", publisher="River Watch", issued_as_typed="5 June 2024", is_listed=True)
        make_source(title="Other one", publisher="Sea Watch", issued_as_typed="June 5", is_listed=True)

        def titles(query):
            return re.findall(r"<bdi>(\w+ one)</bdi>", reader.get(f"/sources/{query}").content.decode())

        assert titles("?publisher=River+Watch") == ["New one", "Old one"]
        assert titles("?year=2024") == ["New one"]
        assert titles("?publisher=Sea+Watch&year=") == ["Other one"]
        for odd in ("?publisher=Nobody", "?year=1999", "?year=x", "?year=2024x"):
            assert reader.get(f"/sources/{odd}").status_code == 404
