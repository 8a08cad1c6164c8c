"""Rows of citations, and what preflight says of them."""

import time

import pytest
from django.utils import timezone

from press.models import ReleaseCitation
from publishing import operations, preflight
from sources.models import Link, OutsideCopy, Passage
from tests.factories import cite, make_release, make_source
from tests.sources.kept import TAKEN, keep, kill

pytestmark = pytest.mark.django_db

QUOTED = "the state emptied the valley of its people in one night"
PAGE = f"A report.\n\nIn 2023 {QUOTED} – and nobody came."


def codes(release):
    return {finding.code: finding for finding in preflight.check(release, timezone.now()).findings}


def quoting(source, words=QUOTED, **more):
    """Return a release that quotes `words` and cites `source` for QUOTED."""
    return make_release(body=f"<p>It says “{words}”{cite(source, passage=QUOTED, **more)}.</p>")


# --- Rows ---


def test_rows_say_what_markers_say_and_where_the_words_were_read():
    own, first, last = make_source(), make_source(), make_source()
    release = make_release(
        body=f"<p>A{cite(own, locator='4', label='page', passage='A')}"
        f" b{cite(own, mode='paraphrase', via=[first, last], via_locator='38', via_label='page')}</p>"
    )
    plain, through = release.citations.all()
    assert (plain.source, plain.seen_in, plain.mode, plain.locator, plain.passage) == (own, own, "verbatim", "4", "A")
    assert not plain.vias.exists()
    assert (through.source, through.seen_in, through.mode) == (own, last, "paraphrase")
    assert (through.via_locator, through.via_label) == ("38", "page")
    assert [via.source for via in through.vias.all()] == [first, last]
    release.body = "<p>A</p>"
    operations.store(release, user=None, now=timezone.now())
    assert not ReleaseCitation.objects.filter(owner=release).exists()


def test_quotations_have_a_row_that_says_what_was_found_and_other_uses_have_none():
    own, read = make_source(), make_source()
    keep(read, PAGE)
    quoting(own, via=[read])
    make_release(body=f"<p>A{cite(own, passage='something else', mode='mention')}</p>")
    [row] = Passage.objects.all()
    assert (row.source, row.status, row.words) == (read, "exact", QUOTED)


# --- Before publishing ---


def test_a_verified_quotation_needs_no_word():
    source = make_source()
    keep(source, PAGE)
    found = codes(quoting(source))
    assert not [code for code in found if code.startswith(("quot", "marker", "source"))]


def test_words_that_no_copy_holds_are_told():
    source = make_source()
    keep(source, "Another page altogether, on fish.")
    assert codes(quoting(source))["quote_absent"].words == (QUOTED,)


def test_words_that_a_copy_has_otherwise_are_told_with_the_difference():
    source = make_source()
    keep(source, PAGE.replace("valley", "city"))
    [words] = codes(quoting(source))["quote_near"].words
    assert "[valley → city]" in words


def test_sources_without_a_copy_are_named_once_and_those_on_file_are_not():
    source, secret = make_source(publisher="River Watch"), make_source(visibility="on_file")
    body = "".join(
        f"<p>“{words}”{cite(one, passage=words)}</p>"
        for one, words in [(source, "one and two and three"), (source, "four and five and six"), (secret, "seven")]
    )
    assert codes(make_release(body=body))["quote_no_copy"].words == ("River Watch 2024",)


@pytest.mark.parametrize(
    "words",
    [
        QUOTED,
        "the state emptied the valley … in one night",
        "emptied the valley",
        "The state emptied the\u00a0valley of its people in one night",
    ],
)
def test_a_text_may_quote_less_than_was_checked_and_in_other_typography(words):
    assert "quote_changed" not in codes(quoting(make_source(), words))


@pytest.mark.parametrize("words", [QUOTED.replace("state", "army"), "the state did not empty the valley", "nothing"])
def test_words_changed_since_they_were_cited_are_told(words):
    assert codes(quoting(make_source(), words))["quote_changed"].words == (QUOTED,)


def test_a_passage_may_stand_in_the_paragraphs_before_or_in_the_block_that_a_sentence_introduces():
    source = make_source()
    for body in (
        f"<p>In one part the state emptied</p><p>the valley of its people in one night{cite(source, passage=QUOTED)}</p>",
        f"<p>It says{cite(source, passage=QUOTED)}:</p><blockquote><p>{QUOTED}</p></blockquote>",
        f"<p>{QUOTED}{cite(source, passage=QUOTED)}{cite(make_source(), passage=QUOTED)}</p>",
    ):
        assert "quote_changed" not in codes(make_release(body=body))


def test_what_is_told_in_our_own_words_is_compared_with_nothing():
    found = codes(quoting(make_source(), "other words", mode="paraphrase"))
    assert not {"quote_changed", "quote_no_copy", "quote_absent"} & found.keys()


def test_a_dead_address_without_a_copy_is_told_and_with_one_it_is_not():
    source = make_source(url="https://dead.example/report", publisher="River Watch")
    release = make_release(body=f"<p>A{cite(source)}</p>")
    assert "source_dead" not in codes(release)
    kill(source)
    assert codes(release)["source_dead"].words == ("River Watch 2024: https://dead.example/report",)
    outside = OutsideCopy.objects.create(source=source, url="https://web.archive.org/x", noted_at=TAKEN)
    assert "source_dead" not in codes(release)
    outside.delete()
    keep(source, PAGE)
    assert Link.objects.get(source=source).state == "dead"
    assert "source_dead" not in codes(release)


# --- Speed ---


def test_three_hundred_citations_are_saved_in_the_time_of_a_breath():
    sources = [make_source() for _ in range(30)]
    words = [f"the {number} rivers of the valley run dry in summer" for number in range(300)]
    keep(sources[0], "\n".join(words))
    body = "".join(
        f"<p>Some words before. “{quoted}”{cite(sources[number % 30], passage=quoted, locator=str(number))}, it says.</p>"
        for number, quoted in enumerate(words)
    )
    release = make_release(body=body)
    start = time.process_time()
    release.rebuild(now=timezone.now())
    seconds = time.process_time() - start
    assert release.citations.count() == 300
    assert seconds < 2  # alone a fifth of a second
