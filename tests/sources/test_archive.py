"""Archived copies: what is stored, that it can be read by others, and what follows from it."""

import gzip
import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from publishing import clock
from sources import archive, orphans, warc
from sources.models import Snapshot
from tests.factories import PDF, cite, make_release, make_source, make_user, picture_bytes
from tests.sources.copies import (
    HTML,
    PAGE,
    TAKEN,
    evidence_folder,  # noqa: F401
    fetched,
    file_of,
    hop,
    make_copy,
    records_of,
    upload,
)

pytestmark = pytest.mark.django_db


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# --- What a capture stores -------------------------------------------------------------------------


def test_a_copy_is_named_by_its_content_and_its_file_by_its_own_bytes(now):
    snapshot = make_copy(now=now)
    assert snapshot.sha256 == sha256(PAGE)
    assert snapshot.warc_sha256 == sha256(file_of(snapshot))
    assert snapshot.warc.name == f"snapshots/{snapshot.warc_sha256[:2]}/{snapshot.warc_sha256}.warc.gz"
    assert (snapshot.size, snapshot.warc_size) == (len(PAGE), len(file_of(snapshot)))
    assert snapshot.taken_at == TAKEN
    assert archive.payload(snapshot) == PAGE
    assert "warcio" in snapshot.program


def test_the_row_tells_how_the_copy_came(now):
    first = hop("https://river.test/old", 301, (("Location", "/report"),), b"")
    snapshot = make_copy(redirects=[first], now=now)
    snapshot.refresh_from_db()
    assert (snapshot.requested_url, snapshot.final_url) == ("https://river.test/old", "https://river.test/report")
    assert snapshot.redirects == [{"url": "https://river.test/old", "status": 301, "location": "/report"}]
    assert (snapshot.status_code, snapshot.media_type, snapshot.charset) == (200, "text/html", "utf-8")
    assert snapshot.headers == [["Content-Type", "text/html; charset=utf-8"]]


def test_any_reader_of_warc_files_finds_every_hop_and_our_notes(now):
    first = hop("https://river.test/old", 302, (("Location", "/report"),), b"moved")
    snapshot = make_copy(redirects=[first], now=now)
    records = records_of(snapshot)
    assert [kind for kind, *_rest in records] == ["warcinfo", "response", "request", "response", "request", "metadata"]
    _info, moved, asked, answered, _asked, noted = records
    assert moved[1]["WARC-Target-URI"] == "https://river.test/old"
    assert (moved[2].get_statuscode(), moved[3]) == ("302", b"moved")
    assert asked[2].get_header("User-Agent") == "AdvocacySite/1"
    assert asked[1]["WARC-Concurrent-To"] == moved[1]["WARC-Record-ID"]
    assert answered[1]["WARC-IP-Address"] == "192.0.2.7"
    assert answered[1]["WARC-Date"] == "2026-03-04T11:59:58.123456Z"
    assert answered[1]["WARC-Payload-Digest"] == f"sha256:{sha256(PAGE)}"
    assert answered[3] == PAGE
    facts = json.loads(noted[3])
    assert (facts["sha256"], facts["status"], facts["text"]["sha256"]) == (sha256(PAGE), 200, snapshot.text_sha256)


def test_the_file_names_neither_person_nor_machine_nor_source(now):
    source = make_source(title="Testimony of Ani", note="secret")
    user = make_user(username="whoever", email="whoever@example.org")
    captured, _new = archive.store_capture(source, fetched(), user=user, now=now)
    uploaded = archive.store_upload(source, upload(PDF, "ani.pdf"), url="", user=user, now=now, note="of Ani")
    import socket

    for snapshot in (captured, uploaded):
        text = gzip.decompress(file_of(snapshot)).decode("latin-1")
        for name in ("whoever", "Ani", "ani.pdf", "secret", socket.gethostname() + "\r"):
            assert name not in text
    assert uploaded.taken_by == user


def test_bytes_are_kept_as_they_came_compressed_and_the_content_is_what_a_browser_would_save(now):
    raw = gzip.compress(PAGE)
    answer = fetched(raw=raw, headers=(*HTML, ("Content-Encoding", "gzip")))
    snapshot, _new = archive.store_capture(make_source(), answer, user=None, now=now)
    response = records_of(snapshot)[1]
    assert response[1]["WARC-Payload-Digest"] == f"sha256:{sha256(raw)}"
    assert response[3] == PAGE, "the reader undoes what the header says"
    assert archive.payload(snapshot) == PAGE


