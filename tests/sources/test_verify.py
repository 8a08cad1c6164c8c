"""Whether a stored copy is still what it was: any change is found, offline, and named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from sources import archive, verifying, warc
from sources.models import Passage, Snapshot
from tests.factories import PDF, cite, make_release, make_source
from tests.sources.copies import PAGE, TAKEN, evidence_folder, file_of, hop, make_copy, upload  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(now):
    moved = hop("https://river.test/old", 301, (("Location", "/report"),), b"")
    return make_copy(redirects=[moved], now=now)


@pytest.fixture
def path(snapshot, evidence_folder):  # noqa: F811
    return evidence_folder / snapshot.warc.name


def verified(**options):
    """Return what the command says, and its exit status."""
    said = StringIO()
    try:
        call_command("verify_snapshots", stdout=said, stderr=StringIO(), **options)
    except SystemExit as end:
        return said.getvalue(), end.code
    return said.getvalue(), 0


def test_a_copy_that_is_as_it_was_has_nothing_wrong(snapshot, now):
    assert archive.verify(snapshot, now=now) == []
    snapshot.refresh_from_db()
    assert (snapshot.verified_at, snapshot.damage) == (now, "")


def test_one_flipped_bit_anywhere_in_the_file_is_found(snapshot, path, now):
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[place] ^= 1 << (place % 8)
        path.write_bytes(broken)
        assert list(verifying._faults(snapshot)), place
    path.write_bytes(whole)
    assert archive.verify(snapshot, now=now) == []


def test_a_damaged_copy_is_named_with_what_is_wrong(snapshot, path, now):
    broken = bytearray(path.read_bytes())
    broken[-1] ^= 1
    path.write_bytes(broken)
    said, status = verified()
    assert status == 1
    assert f"damaged {snapshot.sha256} of {snapshot.source.slug} ({snapshot.warc.name}): The file was changed" in said
    assert "Verified: 1, damaged: 1, unknown files: 0." in said
    snapshot.refresh_from_db()
    assert "changed" in snapshot.damage


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_file_that_was_cut_is_found(snapshot, path, now, length):
    path.write_bytes(path.read_bytes()[:length])
    assert archive.verify(snapshot, now=now)


def test_a_file_that_grew_is_found(snapshot, path, now):
    path.write_bytes(path.read_bytes() + b"more")
    assert archive.verify(snapshot, now=now)


def test_a_missing_file_is_found_and_another_copy_is_fine(snapshot, path):
    make_copy(now=TAKEN)
    path.unlink()
    said, status = verified()
    assert status == 1
    assert "The file is missing" in said
    assert "Verified: 2, damaged: 1" in said


def test_a_file_that_holds_another_content_is_found_though_its_own_hash_is_right(snapshot, path, now):
    other = make_copy(body=PAGE + b" ", now=now)
    Snapshot.objects.filter(pk=snapshot.pk).update(
        warc=other.warc.name, warc_sha256=other.warc_sha256, warc_size=other.warc_size
    )
    snapshot.refresh_from_db()
    assert "The content is not the one that the copy is named by." in archive.verify(snapshot, now=now)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sha256", "0" * 64),
        ("warc_sha256", "0" * 64),
        ("size", 7),
        ("warc_size", 7),
        ("text", "Nine percent of the rivers are clean."),
        ("text_sha256", "0" * 64),
        ("taken_at", TAKEN - timedelta(days=300)),
        ("requested_url", "https://elsewhere.test/"),
        ("final_url", "https://elsewhere.test/"),
        ("redirects", []),
        ("status_code", 203),
        ("headers", []),
        ("media_type", "text/plain"),
        ("charset", "latin-1"),
        ("origin", "uploaded"),
        ("program", "another"),
    ],
)
def test_a_row_that_was_changed_behind_our_back_is_found(snapshot, column, value, now):
    Snapshot.objects.filter(pk=snapshot.pk).update(**{column: value})
    assert verified()[1] == 1


def test_a_text_that_was_changed_with_its_hash_is_found_too(snapshot, now):
    import hashlib

    text = "Nine percent of the rivers are clean."
    Snapshot.objects.filter(pk=snapshot.pk).update(text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest())
    snapshot.refresh_from_db()
    assert archive.verify(snapshot, now=now) == ["The text is not the one that was extracted when the copy was taken."]


def test_uploads_and_withdrawn_copies_are_verified_like_others(now):
    kept = archive.store_upload(make_source(), upload(PDF), url="", user=None, now=now)
    archive.withdraw(kept, reason="It names a child.", user=None, now=now)
    said, status = verified()
    assert (status, "Verified: 1, damaged: 0" in said) == (0, True)


def test_a_text_that_a_newer_extractor_read_is_as_good(snapshot, now, monkeypatch):
    Snapshot.objects.filter(pk=snapshot.pk).update(extractor="html 0", text="", text_sha256="")
    snapshot.refresh_from_db()
    assert archive.verify(snapshot, now=now) == []
    archive.extract_again(snapshot, now=now)
    assert archive.verify(snapshot, now=now) == []


def test_files_that_no_copy_names_are_listed_and_are_no_damage(snapshot, evidence_folder):  # noqa: F811
    folder = evidence_folder / "snapshots" / "ab"
    folder.mkdir(exist_ok=True)
    (folder / "abcd.warc.gz").write_bytes(b"orphan")
    said, status = verified()
    assert status == 0
    assert "unknown file snapshots/ab/abcd.warc.gz" in said


def test_only_later_copies_or_those_of_one_source_can_be_verified(snapshot):
    make_copy(at=TAKEN + timedelta(days=10), now=TAKEN)
    assert "Verified: 2," in verified()[0]
    from sources.management.commands.verify_snapshots import day

    assert "Verified: 1," in verified(since=day("2026-03-05"))[0]
    assert "Verified: 1," in verified(source=snapshot.source.slug)[0]


def test_the_network_is_not_needed(snapshot, now, monkeypatch):
    import socket

    def refuse(*_args, **_more):
        raise AssertionError("offline")

    monkeypatch.setattr(socket, "socket", refuse)
    assert list(verifying._faults(snapshot)) == []


def test_what_is_damaged_verifies_no_quotation_until_it_is_whole_again(now, evidence_folder):  # noqa: F811
    source = make_source(url="https://river.test/report")
    snapshot = make_copy(source, now=now)
    make_release(body=f"<p>“Ten percent of the rivers”{cite(source, passage='Ten percent of the rivers')}</p>")
    passage = Passage.objects.get(source=source)
    assert passage.is_verified
    path = evidence_folder / snapshot.warc.name
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    archive.verify(snapshot, now=now)
    passage.refresh_from_db()
    assert not passage.is_verified
    path.write_bytes(whole)
    archive.verify(snapshot, now=now)
    passage.refresh_from_db()
    assert passage.is_verified


def test_the_schedule_verifies_a_few_at_a_time_and_each_once_a_month(snapshot, path, now):
    other = make_copy(now=now)
    assert verifying.verify_some(now) == 0
    other.refresh_from_db()
    assert other.verified_at == now
    path.unlink()
    assert verifying.verify_some(now + timedelta(days=29)) == 0, "not yet"
    assert verifying.verify_some(now + timedelta(days=31)) == 1


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x1f\x8b", b"WARC/1.1\r\n\r\n", b"\x1f\x8b\x08" + b"\0" * 50])
def test_junk_is_no_copy(junk):
    with pytest.raises(warc.NotReadable):
        warc.read(junk)


def test_a_file_whose_records_lack_digests_is_not_ours(snapshot):
    import gzip

    plain = gzip.decompress(file_of(snapshot))
    lines = [line for line in plain.split(b"\r\n") if not line.startswith(b"WARC-Block-Digest")]
    with pytest.raises(warc.NotReadable):
        warc.read(b"\r\n".join(lines))
