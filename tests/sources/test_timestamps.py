"""Time stamps (RFC 3161) from an authority on loopback: got, kept, believed or not, and never in the way of a copy."""

import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from advocacy_site import checks
from publishing import clock
from sources import archive, timestamps
from sources.models import Snapshot
from tests.sources.copies import evidence_folder, file_of, make_copy  # noqa: F401
from tests.sources.stamping import Authority, authority, authority_server, write_certificates  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(now):
    return make_copy(now=now)


@pytest.fixture
def stamped(snapshot, authority, now):  # noqa: F811
    assert timestamps.stamp(snapshot, now=now)
    snapshot.refresh_from_db()
    return snapshot


def test_a_stamp_says_when_the_file_was_there_and_who_says_so(stamped, authority, now):  # noqa: F811
    assert abs(stamped.timestamped_at - now) < timedelta(minutes=1)
    assert stamped.timestamped_by == "CN=River Clock"
    assert archive.verify(stamped, now=now) == []


def test_the_authority_learns_the_hash_and_nothing_else(stamped, authority):  # noqa: F811
    [(media_type, query)] = authority.queries
    assert media_type == "application/timestamp-query"
    assert bytes.fromhex(stamped.warc_sha256) in query
    assert len(query) < 100


def test_openssl_believes_the_stamp_without_us(stamped, authority, tmp_path):  # noqa: F811
    (tmp_path / "token").write_bytes(bytes(stamped.timestamp_token))
    (tmp_path / "file").write_bytes(file_of(stamped))
    command = "openssl ts -verify -token_in -in token -data file -CAfile"
    checked = subprocess.run([*command.split(), authority.roots], cwd=tmp_path, capture_output=True, check=False)
    assert b"Verification: OK" in checked.stdout + checked.stderr


def test_a_stamp_is_got_once(stamped, authority, now):  # noqa: F811
    assert timestamps.stamp(stamped, now=now) is False
    assert timestamps.stamp_due(now) == 0


def test_the_schedule_stamps_what_has_none(snapshot, authority, now):  # noqa: F811
    withdrawn = make_copy(now=now)
    archive.withdraw(withdrawn, reason="It names a child.", user=None, now=now)
    before = clock.read(now).version
    assert timestamps.stamp_due(now) == 1
    assert clock.read(now).version == before + 1, "stored pages do not tell of the stamp"
    assert timestamps.stamp_due(now) == 0
    assert clock.read(now).version == before + 1
    assert Snapshot.objects.exclude(timestamped_at=None).get() == snapshot


def test_without_an_authority_nothing_is_asked(snapshot, now):
    assert timestamps.stamp_due(now) == 0
    assert archive.verify(snapshot, now=now) == []


def test_a_stamp_for_another_file_is_found(stamped, now):
    other = make_copy(body=b"<p>Another.</p>", now=now)
    Snapshot.objects.filter(pk=other.pk).update(
        timestamp_token=stamped.timestamp_token, timestamped_at=stamped.timestamped_at
    )
    other.refresh_from_db()
    [fault] = archive.verify(other, now=now)
    assert "another file" in fault


def test_a_stamp_that_was_changed_is_found(stamped, now):
    token = bytearray(stamped.timestamp_token)
    token[-5] ^= 1  # in the signature
    Snapshot.objects.filter(pk=stamped.pk).update(timestamp_token=bytes(token))
    stamped.refresh_from_db()
    assert "time stamp does not hold" in archive.verify(stamped, now=now)[0]


def test_a_time_that_was_changed_is_found(stamped, now):
    Snapshot.objects.filter(pk=stamped.pk).update(timestamped_at=now - timedelta(days=9))
    stamped.refresh_from_db()
    assert "time stamp does not hold" in archive.verify(stamped, now=now)[0]


def test_junk_is_no_stamp(snapshot, now):
    Snapshot.objects.filter(pk=snapshot.pk).update(timestamp_token=b"junk", timestamped_at=now)
    snapshot.refresh_from_db()
    assert "time stamp does not hold" in archive.verify(snapshot, now=now)[0]


