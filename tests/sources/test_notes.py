"""Notes as readers get them: numbers, letters, ways back, what was verified, and what is kept from them."""

import html
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing import operations as operations_of_items
from publishing import rendering
from sources import operations, restyling
from sources.models import EvidenceSettings, Link, OutsideCopy, Passage, Source
from tests.factories import cite, make_release, make_source
from tests.html import read, select, words
from tests.sources.kept import TAKEN, keep, kill, look_again

pytestmark = pytest.mark.django_db

QUOTED = "the state emptied the valley of its people"
PAGE = f"A report.\n\nIn 2023 {QUOTED} – and nobody came."


def show(reader, release):
    return read(reader.get(release.get_absolute_url()))


def listed(page):
    return select(page, "ol.notes li")


def quoting(source, **fields):
    """Return a release that quotes QUOTED from `source`."""
    return make_release(body=f"<p>It says “{QUOTED}”{cite(source, passage=QUOTED, **fields)}.</p>")


def follow(page, link):
    """Return the element of the page that a link leads to."""
    [found] = page.xpath(f"//*[@id='{link.get('href').removeprefix('#')}']")
    return found


# --- Numbers, letters and ways back ---


def test_markers_of_one_source_share_a_note_with_a_way_back_to_each_place(reader):
    house, river = make_source(title="House"), make_source(title="River")
    page = show(
        reader,
        make_release(
            body=f"<p>A{cite(house, locator='4')} b{cite(river, locator='9')} c{cite(house, locator='12-14')}</p>"
            f"<p>D{cite(house)}</p>"
        ),
    )
    links = select(page, ".prose a.marker")
    assert [link.text for link in links] == ["1", "2", "1", "1"]
    assert [link.get("id") for link in links] == ["ref-1-a", "ref-2", "ref-1-b", "ref-1-c"]
    notes = listed(page)
    assert len(notes) == 2
    assert words(notes[0]).count("House") == 1
    assert [words(use) for use in select(notes[0], ".use")] == ["a p. 4", "b pp. 12–14", "c"]
    assert "River (River Watch, 2024), 9." in words(notes[1])
    for link in links:
        target = follow(page, link)
        [back] = [back for back in select(target, "a.back") if follow(page, back) is link]
        assert back.get("aria-label").startswith("Back to place")
    # Beside the text each marker has its own place, in short from the second on.
    beside = [words(note) for note in select(page, ".prose .margin-note")]
    assert beside[0].startswith("1 River Watch") is False
    assert "House (River Watch, 2024), 4." in beside[0]
    assert "House, 12–14." in beside[2]


def test_what_was_taken_from_another_work_is_a_note_of_its_own(reader):
    witness, report = make_source(title="Witness"), make_source(title="Report", url="https://report.example/a")
    page = show(
        reader,
        make_release(
            body=f"<p>A{cite(witness)} b{cite(witness, locator='2', via=[report], via_locator='38', via_label='page')}"
            f" c{cite(report)} d{cite(witness, via=[report], via_locator='40', mode='paraphrase')}</p>"
        ),
    )
    assert [link.text for link in select(page, ".prose a.marker")] == ["1", "2", "3", "2"]
    notes = [words(note) for note in listed(page)]
    assert "Report" not in notes[0]
    assert notes[1].index("Witness") < notes[1].index("Report")
    assert [words(use) for use in select(listed(page)[1], ".use")] == ["a p. 2, cited at p. 38", "b cited at p. 40"]
    # Readers look the one up that was read, too.
    assert reader.get(report.get_absolute_url()).status_code == 200
    hidden = make_source(title="Nobody cites it")
    assert reader.get(hidden.get_absolute_url()).status_code == 404


def test_a_change_of_a_work_that_something_was_taken_from_is_in_the_notes(reader):
    witness, report = make_source(), make_source(title="Old name")
    release = make_release(body=f"<p>A{cite(witness, via=[report])}</p>")
    report.title = "New name"
    operations.store(report, user=None, now=timezone.now())
    assert "New name" in words(listed(show(reader, release))[0])


def test_notes_follow_the_style_of_the_site(reader):
    release = make_release(
        body=f"<p>A{cite(make_source(title='Dams', authors=[{'family': 'Arda', 'given': 'Nor'}]))}</p>"
    )
    chicago = words(listed(show(reader, release))[0])
    EvidenceSettings.objects.create(pk=1, note_style="apa")
    release.rebuild(now=timezone.now())
    assert chicago.startswith("Nor Arda, Dams")
    assert release.notes_html.startswith('<ol class="notes">')
    assert "Arda, N. (2024)" in rendering.plain_text(release.notes_html)


