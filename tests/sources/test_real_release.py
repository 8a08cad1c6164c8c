"""A release as it is really written: it quotes a report that quotes others. Each quotation is cited, archived, verified, watched.

The text is read from beside the project where it is there, else our own of the same build.
"""

import re
from datetime import timedelta
from html import escape

import pytest
from django.core import mail

from publishing import operations
from sources import capturing, relations
from sources.linking import checks, digest
from sources.linking.tasks import send_digest
from sources.models import Passage, SourceRelation
from sources.models.checks import passage_digest
from tests.browser.test_main_job import OWN_TEXT, REAL_TEXT
from tests.factories import make_release, make_source, make_user
from tests.sources.copies import evidence_folder

pytestmark = pytest.mark.django_db
__all__ = ["evidence_folder"]

QUOTATION = re.compile("“([^“”]{20,})”")
DAY = timedelta(days=1)


@pytest.fixture(params=[REAL_TEXT, OWN_TEXT], ids=["real", "own"])
def paragraphs(request):
    """The paragraphs that quote the report and what it cites: all between the director's words."""
    if not request.param.exists():
        pytest.skip("The real release is not beside the project.")
    lines = [line for line in request.param.read_text(encoding="utf-8").split("\n") if line]
    return [line for line in lines[3:] if QUOTATION.search(line) and "Hamparian" not in line and "Nor Arda" not in line]


@pytest.fixture
def cited(web):
    """The report, and what it cites, with their dates as the release prints them: one has no year."""
    report = make_source(
        title="2024 Country Report",
        type="report",
        issued_as_typed="2024",
        url=web.url("/report"),
        publisher="The Department",
    )
    finding = make_source(title="Finding of the Committee", issued_as_typed="June 5", publisher="The Committee", url="")
    experts = make_source(title="Statement of the experts", issued_as_typed="September 27, 2024", url="")
    study = make_source(title="Fact-finding study", issued_as_typed="November 11, 2024", url="")
    return {"report": report, "finding": finding, "experts": experts, "study": study}


@pytest.fixture
def relate(cited, now):
    for key in ("finding", "experts", "study"):
        relations.relate(cited["report"], cited[key], kind=SourceRelation.Kind.CITES, user=None, now=now)


def said_by(paragraph, words):
    """Return whose words a quotation is, by the last of the dates and names before it."""
    before = paragraph[: paragraph.index(words)]
    places = {
        "finding": before.rfind("June 5"),
        "experts": before.rfind("September 27th"),
        "study": max(before.rfind("133-page"), before.rfind("November 11")),
        "report": max(before.rfind("report highlights"), before.rfind("did not"), before.rfind("that Azerbaijan “")),
    }
    return max(places, key=lambda key: (places[key], key == "report"))


def as_body(paragraphs, cited):
    """Return the text as the editor keeps it, with a marker behind each quotation."""

    def marked(paragraph):
        def mark(match):
            whose = said_by(paragraph, match[1])
            via = (
                ""
                if whose == "report"
                else f' data-via="{cited["report"].pk}" data-via-label="page" data-via-locator="7"'
            )
            return f'“{match[1]}”<sup data-cite="{cited[whose].pk}" data-passage="{escape(match[1])}"{via}></sup>'

        return f"<p>{QUOTATION.sub(mark, paragraph)}</p>"

    return "".join(marked(paragraph) for paragraph in paragraphs)


def as_page(passages):
    """Return a page of the report that holds the words as its authors wrote them, with their own typography.

    What the release left out ("…") is there, and what it put in brackets is not.
    """
    blocks = []
    for words in passages:
        full = re.sub(r"\w*\[\w+\]", "include", words).replace("…", ", as witnesses told us on the spot, ")
        full = full.replace("’", "'").replace("-", "\N{NON-BREAKING HYPHEN}").rstrip(".,")
        blocks.append(
            f"<p>We find that {escape(full, quote=False).replace(' and ', ' <em>and</em>\n')} at all times.</p>"
        )
    return f"<!doctype html><html lang=en><title>Report</title><body>{''.join(blocks)}</body></html>"


