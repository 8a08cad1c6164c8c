"""The second run of CI is really one on PostgreSQL and Redis."""

import os

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection

REQUIRED = os.environ.get("REQUIRE_SERVERS") == "1"


@pytest.mark.servers
@pytest.mark.django_db
def test_the_servers_that_are_named_are_used():
    on_servers = connection.vendor == "postgresql" and isinstance(caches["default"], RedisCache)
    if not on_servers and not REQUIRED:
        pytest.skip("DATABASE_URL=postgres://… and CACHE_URL=redis://… name no servers.")
    assert on_servers, "REQUIRE_SERVERS=1, but the tests run without PostgreSQL or Redis."
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL")
    for alias in ("default", "pages", "limits"):
        caches[alias].ping()  # while its server is away it would answer from memory
        caches[alias].set("asked", alias)
        assert caches[alias].get("asked") == alias
