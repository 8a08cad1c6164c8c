"""What all tests share: no outside network, empty caches, a fixed idea of now, clients."""

import gc
import os
import socket
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.core.cache import caches
from django.core.management.commands import flush
from django.db import connections
from django.db.backends.postgresql import creation as postgresql_creation
from django.test import Client
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from campaigns import current, funnel
from tests import once

# A busy machine is no failing test; how fast things are is measured in benchmarks.
hypothesis_settings.register_profile("site", deadline=None, max_examples=50)
hypothesis_settings.load_profile("site")

LOOPBACK = ("127.", "::1", "localhost")

# What migrations write and no test changes.
KEPT_TABLES = {"django_content_type", "auth_permission"}


def pytest_xdist_auto_num_workers(config):
    """Run one process more than there are cores: tests with a browser or with processes of their own wait for these."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what CI has no time for, and in its second run what the first has proved for both (tests/once.py).

    Let each process begin with its share of the browser tests, which take longest: short ones keep all busy to the end.
    """
    left_out = [item for item in items if once.is_left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not once.is_left_out(item)]
    count = int(getattr(config, "workerinput", {}).get("workercount", 1))
    browser = [item for item in items if "live_server" in item.fixturenames]
    others = [item for item in items if "live_server" not in item.fixturenames]
    shares = [
        browser[number::count] + others[len(others) * number // count : len(others) * (number + 1) // count]
        for number in range(count)
    ]
    items[:] = [item for share in shares for item in share]


def pytest_collection_finish(session):
    """Spare the collector of garbage what stays until the end: looking through it again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def close_twin(connection):
    """Close the other connection that this thread may have: the one of code that runs in an event loop, or outside of it.

    Playwright runs one in the thread of the tests, and asgiref keeps the two apart. What one of them left open would
    hold up the emptying of tables through the other for ever.
    """
    storage = connections._connections._storage
    for place in (storage, getattr(storage, "cvar", None)):
        twin = getattr(place, connection.alias, None)
        if twin is not None and twin is not connection:
            twin.in_atomic_block = False
            twin.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make what migrations make beside the tables of models (tests/settings.py leaves them out): the search index."""
    index = import_module("publishing.migrations.0002_search_index")
    with django_db_blocker.unblock(), connections["default"].schema_editor() as editor:
        index.forwards(None, editor)


@pytest.fixture(autouse=True, scope="session")
def quick_flush():
    """Empty the tables after a test with transactions without making all permissions anew, which took twenty times as long."""

    def sql_flush_of_content(style, connection, reset_sequences=True, allow_cascade=False):
        close_twin(connection)
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        content = [table for table in tables if table not in KEPT_TABLES]
        return connection.ops.sql_flush(style, content, reset_sequences=reset_sequences, allow_cascade=allow_cascade)

    patch = pytest.MonkeyPatch()
    patch.setattr(flush, "sql_flush", sql_flush_of_content)
    patch.setattr(flush, "emit_post_migrate_signal", lambda *arguments, **options: None)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def sure_drop():
    """Drop a PostgreSQL test database also while somebody is still connected, such as a browser's last request."""

    def drop(self, test_database_name, verbosity):
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    patch = pytest.MonkeyPatch()
    patch.setattr(postgresql_creation.DatabaseCreation, "_destroy_test_db", drop)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def no_outside_network(monkeypatch):
    """Refuse every connection that leaves this machine, so that no test depends on, or tells, anybody outside."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address}.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def empty_caches():
    """Stored pages belong to a state of the database; a test's rollback takes that state away."""
    for alias in ("default", "pages", "limits"):
        caches[alias].clear()
    yield
    current.kept.forget()
    # Nothing of a test is written down when the process ends.
    funnel.notes.forget()


@pytest.fixture(autouse=True)
def default_language(settings):
    """A request to another edition leaves its language active in the thread; the next test begins afresh."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def now() -> datetime:
    """The present, read once for the whole test."""
    return timezone.now()


@pytest.fixture
def noon() -> datetime:
    """A fixed time for tests of pure functions."""
    return datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def reader() -> Client:
    """An anonymous visitor whose browser refuses cookies that public pages must not set anyway."""
    return Client()