def test_a_body_without_its_chunks_does_not_say_that_it_has_some(now):
    snapshot = make_copy(headers=(*HTML, ("Transfer-Encoding", "chunked")), now=now)
    response = records_of(snapshot)[1]
    assert response[2].get_header("Transfer-Encoding") is None
    assert response[2].get_header("X-Archive-Orig-Transfer-Encoding") == "chunked"
    assert response[3] == PAGE
    assert ["Transfer-Encoding", "chunked"] in snapshot.headers


@pytest.mark.parametrize(
    "headers",
    [
        (("X-Odd", "café \xff"),),
        (("X-Folded", "one\r\n two"),),
        (("X-Null", "a\x00b"),),
        (("X-Same", "1"), ("X-Same", "2")),
        (("X-Empty", ""),),
    ],
)
def test_odd_headers_do_no_harm(headers, now):
    snapshot = make_copy(headers=(*HTML, *headers), now=now)
    snapshot.refresh_from_db()
    assert len(snapshot.headers) == 1 + len(headers)
    assert archive.verify(snapshot, now=now) == []


def test_odd_headers_keep_their_bytes(now):
    snapshot = make_copy(headers=(*HTML, ("X-Odd", "caf\xe9")), now=now)
    assert b"X-Odd: caf\xe9\r\n" in gzip.decompress(file_of(snapshot))


def test_text_that_databases_cannot_hold_is_held_at_its_place(now):
    snapshot = make_copy(body=b"<p>One\x00two</p>", now=now)
    snapshot.refresh_from_db()
    assert "\x00" not in snapshot.text
    assert archive.verify(snapshot, now=now) == []


def test_what_has_no_type_is_kept_as_bytes(now):
    snapshot = make_copy(body=b"\x80\x81\x00\x01", media_type="", charset="", headers=(), now=now)
    assert snapshot.media_type == "application/octet-stream"
    assert snapshot.text == ""
    assert archive.verify(snapshot, now=now) == []


@pytest.mark.parametrize("status", [201, 204, 206, 301, 401, 403, 404, 410, 500])
def test_only_a_whole_answer_is_a_copy(status, now):
    with pytest.raises(archive.NoCopy, match=str(status)):
        make_copy(status=status, now=now)
    assert not Snapshot.objects.exists()


def test_nothing_is_no_copy(now):
    with pytest.raises(archive.NoCopy):
        make_copy(body=b"", now=now)


# --- The same again, and other bytes ----------------------------------------------------------------


def test_the_same_bytes_again_are_no_new_copy(now):
    source = make_source()
    first = make_copy(source, now=now)
    later = now + timedelta(days=7)
    again, is_new = archive.store_capture(source, fetched(), user=None, now=later)
    assert (again, is_new) == (first, False)
    again.refresh_from_db()
    assert (again.seen_again_at, again.last_seen_at, again.taken_at) == (later, later, TAKEN)
    assert len(list(orphans._folders())) == 1, "nothing was written"


def test_other_bytes_are_a_new_copy_and_the_old_one_stays(now):
    source = make_source()
    first, second = make_copy(source, now=now), make_copy(source, PAGE + b"<!-- changed -->", now=now)
    assert set(source.snapshots.all()) == {first, second}
    assert archive.payload(first) == PAGE


def test_the_same_bytes_at_two_sources_are_two_copies(now):
    assert make_copy(now=now).pk != make_copy(now=now).pk


def test_bytes_that_came_in_meanwhile_leave_no_second_file(now, monkeypatch, evidence_folder):  # noqa: F811
    source = make_source()
    first = make_copy(source, now=now)
    looks = iter([None])
    see_again = archive._see_again
    monkeypatch.setattr(archive, "_see_again", lambda *args: next(looks, None) or see_again(*args) if seen() else None)
    calls = []

    def seen():
        calls.append(1)
        return len(calls) > 1

    again, is_new = archive.store_capture(source, fetched(), user=None, now=now)
    assert (again, is_new) == (first, False)
    assert len(list(evidence_folder.rglob("*.warc.gz"))) == 1


def test_a_new_copy_changes_what_readers_are_shown(now):
    source = make_source()
    before = clock.read(now).version
    make_copy(source, now=now)
    assert clock.read(now).version > before


def test_a_quotation_that_missed_its_copy_finds_it_later(now):
    source = make_source(url="https://river.test/report")
    make_release(body=f"<p>“Ten percent of the rivers”{cite(source, passage='Ten percent of the rivers')}</p>")
    make_copy(source, now=now)
    passage = source.passages.get()
    assert passage.is_verified
    # As if the item had been saved in the moment in which the copy was stored.
    source.passages.update(status="no_copy", snapshot=None, start=None, end=None)
    assert archive.look_again(now) == 1
    passage.refresh_from_db()
    assert passage.is_verified
    assert archive.look_again(now) == 0


