"""Archived copies for tests: answers made by hand, and a folder of files for each test."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sources import archive
from sources.fetching import Fetched, Hop
from sources.models import Snapshot
from sources.models.snapshots import evidence_storage
from tests.factories import make_source

TAKEN = datetime(2026, 3, 4, 11, 59, 58, 123456, tzinfo=UTC)
PAGE = b"<!doctype html><title>Rivers</title><p>Ten percent of the rivers are clean.</p>"
HTML = (("Content-Type", "text/html; charset=utf-8"),)


@pytest.fixture(autouse=True)
def evidence_folder(monkeypatch, tmp_path):
    """Give each test that imports it a folder of its own. The field holds a storage, so that one's folder is changed;

    where a test before has changed the settings of storages, whoever asks for it by name gets another one.
    """
    folder = tmp_path / "evidence"
    for storage in (Snapshot._meta.get_field("warc").storage, evidence_storage()):
        monkeypatch.setitem(storage.__dict__, "base_location", str(folder))
        monkeypatch.setitem(storage.__dict__, "location", str(folder))
    return folder


def hop(url="https://river.test/report", status=200, headers=HTML, raw=PAGE, **more):
    return Hop(
        **{
            "url": url,
            "status": status,
            "headers": headers,
            "request_headers": (("Host", "river.test"), ("User-Agent", "AdvocacySite/1")),
            "raw": raw,
            "address": "192.0.2.7",
            "at": TAKEN,
            "http_version": "HTTP/1.1",
            "reason": "OK" if status == 200 else "Odd",
        }
        | more
    )


def fetched(body=PAGE, *, media_type="text/html", charset="utf-8", redirects=(), **more):
    """Return an answer as the fetcher gives it; `more` goes to its last hop."""
    last = hop(**{"raw": body} | more)
    return Fetched((*redirects, last)[0].url, (*redirects, last), body, media_type, charset)


def make_copy(source=None, body=PAGE, *, now=TAKEN, **more):
    """Return a stored copy."""
    snapshot, _is_new = archive.store_capture(source or make_source(), fetched(body, **more), user=None, now=now)
    return snapshot


def upload(content, name="report.pdf", media_type="application/octet-stream"):
    return SimpleUploadedFile(name, content, media_type)


def file_of(snapshot):
    with snapshot.warc.open("rb") as stream:
        return stream.read()


def records_of(snapshot):
    """Return (type, headers, HTTP headers, body) of each record, as any reader of WARC files sees them."""
    from warcio.archiveiterator import ArchiveIterator

    found = []
    for record in ArchiveIterator(io.BytesIO(file_of(snapshot)), check_digests="raise"):
        body = record.content_stream().read()
        found.append((record.rec_type, record.rec_headers, record.http_headers, body))
    return found
