"""Time stamps of a third party (RFC 3161): proof that a copy's file existed at a time, that holds against ourselves.

With TIMESTAMP_URL set, the SHA-256 of each file goes to that server, and nothing else does: not the file, not the
address. What comes back, a token signed by the server, is kept with the copy and checked offline from then on; with
TIMESTAMP_CERTIFICATES, a file of the certificates that are trusted (PEM), its signature too. A stamp that fails loses
nothing: the schedule asks again. Anybody can check one without us: `openssl ts -verify -token_in -in TOKEN -data FILE
-CAfile CERTIFICATES`.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from publishing import clock
from sources.models import Snapshot

# What speaks to the server and reads certificates is imported where it is needed: few sites have a server of time stamps.
if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

SHA256: Final = "2.16.840.1.101.3.4.2.1"
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
SECONDS: Final = 20.0
LARGEST: Final = 64 * 1024
CLOCKS_DIFFER: Final = timedelta(minutes=10)
AT_ONCE: Final = 20
MOST_FAILURES: Final = 3
"""After so many, the server is left alone for this time."""


class NotStamped(Exception):
    """The server gave no time stamp that holds; the text says why, in English, for logs."""


def stamp_due(now: datetime) -> int:
    """Get time stamps for copies that have none; return how many. For the schedule, which tries again after an error.

    Raises NotStamped at the end for the first that failed: one that cannot be stamped does not hold up the others.
    """
    if not settings.TIMESTAMP_URL:
        return 0
    stamped, failures = 0, []
    for snapshot in Snapshot.objects.kept().filter(timestamped_at=None, damage="").order_by("-pk")[:AT_ONCE]:
        try:
            stamped += stamp(snapshot, now=now)
        except NotStamped as error:
            failures.append(error)
            if len(failures) == MOST_FAILURES:
                break
    if failures:
        raise failures[0]
    return stamped


def stamp(snapshot: Snapshot, *, now: datetime) -> bool:
    """Get a time stamp for a copy; return whether it was the first to. Raises NotStamped."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    try:
        with snapshot.warc.open("rb") as stream:
            file = stream.read()
    except OSError as error:
        raise NotStamped(f"The file of copy {snapshot.pk} is missing.") from error
    if hashlib.sha256(file).hexdigest() != snapshot.warc_sha256:
        raise NotStamped(f"The file of copy {snapshot.pk} is not what it was.")
    request = TimestampRequestBuilder(data=file, hash_algorithm=HashAlgorithm.SHA256).build()
    answer = _decode(_ask(request.as_bytes()))
    for fault in _faults_of_answer(answer, snapshot.warc_sha256):
        raise NotStamped(fault)
    if request.nonce is not None and answer.tst_info.nonce != request.nonce:
        raise NotStamped("The answer belongs to another question.")
    at = answer.tst_info.gen_time.astimezone(UTC)
    if abs(at - now) > CLOCKS_DIFFER:
        raise NotStamped(f"The server's clock differs from ours: it says {at:%Y-%m-%d %H:%M}.")
    return _keep(snapshot, answer, at, now=now)


@transaction.atomic
def _keep(snapshot: Snapshot, answer: "TimeStampResponse", at: datetime, *, now: datetime) -> bool:
    """Store the time stamp, which readers are shown, unless the copy has got one meanwhile."""
    row = Snapshot.objects.filter(pk=snapshot.pk, timestamped_at=None)
    told = {"timestamp_token": answer.time_stamp_token(), "timestamped_at": at, "timestamped_by": _signer(answer)}
    if not row.update(**told):
        return False
    clock.bump(now)
    return True