def test_in_apa_works_of_one_author_and_year_are_told_apart_and_follow_what_changes(reader):
    watch = [{"literal": "River Watch"}]
    dams, weirs = make_source(title="Dams", authors=watch), make_source(title="Weirs", authors=watch)
    secret = make_source(title="Brooks", authors=watch, visibility="on_file")
    release = make_release(
        body=f"<p>A{cite(weirs, locator='4')} b{cite(dams)} c{cite(weirs, locator='9')} d{cite(secret)}</p>"
    )
    EvidenceSettings.objects.create(pk=1, note_style="apa")
    restyling.restyle(now=timezone.now())
    page = show(reader, release)
    assert [words(note).split(").")[0] for note in listed(page)[:2]] == ["River Watch. (2024b", "River Watch. (2024a"]
    assert "River Watch, 2024b, p. 9." in words(select(page, ".prose .margin-note")[2])
    weirs.title = "Canals"
    operations.store(weirs, user=None, now=timezone.now())
    assert "River Watch. (2024b). Dams" in words(listed(show(reader, release))[1])
    weirs.visibility = "on_file"
    operations.store(weirs, user=None, now=timezone.now())
    assert "River Watch. (2024). Dams" in words(listed(show(reader, release))[1])


@pytest.mark.parametrize("extension", ["rss", "json"])
def test_in_feeds_each_place_of_a_shared_note_has_its_letter(reader, extension):
    source = make_source(title="House")
    make_release(body=f"<p>A{cite(source, locator='4')} b{cite(source, locator='12')} c{cite(make_source())}</p>")
    content = html.unescape(reader.get(f"/feeds/press.{extension}").content.decode().replace('\\"', '"'))
    assert [number for number in ("1a", "1b", "2") if f">{number}</a></sup>" in content] == ["1a", "1b", "2"]
    assert content.count("p. 12") == 1
    assert "margin-note" not in content


# --- On file ---


def test_of_a_source_on_file_nothing_but_its_name_is_anywhere_on_the_page_or_in_feeds(reader):
    secret = make_source(
        title="Testimony of a witness",
        visibility="on_file",
        url="https://hidden.example/secret",
        publisher="Secret Publisher",
        authors=[{"family": "Hidden", "given": "Person"}],
        summary="Hidden summary",
    )
    passage = "words of the witness that nobody reads"
    keep(secret, passage)
    body = f"<p>A{cite(secret, locator='4711', passage=passage)}</p><p>B{cite(secret, locator='4712')}</p>"
    release = make_release(body=body)
    page = reader.get(release.get_absolute_url()).content.decode()
    feed = reader.get("/feeds/press.json").content.decode()
    for content in (page, feed):
        assert "Testimony of a witness. On file with us." in content
        for hidden in ("hidden.example", "Secret", "Hidden", "4711", "4712", "nobody reads", secret.slug, "Z3988"):
            assert hidden not in content
    assert reader.get(secret.get_absolute_url()).status_code == 404
    assert [words(use) for use in select(read(reader.get(release.get_absolute_url())), ".use")] == ["a", "b"]


def test_a_work_on_file_that_something_was_taken_from_is_named_and_no_more(reader):
    public = make_source(title="The law")
    secret = make_source(
        title="A letter to us", visibility="on_file", publisher="Secret", url="https://hidden.example/"
    )
    keep(secret, QUOTED)
    content = reader.get(quoting(public, via=[secret], via_locator="4711").get_absolute_url()).content.decode()
    assert "A letter to us" in content
    assert "On file with us." in content
    for hidden in ("Secret", "hidden.example", "4711", "verified", f"/sources/{secret.slug}"):
        assert hidden not in content


# --- Verified ---


def test_verified_words_lead_to_their_place_in_our_copy_and_on_the_live_page(reader):
    source = make_source(url="https://house.example/report?a=1#part-2")
    copy = keep(source, PAGE)
    [mark] = select(show(reader, quoting(source)), "ol.notes .verified")
    assert "These words verified in our copy of June 5, 2025" in words(mark)
    ours, live = select(mark, "a")
    passage = Passage.objects.get()
    assert ours.get("href") == f"{copy.get_absolute_url()}?passage={passage.key}#passage"
    assert reader.get(ours.get("href").partition("#")[0]).status_code == 200
    assert live.get("href") == (
        "https://house.example/report?a=1#part-2:~:text=the%20state%20emptied%20the%20valley%20of%20its%20people"
    )


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Nothing of the kind stands here at all.", {}),
        (PAGE.replace("emptied", "left"), {}),
        (PAGE, {"mode": "paraphrase"}),
        (PAGE, {"mode": "mention"}),
    ],
)
def test_nothing_is_said_of_words_that_are_not_verified_or_no_quotation(reader, text, more):
    source = make_source(url="https://house.example/report")
    keep(source, text)
    assert "verified" not in reader.get(quoting(source, **more).get_absolute_url()).content.decode()


def test_a_text_that_changed_since_it_was_cited_loses_its_mark(reader):
    source = make_source()
    keep(source, PAGE)
    body = f"<p>It says “{QUOTED.replace('valley', 'city')}”{cite(source, passage=QUOTED)}.</p>"
    assert "verified" not in reader.get(make_release(body=body).get_absolute_url()).content.decode()


def test_a_copy_that_is_withdrawn_takes_its_marks_along(reader):
    source = make_source()
    copy = keep(source, PAGE)
    release = quoting(source)
    assert select(show(reader, release), ".verified")
    copy.withdrawn_at, copy.withdrawn_reason = TAKEN, "Asked by the publisher"
    copy.save()
    look_again(source)
    content = reader.get(release.get_absolute_url()).content.decode()
    assert "verified" not in content
    assert copy.sha256 not in content