# --- Files -------------------------------------------------------------------------------------------


def test_a_file_is_never_written_again(now):
    snapshot = make_copy(now=now)
    storage = snapshot.warc.storage
    from django.core.files.base import ContentFile

    with pytest.raises(FileExistsError):
        storage.save(snapshot.warc.name, ContentFile(b"other"))
    assert archive.verify(snapshot, now=now) == []


def test_files_are_for_this_program_alone(now, evidence_folder):  # noqa: F811
    snapshot = make_copy(now=now)
    path = evidence_folder / snapshot.warc.name
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_where_there_are_no_hard_links_a_file_is_written_once_all_the_same(now, monkeypatch):
    import errno
    import os

    def refuse(*_names):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    snapshot = make_copy(now=now)
    assert archive.verify(snapshot, now=now) == []
    from django.core.files.base import ContentFile

    with pytest.raises(FileExistsError):
        snapshot.warc.storage.save(snapshot.warc.name, ContentFile(b"other"))


def test_a_full_disk_leaves_neither_row_nor_file(now, monkeypatch, evidence_folder):  # noqa: F811
    import os

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        make_copy(now=now)
    assert not Snapshot.objects.exists()
    assert not [path for path in evidence_folder.rglob("*") if path.is_file()]


def test_files_that_no_row_names_are_removed_when_they_are_old_and_others_never(now, evidence_folder):  # noqa: F811
    snapshot = make_copy(now=now)
    folder = evidence_folder / "snapshots" / "ab"
    folder.mkdir(exist_ok=True)
    (folder / "abcd.warc.gz").write_bytes(b"orphan")
    (folder / ".partial-x").write_bytes(b"half")
    assert orphans.remove_orphans(now) == 0
    assert orphans.remove_orphans(now + timedelta(days=2)) == 1, "what was half written"
    assert list(orphans.find()) == ["snapshots/ab/abcd.warc.gz"]
    assert orphans.remove_orphans(now + timedelta(days=31)) == 1
    assert archive.verify(snapshot, now=now) == []


def test_without_any_copy_there_is_nothing_to_remove(now):
    assert orphans.remove_orphans(now) == 0


# --- Uploads -----------------------------------------------------------------------------------------