def test_an_authority_that_is_not_trusted_gives_no_stamp(snapshot, authority, settings, tmp_path, now):  # noqa: F811
    write_certificates(tmp_path)
    settings.TIMESTAMP_CERTIFICATES = str(tmp_path / "root.pem")
    with pytest.raises(timestamps.NotStamped, match="signature"):
        timestamps.stamp(snapshot, now=now)
    snapshot.refresh_from_db()
    assert snapshot.timestamped_at is None


def test_without_certificates_the_stamp_is_kept_and_its_hash_is_checked(snapshot, authority, settings, now):  # noqa: F811
    settings.TIMESTAMP_CERTIFICATES = ""
    assert timestamps.stamp(snapshot, now=now)
    snapshot.refresh_from_db()
    assert archive.verify(snapshot, now=now) == []


@pytest.mark.parametrize(
    "answer",
    [
        (500, "text/plain", b"Sorry"),
        (200, "text/html", b"<p>Welcome</p>"),
        (200, "application/timestamp-reply", b""),
        (200, "application/timestamp-reply", b"junk"),
        (200, "application/timestamp-reply", b"0" * 100_000),
        (200, "application/timestamp-reply", bytes.fromhex("3003020102")),
        (200, "application/timestamp-reply", bytes.fromhex("30053003020102")),
        (302, "application/timestamp-reply", b""),
    ],
)
def test_what_is_no_stamp_loses_nothing_and_is_asked_for_again(snapshot, authority, answer, now):  # noqa: F811
    authority.answer = lambda _query: answer
    with pytest.raises(timestamps.NotStamped):
        timestamps.stamp_due(now)
    assert archive.verify(snapshot, now=now) == []
    authority.forget()
    assert timestamps.stamp_due(now) == 1


def test_an_old_answer_is_not_taken_for_a_new_one(snapshot, authority, now):  # noqa: F811
    old = authority.sign(_query_for(snapshot))
    authority.answer = lambda _query: (200, "application/timestamp-reply", old)
    with pytest.raises(timestamps.NotStamped, match="another question"):
        timestamps.stamp(snapshot, now=now)


def _query_for(snapshot):
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    return TimestampRequestBuilder(data=file_of(snapshot), hash_algorithm=HashAlgorithm.SHA256).build().as_bytes()


def test_a_clock_that_differs_is_not_believed(snapshot, authority):  # noqa: F811
    with pytest.raises(timestamps.NotStamped, match="clock"):
        timestamps.stamp(snapshot, now=timezone.now() - timedelta(hours=3))


def test_an_authority_that_is_not_there_is_no_trouble(snapshot, settings, now):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    with pytest.raises(timestamps.NotStamped, match="cannot be asked"):
        timestamps.stamp(snapshot, now=now)


def test_a_damaged_file_is_not_stamped(snapshot, authority, evidence_folder, now):  # noqa: F811
    (evidence_folder / snapshot.warc.name).write_bytes(b"other")
    with pytest.raises(timestamps.NotStamped, match="not what it was"):
        timestamps.stamp(snapshot, now=now)
    assert authority.queries == []


def test_one_that_cannot_be_stamped_does_not_hold_up_the_others(snapshot, authority, evidence_folder, now):  # noqa: F811
    other = make_copy(now=now)
    (evidence_folder / other.warc.name).unlink()
    with pytest.raises(timestamps.NotStamped, match="missing"):
        timestamps.stamp_due(now)
    snapshot.refresh_from_db()
    assert snapshot.timestamped_at is not None


def test_wrong_settings_are_told_at_the_start(settings, tmp_path):
    assert checks.time_stamps_can_be_got(None) == []
    settings.TIMESTAMP_URL = "ftp://clock.test/"
    settings.TIMESTAMP_CERTIFICATES = str(tmp_path / "none.pem")
    assert [error.id for error in checks.time_stamps_can_be_got(None)] == ["advocacy_site.E007", "advocacy_site.E008"]