def faults(snapshot: Snapshot, file: bytes) -> Iterator[str]:
    """Yield what is wrong with the time stamp of a copy whose file is `file`; nothing where it has none. Offline."""
    if snapshot.timestamp_token is None:
        return
    try:
        answer = _decode(_as_answer(bytes(snapshot.timestamp_token)))
        at = answer.tst_info.gen_time.astimezone(UTC)
        wrong = list(_faults_of_answer(answer, hashlib.sha256(file).hexdigest()))
    except NotStamped as error:
        wrong = [str(error)]
    else:
        if at != snapshot.timestamped_at:
            wrong.append(f"It says {at:%Y-%m-%d %H:%M:%S}.")
    for fault in wrong:
        yield _("The time stamp does not hold: %(why)s") % {"why": fault}


def _ask(query: bytes) -> bytes:
    """Post a query and return the answer (RFC 3161 section 3.4). The address is the administrator's, not of staff."""
    import certifi
    import urllib3

    pool = urllib3.PoolManager(
        retries=False, timeout=urllib3.Timeout(total=SECONDS), cert_reqs="CERT_REQUIRED", ca_certs=certifi.where()
    )
    try:
        with pool.request(
            "POST",
            settings.TIMESTAMP_URL,
            body=query,
            headers={"Content-Type": QUERY, "Accept": REPLY},
            redirect=False,
            preload_content=False,
            decode_content=False,
        ) as answer:
            found = answer.read(LARGEST + 1)
            media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            status = answer.status
    except urllib3.exceptions.HTTPError as error:
        raise NotStamped(f"The server cannot be asked: {type(error).__name__}.") from error
    finally:
        pool.clear()
    if status != 200 or media_type != REPLY or len(found) > LARGEST:
        raise NotStamped(f"The server answers {status}, {media_type or 'without a type'}, {len(found)} bytes.")
    return found


def _decode(answer: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response

    try:
        found = decode_timestamp_response(answer)
    except ValueError as error:
        raise NotStamped("The answer is no time stamp.") from error
    if found.status not in (0, 1):  # granted, granted with modifications
        raise NotStamped(f"The server refuses: status {found.status}, {' '.join(found.status_string)[:200]}.")
    return found


def _faults_of_answer(answer: "TimeStampResponse", sha256: str) -> Iterator[str]:
    imprint = answer.tst_info.message_imprint
    if imprint.hash_algorithm.dotted_string != SHA256 or imprint.message.hex() != sha256:
        yield "It is for another file."
        return
    if settings.TIMESTAMP_CERTIFICATES:
        yield from _faults_of_signature(answer, sha256)


def _faults_of_signature(answer: "TimeStampResponse", sha256: str) -> Iterator[str]:
    """Check the signature against the certificates that are trusted, as they were at the time it names."""
    from rfc3161_client import VerificationError, VerifierBuilder

    builder = VerifierBuilder()
    for certificate in _trusted(settings.TIMESTAMP_CERTIFICATES):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify(answer, bytes.fromhex(sha256))
    except (VerificationError, ValueError) as error:
        yield f"Its signature is not accepted: {error}."


@cache
def _trusted(path: str) -> "tuple[Certificate, ...]":
    from cryptography import x509

    return tuple(x509.load_pem_x509_certificates(Path(path).read_bytes()))


def _signer(answer: "TimeStampResponse") -> str:
    """Return who signed, as their certificate says; the number of the certificate where it is not in the token."""
    from cryptography import x509

    for signer in answer.signed_data.signer_infos:
        for encoded in answer.signed_data.certificates:
            certificate = x509.load_der_x509_certificate(encoded)
            if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number):
                return str(certificate.subject.rfc4514_string())[:300]
        return f"{signer.issuer.rfc4514_string()} {signer.serial_number}"[:300]
    return ""


def _as_answer(token: bytes) -> bytes:
    """Put a token into an answer again, "granted": DER of SEQUENCE { SEQUENCE { INTEGER 0 }, token }."""
    body = b"\x30\x03\x02\x01\x00" + token
    length = len(body)
    if length < 0x80:
        return b"\x30" + bytes([length]) + body
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return b"\x30" + bytes([0x80 | len(digits)]) + digits + body
