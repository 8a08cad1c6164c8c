"""Two records of one source become one, and two again: rows, texts, notes and addresses."""


import pytest
from django.utils import timezone

from campaigns.models import Demand
from press.models import PressRelease, ReleaseCitation
from publishing.models import Redirect, SearchDocument, Status
from sources import merging, operations, parting, passages
from sources.models import Capture, OutsideCopy, Passage, Snapshot, Source, SourceRelation
from tests.factories import cite, make_campaign, make_release, make_source

WORDS = "The river was emptied in 1987."


def make_copy(source, text=WORDS, **fields):
    """Return a row of an archived copy, without a file."""
    sha = f"{text}{fields}".encode().hex()[:60].ljust(64, "0")
    return Snapshot.objects.create(
        **{
            "source": source,
            "origin": "uploaded",
            "taken_at": timezone.now(),
            "media_type": "text/plain",
            "size": len(text),
            "sha256": sha,
            "warc": f"snapshots/{sha}.warc.gz",
            "warc_sha256": sha,
            "warc_size": 1,
            "program": "test",
            "text": text,
        }
        | fields
    )


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
    rows["search"] = list(SearchDocument.objects.order_by("kind", "object_id").values("kind", "object_id", "title", "path"))
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
    make_copy(merged)
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
