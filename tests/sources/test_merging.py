"""Two records of one source become one, and two again: rows, texts, notes and addresses."""

import pytest
from django.utils import timezone

from campaigns.models import Demand
from press.models import PressRelease, ReleaseCitation
from publishing import operations as publishing_operations
from publishing.models import Redirect, SearchDocument, Status, Tag
from sources import merging, operations, parting, passages, relations
from sources.merging import MergeError
from sources.models import Capture, OutsideCopy, Passage, Snapshot, Source, SourceMerge, SourceRelation
from tests.admin.desk import change_url, messages, signed_in
from tests.factories import cite, make_campaign, make_release, make_source
from tests.sources.text_copies import make_copy
from tests.together import Meanwhile

WORDS = "The river was emptied in 1987."


def merge(merged, kept, **choices):
    return merging.merge(
        Source.objects.get(pk=merged.pk), Source.objects.get(pk=kept.pk), choices=choices, user=None, now=timezone.now()
    )


def state():
    """Return all that a merge may touch, row by row; keys of rows that each save writes anew are left out."""
    anew = {"id", "citation_id", "checked_at"}
    models = (
        *(Source, Snapshot, Capture, OutsideCopy, Passage, SourceRelation, Source.tags.through, Redirect, Demand),
        *(PressRelease, ReleaseCitation, ReleaseCitation.vias.rel.related_model),
    )
    rows = {
        model.__name__: [
            {
                name: value
                for name, value in row.items()
                if name not in (anew if "Citation" in model.__name__ else {"checked_at"})
            }
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }
    # What the search engine keeps besides is made of these.
    rows["search"] = list(
        SearchDocument.objects.order_by("kind", "object_id").values("kind", "object_id", "title", "path")
    )
    return rows


@pytest.fixture
def two():
    """Return two records of one report, both with all that can belong to a source."""
    kept = make_source(title="The report", url="https://example.org/report", tags=("Rivers", "Water"), doi="")
    merged = make_source(
        title="Report, the",
        url="https://example.org/report.pdf",
        doi="10.1000/182",
        publisher="River Watch International",
        note="Found twice.",
        tags=("Water", "Dams"),
        authors=[{"family": "Poe", "given": "Ann"}],
    )
    third = make_source(title="Something else")
    make_copy(kept, "Nothing of the kind.")
    make_copy(merged, "Nothing of the kind.")  # the same bytes
    make_copy(merged, WORDS)
    OutsideCopy.objects.create(source=merged, url="https://web.archive.org/1", noted_at=timezone.now())
    Capture.objects.create(source=merged, url=merged.url, asked_at=timezone.now())
    for source, other, kind in ((merged, third, "cites"), (third, merged, "related"), (merged, kept, "cites")):
        SourceRelation.objects.create(source=source, other=other, kind=kind, created_at=timezone.now())
    make_release(title="Cites both", body=f"<p>{WORDS}{cite(merged, passage=WORDS)} And{cite(kept, locator='3')}</p>")
    make_release(title="Draft", status=Status.DRAFT, body=f"<p>Words{cite(merged)}</p>")
    via = f'<sup data-cite="{third.pk}" data-locator="" data-label="" data-passage="" data-via="{merged.pk}"></sup>'
    make_release(title="By way of", body=f"<p>Words{via}</p>")
    make_campaign().demands.create(text="Clean water", legal_basis=merged)
    passages.renew(merged, now=timezone.now())
    operations.refresh(merged, now=timezone.now())
    return merged, kept


@pytest.mark.django_db
def test_a_merge_moves_everything_and_parting_puts_it_back_to_the_byte(two, reader):
    merged, kept = two
    before = state()
    pages = [release.get_absolute_url() for release in PressRelease.objects.filter(status=Status.PUBLISHED)]
    served = {path: reader.get(path).content for path in pages}
    record = merge(merged, kept, doi="merged", publisher="merged", authors="merged", title="kept", url="merged")
    now_kept = Source.objects.get(pk=kept.pk)
    assert (now_kept.title, now_kept.doi, now_kept.author_line) == ("The report", "10.1000/182", "Ann Poe")
    assert now_kept.note == "Found twice."
    assert now_kept.url == merged.url
    assert Source.at_address("https://example.org/report") == now_kept
    assert Source.at_address("https://example.org/report.pdf") == now_kept
    assert sorted(now_kept.tags.names()) == ["Dams", "Rivers", "Water"]
    assert (now_kept.snapshots.count(), merged.snapshots.count()) == (2, 1)
    assert (now_kept.captures.count(), now_kept.outside_copies.count()) == (1, 1)
    assert SourceRelation.objects.filter(source=merged).count() == 1  # it cannot cite itself
    assert not ReleaseCitation.objects.filter(source=merged).exists()
    assert Passage.objects.get(source=kept, words=WORDS).status == "exact"
    assert Demand.objects.get().legal_basis == now_kept
    page = reader.get(pages[0]).content.decode()
    assert page.count(now_kept.get_absolute_url()) >= 1
    assert merged.get_absolute_url() not in page
    problems = parting.undo(record, user=None, now=timezone.now())
    assert problems == []
    after = state()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    for path, content in served.items():
        assert reader.get(path).content == content


# --- What is refused, and what is chosen -------------------------------------------------------


@pytest.mark.django_db
def test_a_merge_that_makes_no_sense_is_refused():
    one, other, third = (make_source() for _ in range(3))
    with pytest.raises(MergeError, match="itself"):
        merge(one, one)
    merge(one, other)
    with pytest.raises(MergeError, match="already"):
        merge(one, third)
    with pytest.raises(MergeError, match="itself"):
        merge(other, one)  # it would go round in a circle
    relations.relate(other, third, kind="related", user=None, now=timezone.now())
    with pytest.raises(MergeError, match="not the same"):
        merge(third, other)
    with pytest.raises(MergeError, match="Choose"):
        merge(make_source(title="Another"), make_source(), title="both")
    assert SourceMerge.objects.count() == 1


@pytest.mark.django_db
def test_merging_into_one_that_was_merged_goes_on_to_the_end(reader):
    first, second, last = (make_source(title=f"{name} report") for name in ("First", "Second", "Last"))
    release = make_release(body=f"<p>One{cite(first)}</p>")
    merge(second, last)
    record = merge(first, second)
    assert record.kept == last
    chain = make_source(title="Chain report")
    merge(last, chain)
    assert ReleaseCitation.objects.get(owner=release).source == chain
    assert Source.objects.get(pk=first.pk).became == chain
    assert first.get_absolute_url() not in reader.get(release.get_absolute_url()).content.decode()
    with pytest.raises(MergeError, match="Undo that merge first"):
        parting.undo(record, user=None, now=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept", "merged", "stays"), [("public", "on_file", "on_file"), ("on_file", "excerpt", "on_file")]
)
def test_the_stricter_visibility_holds_unless_somebody_chooses(kept, merged, stays):
    one, other = make_source(visibility=merged), make_source(visibility=kept)
    merge(one, other)
    assert Source.objects.get(pk=other.pk).visibility == stays
    one, other = make_source(visibility=merged), make_source(visibility=kept)
    merge(one, other, visibility="kept")
    assert Source.objects.get(pk=other.pk).visibility == kept


@pytest.mark.django_db
def test_the_old_addresses_lead_on_in_every_edition_until_they_are_parted(reader):
    merged, kept = make_source(title="Old report"), make_source(title="New report")
    make_release(body=f"<p>One{cite(merged)} Two{cite(kept)}</p>")
    old, new = merged.get_absolute_url(), kept.get_absolute_url()
    Redirect.objects.create(from_path="/sources/older/", to_path=old, reason="moved", created_at=timezone.now())
    assert reader.get(old).status_code == 200
    record = merge(merged, kept)
    assert not SearchDocument.objects.filter(kind="sources.source", object_id=merged.pk).exists()
    for path, goal in (
        (old, new),
        (f"/hy{old}", f"/hy{new}"),
        (f"{old[:-1]}.bib", f"{new[:-1]}.bib"),
        ("/sources/older/", new),
    ):
        answer = reader.get(path)
        assert (answer.status_code, answer["Location"]) == (301, goal)
    parting.undo(record, user=None, now=timezone.now())
    assert reader.get(old).status_code == 200
    assert list(Redirect.objects.values_list("from_path", "to_path")) == [("/sources/older/", old)]


@pytest.mark.django_db
def test_a_source_that_readers_never_saw_leaves_no_address(reader):
    merged, kept = make_source(title="Hidden report"), make_source(is_listed=True)
    merge(merged, kept)
    assert not Redirect.objects.exists()
    assert reader.get(merged.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_old_texts_and_new_ones_that_name_the_old_source_find_the_new_one(reader):
    merged, kept = make_source(title="Old report"), make_source(title="New report")
    release = make_release(body=f"<p>One{cite(merged)}</p>")
    merge(merged, kept)
    release.refresh_from_db()
    assert cite(merged) in release.body  # no text is changed
    release.body = f"<p>Another{cite(merged)}</p>"
    publishing_operations.store(release, user=None, now=timezone.now())
    assert ReleaseCitation.objects.get().source == kept
    assert "New report" in reader.get(release.get_absolute_url()).content.decode()


# --- Parting after things went on --------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_changed_since_stays_and_is_said(two):
    merged, kept = two
    record = merge(merged, kept, publisher="merged", url="merged", doi="merged")
    now_kept = Source.objects.get(pk=kept.pk)
    now_kept.publisher, now_kept.url = "Somebody else", "https://example.org/elsewhere"
    operations.store(now_kept, user=None, now=timezone.now())
    make_source(url=merged.url + "?other=1")
    OutsideCopy.objects.all().delete()
    SourceRelation.objects.filter(kind="cites", source=kept).delete()
    Tag.objects.get(name="Dams").delete()
    problems = parting.undo(record, user=None, now=timezone.now())
    assert len(problems) == 5
    now_kept.refresh_from_db()
    merged.refresh_from_db()
    assert (now_kept.publisher, now_kept.url, now_kept.doi) == ("Somebody else", "https://example.org/elsewhere", "")
    assert (merged.merged_into, merged.url, merged.snapshots.count()) == (None, "https://example.org/report.pdf", 2)
    with pytest.raises(MergeError, match="already"):
        parting.undo(record, user=None, now=timezone.now())


@pytest.mark.django_db
def test_an_address_that_another_source_took_meanwhile_is_left_to_it():
    merged, kept = make_source(url="https://example.org/a"), make_source(title="Kept")
    record = merge(merged, kept)
    assert Source.objects.get(pk=kept.pk).url == "https://example.org/a"
    Source.objects.filter(pk=kept.pk).update(url="", canonical_url=None)
    Source.objects.bulk_create([Source(
        title="Third", slug="third", url="https://example.org/a", canonical_url="https://example.org/a",
        created_at=timezone.now(), updated_at=timezone.now(),
    )])  # fmt: skip
    problems = parting.undo(record, user=None, now=timezone.now())
    assert any("https://example.org/a" in one for one in problems)
    merged.refresh_from_db()
    assert (merged.url, merged.merged_into) == ("", None)


# --- In the admin ------------------------------------------------------------------------------

MERGER = ("sources.view_source", "sources.change_source", "sources.merge_source", "sources.view_sourcemerge")
MERGE = "/admin/sources/source/merge/"


@pytest.mark.django_db
def test_both_are_compared_chosen_from_merged_and_parted_in_the_admin(two):
    merged, kept = two
    client = signed_in(*MERGER)
    page = client.get(MERGE, {"kept": kept.pk, "merged": merged.pk}).content.decode()
    assert "River Watch International" in page
    assert "Cites both" in page
    assert "Draft" in page
    assert 'name="choice-title"' in page
    assert 'name="choice-language"' not in page
    typed = {"kept": kept.pk, "merged": merged.pk, "choice-title": "merged", "note": "The same"}
    page = client.post(MERGE, typed, follow=True)
    assert "was merged into this source" in messages(page)[0]
    record = SourceMerge.objects.get()
    assert (record.by, record.note, record.kept.title) == (client.user, "The same", "Report, the")
    page = client.get(change_url(merged)).content.decode()
    assert "This source was merged." in page
    assert 'name="_save"' not in page
    assert client.post(change_url(merged), {"title": "x"}).status_code == 403
    assert "archived copy" not in client.get("/admin/sources/sourcemerge/").content.decode()
    shown = client.get(f"/admin/sources/sourcemerge/{record.pk}/change/").content.decode()
    assert "Undo this merge" in shown
    assert "snapshot: 1" in shown
    undo = f"/admin/sources/sourcemerge/{record.pk}/undo/"
    assert client.get(undo).status_code == 405
    assert signed_in(*MERGER[:2], MERGER[3]).post(undo).status_code == 403
    assert messages(client.post(undo, follow=True)) == ["The two sources are two again."]
    assert messages(client.post(undo, follow=True)) == ["Somebody has undone this merge already."]
    assert client.post("/admin/sources/sourcemerge/999999/undo/").status_code == 404
    record.refresh_from_db()
    assert record.undone_by == client.user


@pytest.mark.django_db
def test_who_may_not_merge_is_kept_out_and_what_is_no_source_is_said():
    one, other = make_source(), make_source()
    query = {"kept": one.pk, "merged": other.pk}
    assert signed_in(*MERGER[:2]).get(MERGE, query).status_code == 403
    assert signed_in(*MERGER[:2]).post(MERGE, query).status_code == 403
    client = signed_in(*MERGER)
    for wrong in (
        {},
        {"kept": one.pk},
        {"kept": "x", "merged": other.pk},
        {"kept": one.pk, "merged": 10**17},
        {"kept": one.pk, "merged": one.pk},
    ):
        for ask in (client.get, client.post):
            assert len(messages(ask(MERGE, wrong, follow=True))) == 1
    assert client.put(MERGE).status_code == 405
    assert not SourceMerge.objects.exists()
    action = {"action": "merge_sources", "_selected_action": [one.pk, other.pk]}
    assert client.post("/admin/sources/source/", action)["Location"] == f"{MERGE}?kept={one.pk}&merged={other.pk}"
    action["_selected_action"] = [one.pk]
    assert messages(client.post("/admin/sources/source/", action, follow=True)) == [
        "Choose two sources that are the same."
    ]


# --- Races, on real connections ----------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_two_sources_both_ways_at_once_keep_one(monkeypatch):
    one, other, refused = make_source(title="One"), make_source(title="Other"), []
    make_release(body=f"<p>One{cite(one)} Other{cite(other)}</p>")

    def other_way():
        try:
            merge(other, one)
        except MergeError as error:
            refused.append(str(error))

    meanwhile = Meanwhile(other_way)
    locked_pair = merging.locked_pair

    def slow_lock(merged, kept):
        rows = locked_pair(merged, kept)
        meanwhile.begin()
        return rows

    monkeypatch.setattr(merging, "locked_pair", slow_lock)
    merge(one, other)
    meanwhile.end()
    assert len(refused) == 1
    assert Source.objects.standing().get() == other
    assert {citation.source for citation in ReleaseCitation.objects.all()} == {other}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False], ids=["which comes to cite it", "which cites it already"])