@pytest.fixture
def release(paragraphs, cited, relate):
    return make_release(slug="answer", body=as_body(paragraphs, cited))


@pytest.fixture
def passages(paragraphs):
    return [words for paragraph in paragraphs for words in QUOTATION.findall(paragraph)]


def capture(source, now):
    capture = capturing.run(capturing.begin(source, user=None, now=now).pk, now=now)
    assert capture.state == "done", capture.message
    return capture.snapshot


def states(report):
    return {row.digest: row.status for row in Passage.objects.filter(source=report)}


def test_every_quotation_is_verified_in_the_copy_of_the_report(reader, web, cited, release, passages, now):
    web.at("/report", as_page(passages))
    found = states(cited["report"])
    assert set(found) == {passage_digest(words) for words in passages}
    assert set(found.values()) == {"no_copy"}
    assert "verified" not in reader.get("/press/answer/").content.decode()
    capture(cited["report"], now)
    wrong = {row.words: row.status for row in Passage.objects.filter(source=cited["report"]) if not row.is_verified}
    assert wrong == {}
    page = reader.get("/press/answer/").content.decode()
    assert page.count("These words verified in our copy of") >= len(passages)
    for address in set(re.findall(r'href="(/sources/[^"]+/snapshots/[^"]+)#passage"', page)):
        assert '<mark id="passage">' in reader.get(address).content.decode()


def test_what_is_cited_by_way_of_the_report_says_so_with_dates_as_printed(reader, cited, release):
    notes = re.sub(r"<[^>]+>", "", reader.get("/press/answer/").content.decode()).partition("Notes")[2]
    for key in ("finding", "experts", "study"):
        note = next(line for line in notes.splitlines() if cited[key].title in line)
        assert "2024 Country Report" in note
    assert cited["finding"].issued == "XXXX-06-05"
    note = next(line for line in notes.splitlines() if cited["finding"].title in line)
    assert "June 5" in note
    assert not re.search(r"June 5,? \d{4}", note)
    page = reader.get(cited["report"].get_absolute_url()).content.decode()
    assert all(cited[key].title in page for key in ("finding", "experts", "study"))


def test_one_changed_word_on_the_page_is_seen_and_staff_are_told(reader, web, cited, release, passages, now):
    report = cited["report"]
    staff = make_user("sources.change_source", "sources.view_source", email="desk@example.org")
    web.at("/report", as_page(passages))
    capture(report, now)
    longest = max(passages, key=len)
    word = max(re.findall(r"\w{5,}", longest), key=longest.index)
    web.at("/report", as_page(words.replace(word, "pleasantly") if words == longest else words for words in passages))
    at = now + 8 * DAY
    checks.check(report.link, now=at)
    row = Passage.objects.get(source=report, digest=passage_digest(longest))
    assert (row.live, row.is_verified) == ("missing", True)
    others = Passage.objects.filter(source=report).exclude(pk=row.pk)
    assert {other.live for other in others} == {"found"}
    # Readers keep the copy; staff are told once.
    assert "verified in our copy" in reader.get("/press/answer/").content.decode()
    assert digest.tell(at) == 1
    send_digest.func(staff.pk, [], [row.pk], at.isoformat())
    assert any(longest[:30] in message.body for message in mail.outbox)
    assert digest.tell(at + DAY) == 0


def test_a_quotation_changed_by_one_word_is_not_verified(reader, web, cited, release, passages, now):
    web.at("/report", as_page(passages))
    capture(cited["report"], now)
    before = reader.get("/press/answer/").content.decode().count("These words verified")
    longest = max(passages, key=len)
    word = max(re.findall(r"\w{5,}", longest), key=longest.index)
    release.body = release.body.replace(escape(longest), escape(longest).replace(word, "pleasantly"))
    operations.store(release, user=None, now=now)
    changed = longest.replace(word, "pleasantly")
    assert states(cited["report"])[passage_digest(changed)] in ("near", "absent")
    assert reader.get("/press/answer/").content.decode().count("These words verified") < before