REFUSED = {
    "empty": (b"", "report.pdf"),
    "program": (b"MZ\x90\x00\x03\x00\x00\x00", "report.txt"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "a.svg"),
    "cut PDF": (b"%PDF-1.7\n1 0 obj", "report.pdf"),
    "bytes": (bytes(range(256)), "notes.txt"),
    "RTF": (b"{\\rtf1 hello}", "a.rtf"),
    "script": (b"#!/bin/sh\nrm -rf /", "a.txt"),
    "picture and page": (b"GIF89a/*" + b"<html><script>1</script></html>", "a.gif"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_uploads_that_are_refused(name, now):
    content, file_name = REFUSED[name]
    with pytest.raises(ValidationError):
        archive.store_upload(make_source(), upload(content, file_name), url="", user=None, now=now)
    assert not Snapshot.objects.exists()


def test_an_upload_that_is_too_large_is_refused_unread(now, monkeypatch):
    monkeypatch.setattr("sources.uploads.MAX_BYTES", 10)
    with pytest.raises(ValidationError, match="larger"):
        archive.store_upload(make_source(), upload(b"twelve bytes", "a.txt"), url="", user=None, now=now)


def test_a_zip_bomb_that_calls_itself_a_document_is_refused(now, monkeypatch):
    import io
    import zipfile

    from publishing import uploads

    monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 10_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "0" * 100_000)
    with pytest.raises(ValidationError, match="unpacks"):
        archive.store_upload(make_source(), upload(stream.getvalue(), "a.docx"), url="", user=None, now=now)


def test_a_document_that_is_an_archive_too_is_refused(now):
    import io
    import zipfile

    stream = io.BytesIO(PDF)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("evil.txt", "x")
    with pytest.raises(ValidationError, match="archive at once|cut off"):
        archive.store_upload(make_source(), upload(stream.getvalue()), url="", user=None, now=now)


ACCEPTED = {
    "PDF": (PDF, "report.html", "application/pdf"),
    "page that calls itself PDF": (PAGE + b"<script>alert(1)</script>", "report.pdf", "text/html"),
    "page in UTF-16": ("\ufeff<html><p>Ten</p></html>".encode("utf-16-le"), "a.htm", "text/html"),
    "page with comment first": (b"<!-- saved from url -->\n<html><p>Ten</p>", "a.htm", "text/html"),
    "XHTML": (b'<?xml version="1.0"?>\n<html xmlns="x"><p>Ten</p></html>', "a.xhtml", "text/html"),
    "text": ("Ten percent – of rivers.".encode(), "a.txt", "text/plain"),
    "text in an old encoding": ("Ten percent – of “rivers”.".encode("cp1252"), "a.txt", "text/plain"),
    "picture": (picture_bytes(), "scan.png", "image/png"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_uploads_are_known_by_their_content(name, now):
    content, file_name, media_type = ACCEPTED[name]
    snapshot = archive.store_upload(make_source(), upload(content, file_name), url="", user=None, now=now)
    assert (snapshot.media_type, snapshot.origin) == (media_type, "uploaded")
    assert archive.payload(snapshot) == content
    assert archive.verify(snapshot, now=now) == []


def test_an_upload_is_a_resource_named_by_its_hash_since_nobody_saw_where_it_came_from(now):
    snapshot = archive.store_upload(
        make_source(), upload(PDF), url="https://river.test/report.pdf", user=make_user(), now=now, note="By mail"
    )
    info, resource, noted = records_of(snapshot)
    assert (info[0], resource[0], noted[0]) == ("warcinfo", "resource", "metadata")
    assert resource[1]["WARC-Target-URI"].startswith("ni:///sha-256;")
    assert resource[1]["WARC-Payload-Digest"] == f"sha256:{snapshot.sha256}"
    assert (resource[1]["Content-Type"], resource[3]) == ("application/pdf", PDF)
    facts = json.loads(noted[3])
    assert (facts["origin"], facts["requested_url"]) == ("uploaded", "https://river.test/report.pdf")


def test_the_same_file_is_not_uploaded_twice(now):
    source = make_source()
    first = archive.store_upload(source, upload(PDF), url="", user=None, now=now)
    with pytest.raises(archive.AlreadyKept) as refusal:
        archive.store_upload(source, upload(PDF, "again.pdf"), url="", user=None, now=now)
    assert refusal.value.snapshot == first


def test_what_was_uploaded_and_is_on_the_web_was_seen_there(now):
    source = make_source()
    first = archive.store_upload(source, upload(PAGE, "a.html"), url="", user=None, now=now)
    again, is_new = archive.store_capture(source, fetched(), user=None, now=now)
    assert (again, is_new, again.seen_again_at) == (first, False, now)


# --- Withdrawing, and reading anew -------------------------------------------------------------------


def test_a_withdrawn_copy_stays_as_it_is_and_is_read_by_nobody(now):
    snapshot = make_copy(now=now)
    archive.withdraw(snapshot, reason="It names a child.", user=None, now=now)
    snapshot.refresh_from_db()
    assert snapshot.is_withdrawn
    assert not snapshot.is_readable
    assert not Snapshot.objects.readable().exists()
    assert archive.verify(snapshot, now=now) == []
    with pytest.raises(archive.AlreadyWithdrawn):
        archive.withdraw(snapshot, reason="Again.", user=None, now=now)


def test_a_withdrawal_needs_a_reason(now):
    with pytest.raises(IntegrityError), transaction.atomic():
        archive.withdraw(make_copy(now=now), reason="", user=None, now=now)


def test_bytes_that_were_withdrawn_do_not_come_back_by_themselves(now):
    source = make_source()
    snapshot = make_copy(source, now=now)
    archive.withdraw(snapshot, reason="It names a child.", user=None, now=now)
    again, is_new = archive.store_capture(source, fetched(), user=None, now=now)
    assert (again.pk, is_new, again.is_withdrawn) == (snapshot.pk, False, True)


def test_a_newer_extractor_reads_the_stored_bytes_anew(now):
    snapshot = make_copy(now=now)
    file = file_of(snapshot)
    Snapshot.objects.filter(pk=snapshot.pk).update(text="Old reading.", extractor="html 0", text_sha256=sha256(b"Old"))
    snapshot.refresh_from_db()
    assert archive.extract_again(snapshot, now=now) is True
    snapshot.refresh_from_db()
    assert "Ten percent of the rivers" in snapshot.text
    assert file_of(snapshot) == file
    assert archive.extract_again(snapshot, now=now) is False


def test_a_body_that_does_not_follow_from_what_was_received_is_refused(now):
    with pytest.raises(ValueError, match="content"):
        archive.store_capture(make_source(), fetched(raw=b"something else"), user=None, now=now)
    with pytest.raises(warc.NotReadable):
        warc.read(b"no file of ours")