def test_an_item_that_is_saved_in_the_moment_of_a_merge_cites_what_stays(monkeypatch, is_new):
    merged, kept = make_source(title="Goes"), make_source(title="Stays")
    release = make_release(title="Saved meanwhile", body="<p>Words</p>" if is_new else f"<p>Words{cite(merged)}</p>")
    release.body = f"<p>Other words{cite(merged)}</p>"
    meanwhile = Meanwhile(lambda: merge(merged, kept))
    rebuild_citations = PressRelease._rebuild_citations

    def slow_rebuild(item, cited):
        # Somebody merges after the sources of the text were read, and before its citations are written.
        if item.pk == release.pk:
            meanwhile.begin()
        rebuild_citations(item, cited)

    monkeypatch.setattr(PressRelease, "_rebuild_citations", slow_rebuild)
    publishing_operations.store(release, user=None, now=timezone.now())
    meanwhile.end()
    citation = ReleaseCitation.objects.get(owner=release)
    assert (citation.source, citation.seen_in) == (kept, kept)
    release.refresh_from_db()
    assert "Other words" in release.body_html
    assert "Stays" in release.notes_html
    assert "Goes" not in release.notes_html


@pytest.mark.django_db(transaction=True)
def test_citations_written_and_not_yet_committed_during_a_merge_are_found_after_it(monkeypatch):
    merged, kept = make_source(title="Goes"), make_source(title="Stays")
    release = make_release(title="Saved meanwhile", body="<p>Words</p>")
    release.body = f"<p>Other words{cite(merged)}</p>"
    meanwhile = Meanwhile(lambda: merge(merged, kept))
    rebuild = PressRelease.rebuild

    def slow_rebuild(item, *, now):
        rebuild(item, now=now)
        if item.pk == release.pk:
            meanwhile.begin()

    monkeypatch.setattr(PressRelease, "rebuild", slow_rebuild)
    publishing_operations.store(release, user=None, now=timezone.now())
    meanwhile.end()
    assert ReleaseCitation.objects.get(owner=release).source == kept
    release.refresh_from_db()
    assert "Stays" in release.notes_html
