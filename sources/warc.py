"""The files of archived copies: WARC 1.1 (ISO 28500:2017), each record a gzip member of its own, written and read by warcio.

One file holds one copy. Of a capture: `warcinfo`; for every hop, redirects included, the `request` and the `response` with
the IP address that answered; `metadata` with what we note of it, as JSON. Of an upload: `warcinfo`, a `resource` record
that is named by the hash of its content (RFC 6920) because nobody saw it come from anywhere, and `metadata`. Every record
carries the SHA-256 of its block, in hexadecimal, so that `sha256sum` and any WARC reader can check us.

The headers of a response are kept as received, but for one name. The fetcher hands over bodies without their transfer coding
(chunks); a reader that met "Transfer-Encoding: chunked" before such a body would look for chunks and fail. The header is
therefore written as "X-Archive-Orig-Transfer-Encoding", the prefix that web archives use for headers they replay; under its own
name it stands in the metadata. The content coding (gzip) is part of what is kept, and its header stays.
"""

import hashlib
import io
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sources import codings
from sources.fetching import Fetched, Hop

FORMAT: Final = 1
"""Grows when the same copy would be written in another way."""

PROGRAM: Final = f"Advocacy Site, copies {FORMAT} (warcio {version('warcio')})"
STANDARD: Final = "http://bibnum.bnf.fr/WARC/WARC_ISO_28500_version1-1_latestdraft.pdf"
RENAMED: Final = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}

type Facts = dict[str, Any]


class NotReadable(Exception):
    """A file that is no whole WARC of ours; the text says what is wrong, for staff and logs, in English."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a file holds: the content as a browser would save it, and what was noted when it was taken."""

    content: bytes
    facts: Facts


# --- Writing -------------------------------------------------------------------------------------


def write_capture(fetched: Fetched, facts: Facts) -> bytes:
    """Return the file of a capture. Raises ValueError if `fetched.body` is not what its last answer says when decoded."""
    file = _File(fetched.hops[-1].at)
    for hop in fetched.hops:
        response_id = file.write_exchange(hop)
    last = fetched.hops[-1]
    file.write_facts(last.url, facts, last.at, concurrent_to=response_id)
    return _checked(file.content(), fetched.body)


def write_upload(body: bytes, media_type: str, facts: Facts, at: datetime) -> bytes:
    """Return the file of a copy that a person handed over."""
    file = _File(at)
    name = named_by_hash(body)
    resource_id = file.write("resource", name, body, media_type, at, payload=body)
    file.write_facts(name, facts, at, concurrent_to=resource_id)
    return _checked(file.content(), body)


def named_by_hash(body: bytes) -> str:
    """Return the name of a content as RFC 6920 writes it: "ni:///sha-256;…" with the hash in base64url."""
    digest = urlsafe_b64encode(hashlib.sha256(body).digest()).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


