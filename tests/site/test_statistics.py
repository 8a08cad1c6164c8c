"""On SQLite: one item among thousands is found by its address, not by going through all that is published."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from advocacy_site import housekeeping
from press.models import PressRelease, ReleaseCitation
from publishing.models import Status
from publishing.visibility import visible_q
from sources.models import Source
from tests.factories import make_source

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its statistics by itself."),
]


def plan(rows: QuerySet) -> str:
    return rows.explain()


@pytest.fixture
def archive(now):
    """Many releases of different times, each citing one of many sources."""
    releases = PressRelease.objects.bulk_create(
        PressRelease(
            title="R",
            slug=f"r-{n}",
            status=Status.PUBLISHED,
            publish_at=now - timedelta(hours=n),
            created_at=now,
            updated_at=now,
        )
        for n in range(500)
    )
    sources = [make_source() for n in range(20)]
    ReleaseCitation.objects.bulk_create(
        ReleaseCitation(owner=release, source=sources[n % 20], seen_in=sources[n % 20], position=1)
        for n, release in enumerate(releases)
    )
    housekeeping.refresh_statistics(now)


def test_an_address_is_looked_up_in_its_own_index(archive, now):
    found = plan(PressRelease.objects.published(now).filter(slug="r-1", language__in=["en", "hy"]))
    assert "(language=? AND slug=?)" in found
    assert "publish_at<" not in found


def test_what_cites_a_source_is_found_from_the_source(archive, now):
    found = plan(ReleaseCitation.objects.filter(visible_q(now, "owner__"), source=Source.objects.first()))
    assert "(source_id=?)" in found
    assert "publish_at<" not in found


def test_whether_a_source_is_public_is_asked_of_its_own_citations(archive, now):
    assert "publish_at<" not in plan(Source.objects.published(now))