def test_of_a_source_that_may_only_be_excerpted_the_passage_is_shown_and_no_copy_offered_in_place_of_the_address(
    reader,
):
    source = make_source(visibility="excerpt", url="https://house.example/report")
    copy = keep(source, PAGE)
    release = quoting(source)
    ours, live = select(show(reader, release), "ol.notes .verified a")
    assert ours.get("href").startswith(copy.get_absolute_url())
    assert live.get("href").startswith("https://house.example/report#")
    kill(source)
    [note] = listed(show(reader, release))
    assert "Archived copy" not in words(note)
    assert "house.example no longer answers." in words(note)


def test_words_that_left_the_live_page_are_said_to_have_left(reader):
    source = make_source(url="https://house.example/report")
    keep(source, PAGE)
    release = quoting(source)
    Passage.objects.update(live="missing")
    look_again(source)
    [mark] = select(show(reader, release), "ol.notes .verified")
    assert "no longer on the live page" in words(mark)
    assert len(select(mark, "a")) == 1


def test_words_taken_through_another_work_are_verified_in_that_one(reader):
    witness, report = make_source(title="Witness"), make_source(title="Report")
    keep(report, PAGE)
    [mark] = select(show(reader, quoting(witness, via=[report])), "ol.notes .verified")
    assert f"/sources/{report.slug}/snapshots/" in select(mark, "a")[0].get("href")


# --- Dead addresses ---


def test_of_a_dead_address_the_copy_comes_first_and_the_address_is_marked(reader):
    source = make_source(url="https://dead.example/report")
    older, copy = keep(source, "Old words"), keep(source, "Words", now=TAKEN.replace(year=2026))
    release = make_release(body=f"<p>A{cite(source)}</p>")
    kill(source)
    [note] = listed(show(reader, release))
    links = [link.get("href") for link in select(note, "a")]
    assert links[:2] == [copy.get_absolute_url(), "https://dead.example/report"]
    assert older.get_absolute_url() not in links
    assert "dead.example no longer answers." in words(note)


def test_without_a_copy_of_ours_one_elsewhere_is_offered(reader):
    source = make_source(url="https://dead.example/report")
    keep(source, "Words", withdrawn_at=TAKEN, withdrawn_reason="Asked for")
    OutsideCopy.objects.create(source=source, url="https://web.archive.org/web/2024/x", noted_at=TAKEN)
    release = make_release(body=f"<p>A{cite(source)}</p>")
    kill(source)
    links = [link.get("href") for link in select(listed(show(reader, release))[0], "a")]
    assert links[:2] == ["https://web.archive.org/web/2024/x", "https://dead.example/report"]
    assert not any("snapshots" in link for link in links)


def test_an_address_that_was_mended_is_not_called_dead(reader):
    source = make_source(url="https://dead.example/report")
    kill(source)
    Link.objects.update(url="https://dead.example/older")
    release = make_release(body=f"<p>A{cite(source)}</p>")
    assert "no longer answers" not in reader.get(release.get_absolute_url()).content.decode()


# --- Merged ---


def test_markers_of_merged_sources_name_what_they_went_into(reader):
    first, second, third = (make_source(title=title) for title in ("First", "Second", "Third"))
    Source.objects.filter(pk=first.pk).update(merged_into=second)
    Source.objects.filter(pk=second.pk).update(merged_into=third)
    release = make_release(body=f"<p>A{cite(first, locator='1')} b{cite(third, locator='2', via=[second])}</p>")
    [note] = listed(show(reader, release))
    assert "Third" in words(note)
    assert len(select(note, ".use")) == 2
    assert {citation.source for citation in release.citations.all()} == {third}
    assert not release.citations.filter(vias__isnull=False).exists()


# --- Cost ---


def test_saving_and_showing_a_text_costs_as_many_queries_with_many_citations_as_with_few():
    def body(count):
        sources = [make_source(url=f"https://s{count}-{n}.example/") for n in range(count)]
        for source in sources[:2]:
            keep(source, PAGE)
        kill(sources[0])
        return "".join(
            f"<p>“{QUOTED}”{cite(one, passage=QUOTED)} {n}{cite(other, via=[one])}</p>"
            for n, (one, other) in enumerate(pairwise(sources))
        )

    costs = []
    for size in (4, 16):
        release = make_release()
        release.body = body(size)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            release.rebuild(now=TAKEN)
        again = CaptureQueriesContext(connection)
        with again:
            release.rebuild(now=TAKEN)
        costs.append((len(queries), len(again)))
    assert costs[0] == costs[1]
    assert costs[0][1] <= 20


def test_an_older_version_names_its_sources_and_claims_nothing_of_its_words(reader):
    source = make_source(title="House")
    keep(source, PAGE)
    release = quoting(source)
    release.body = f"<p>Other words{cite(source)}.</p>"
    operations_of_items.store(release, user=None, now=timezone.now())
    content = reader.get(f"{release.get_absolute_url()}versions/1/").content.decode()
    assert "House" in content
    assert "verified in our copy" not in content