class _Sha256:
    """What warcio asks of a digest; written as "sha256:" and hexadecimal digits."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def update(self, data: bytes) -> None:
        self._digest.update(data)

    def __str__(self) -> str:
        return f"sha256:{self._digest.hexdigest()}"


def _digest_of(data: bytes) -> str:
    digest = _Sha256()
    digest.update(data)
    return str(digest)


class _Writer(WARCWriter):
    @staticmethod
    def _create_digester() -> _Sha256:
        return _Sha256()


class _File:
    """A file while it is written, from its `warcinfo` on. Nothing in it names the machine."""

    def __init__(self, at: datetime) -> None:
        self._stream = io.BytesIO()
        self._writer = _Writer(self._stream, gzip=True, warc_version="1.1")
        info = {"software": PROGRAM, "format": "WARC File Format 1.1", "conformsTo": STANDARD}
        record = self._writer.create_warcinfo_record("", info)
        record.rec_headers.replace_header("WARC-Date", _date(at))
        self._info_id = record.rec_headers.get_header("WARC-Record-ID")
        self._writer.write_record(record)

    def content(self) -> bytes:
        return self._stream.getvalue()

    def write(
        self, kind: str, uri: str, block: bytes, content_type: str, at: datetime, *, payload: bytes, **more: str
    ) -> str:
        """Append a record; `more` are headers of it, with "_" for "-". Return its identifier."""
        identifier: str = self._writer._make_warc_id()
        headers = {
            "WARC-Type": kind,
            "WARC-Record-ID": identifier,
            "WARC-Warcinfo-ID": self._info_id,
            "WARC-Date": _date(at),
            "WARC-Target-URI": uri,
            **{name.replace("_", "-"): value for name, value in more.items() if value},
            "WARC-Payload-Digest": _digest_of(payload),
            "WARC-Block-Digest": _digest_of(block),
        }
        # Made by hand: warcio's own builder would parse the HTTP headers and write them anew, percent-encoded.
        lines = StatusAndHeaders("", list(headers.items()), protocol="WARC/1.1")
        record = ArcWarcRecord("warc", kind, lines, io.BytesIO(block), None, content_type, len(block))
        self._writer.write_record(record)
        return identifier

    def write_exchange(self, hop: Hop) -> str:
        """Append request and response of a hop; return the identifier of the response."""
        kind = "application/http; msgtype="
        block = _head(f"{_protocol(hop)} {hop.status} {hop.reason}", _readable(hop.headers)) + hop.raw
        answer = {"WARC_IP_Address": hop.address}
        response_id = self.write("response", hop.url, block, f"{kind}response", hop.at, payload=hop.raw, **answer)
        parts = urlsplit(hop.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = _head(f"GET {target} HTTP/1.1", hop.request_headers)
        more = {**answer, "WARC_Concurrent_To": response_id}
        self.write("request", hop.url, asked, f"{kind}request", hop.at, payload=b"", **more)
        return response_id

    def write_facts(self, uri: str, facts: Facts, at: datetime, *, concurrent_to: str) -> None:
        """Append what we note, as JSON in UTF-8."""
        block = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self.write("metadata", uri, block, "application/json", at, payload=block, WARC_Concurrent_To=concurrent_to)


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _protocol(hop: Hop) -> str:
    return hop.http_version if hop.http_version.startswith("HTTP/") else f"HTTP/{hop.http_version or '1.1'}"


def _readable(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((RENAMED.get(name.lower(), name), value) for name, value in headers)


def _head(first: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return the head of an HTTP message. Headers were read as ISO 8859-1, so that this gives back their bytes."""
    lines = [first.strip(), *(f"{name}: {value}" for name, value in headers)]
    # A header that went over several lines (RFC 9112 section 5.2) is written in one.
    head = "\r\n".join(" ".join(line.splitlines()) for line in lines) + "\r\n\r\n"
    try:
        return head.encode("latin-1")
    except UnicodeEncodeError:
        return head.encode()


def _checked(file: bytes, body: bytes) -> bytes:
    """Return the file after reading it as somebody would in ten years: what cannot be read again is no copy."""
    try:
        content = read(file).content
    except NotReadable as error:
        raise ValueError(str(error)) from error
    if content != body:
        raise ValueError("The file does not give back the content that it was made of.")
    return file


# --- Reading -------------------------------------------------------------------------------------


def read(file: bytes) -> Copy:
    """Return what a file holds, every digest in it checked. Raises NotReadable."""
    try:
        return _read(file)
    except NotReadable:
        raise
    except Exception as error:  # warcio meets broken files with errors of every kind
        raise NotReadable(f"The file cannot be read as a WARC ({type(error).__name__}).") from error


def _read(file: bytes) -> Copy:
    kinds: list[str] = []
    content: bytes | None = None
    facts: Facts | None = None
    for record, body in _records(file):
        kinds.append(record.rec_type)
        if record.rec_type in ("response", "resource"):
            content = _decoded(record, body)
        elif record.rec_type == "metadata":
            facts = json.loads(body)
    if kinds[:1] != ["warcinfo"] or content is None or not isinstance(facts, dict):
        raise NotReadable(f"The file lacks records: it has {', '.join(kinds) or 'none'}.")
    return Copy(content, facts)


def _records(file: bytes) -> Iterator[tuple[Any, bytes]]:
    for record in ArchiveIterator(io.BytesIO(file), check_digests=True, verify_http=True):
        body = record.raw_stream.read()
        identifier = record.rec_headers.get_header("WARC-Record-ID")
        if not record.rec_headers.get_header("WARC-Block-Digest"):
            raise NotReadable(f"The record {identifier} has no digest.")
        if record.digest_checker.problems or not record.digest_checker.passed:
            raise NotReadable(f"The record {identifier} is not what its digest says.")
        yield record, body


def _decoded(record: Any, body: bytes) -> bytes:
    """Return a content without its content coding. What was decoded once within the fetcher's limits is as large again."""
    if not record.http_headers:
        return body
    names = [value for name, value in record.http_headers.headers if name.lower() == "content-encoding"]
    return codings.decode(body, ", ".join(names), limit=LARGEST)


LARGEST: Final = 1024 * 1024 * 1024
"""No content that is read again is larger, whatever its file says: 1 GiB."""
