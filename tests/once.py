"""What CI runs on both databases, and what once.

CI has twenty minutes on a machine of two cores; the whole suite twice takes longer. So it runs

- on SQLite, with each process's own memory as cache: everything that does not itself need one of the servers, but, asked by
  SHORT_OF_TIME=1, for SELDOM: the browser takes half of the time of all tests;
- on PostgreSQL with Redis, asked by ONLY_WITH_SERVERS=1: of the files in BOTH, the tests that use the database or the cache;
  of a test with many values the first (but for EACH_VALUE).

BOTH is what a database or a cache may do in its own way: migrations, locks and races, constraints, killed processes,
search, order, counting, tasks, stored pages; working copies, versions and who sees what; supporters, their acts and their
mail; every page of the admin, opened once. What forms answer, how pages look and work in the browser, and what texts,
files and make do is left to SQLite. So a difference between the two that shows only there is found by a full run alone:
everywhere else, also where somebody runs the suite on PostgreSQL (`DATABASE_URL=… CACHE_URL=… make test`), all of it runs.
"""

import os

import pytest

ASKED = os.environ.get("ONLY_WITH_SERVERS") == "1"
SHORT_OF_TIME = os.environ.get("SHORT_OF_TIME") == "1"

SELDOM = tuple(
    f"tests/browser/test_{name}.py"
    for name in (
        "archived_copies",
        "autofill",
        "editor",
        "editor_checks",
        "editor_paste",
        "editor_placed",
        "media_library",
        "notes",
        "preview_pane",
        "review",
        "source_desk",
        "translations",
    )
)
"""What single parts of the newsroom do under somebody's hands. Whoever changes the editor, its dialogs or the media library
runs them (`make test ARGS=tests/browser`); whole jobs, looks and access are for every run."""

BOTH = (
    "tests/admin/test_dashboard.py",
    "tests/campaigns/test_confirming.py",
    "tests/campaigns/test_counting.py",
    "tests/campaigns/test_delivery.py",
    "tests/campaigns/test_exclusions.py",
    "tests/campaigns/test_exports.py",
    "tests/campaigns/test_funnel.py",
    "tests/campaigns/test_kinds.py",
    "tests/campaigns/test_mailings.py",
    "tests/campaigns/test_races.py",
    "tests/campaigns/test_signing.py",
    "tests/campaigns/test_story.py",
    "tests/campaigns/test_suspicion.py",
    "tests/officials/test_importing.py",
    "tests/officials/test_lookup.py",
    "tests/publishing/test_clock.py",
    "tests/publishing/test_kills.py",
    "tests/publishing/test_races.py",
    "tests/publishing/test_search.py",
    "tests/publishing/test_stored.py",
    "tests/publishing/test_tag_merge.py",
    "tests/publishing/test_visibility.py",
    "tests/publishing/test_workflow.py",
    "tests/publishing/test_working_copies.py",
    "tests/setup/test_migrations.py",
    "tests/setup/test_servers.py",
    "tests/site/test_demo.py::SampleTests::test_it_holds_",
    "tests/site/test_search_page.py",
    "tests/site/test_shared_cache.py",
    "tests/site/test_worker.py",
    "tests/sources/test_archive.py",
    "tests/sources/test_capturing.py",
    "tests/sources/test_duplicates.py",
    "tests/sources/test_link_jobs.py",
    "tests/sources/test_merging.py",
    "tests/supporters/test_erasing.py",
    "tests/supporters/test_outbox.py",
    "tests/supporters/test_personal_columns.py",
    "tests/supporters/test_retention.py",
    "tests/supporters/test_sending_kills.py",
    "tests/supporters/test_statements.py",
    "tests/supporters/test_suppression.py",
    "tests/test_permissions.py::test_an_administrator_opens_every_page_of_the_admin",
)

EACH_VALUE = (
    "tests/publishing/test_search.py",
    "tests/site/test_search_page.py",
    "tests/supporters/test_statements.py",
)
"""What is typed here is read by the database itself, or stands in SQL by hand."""


def is_left_out(item: pytest.Item) -> bool:
    """Say whether this run leaves a test out."""
    return (ASKED and is_once(item)) or (SHORT_OF_TIME and item.nodeid.startswith(SELDOM))


def is_once(item: pytest.Item) -> bool:
    """Say whether the second run leaves a test out."""
    return not item.nodeid.startswith(BOTH) or _is_further_value(item) or not _uses_server(item)


def _uses_server(item: pytest.Item) -> bool:
    marks = ("django_db", "servers")
    return any(map(item.get_closest_marker, marks)) or not {"db", "transactional_db"}.isdisjoint(item.fixturenames)


def _is_further_value(item: pytest.Item) -> bool:
    """Say whether an earlier test is the same with other values."""
    values = getattr(item, "callspec", None)
    return values is not None and any(values.indices.values()) and not item.nodeid.startswith(EACH_VALUE)
