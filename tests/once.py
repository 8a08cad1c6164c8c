"""What CI runs once: tests that no other database and no other cache can change.

CI runs the suite on SQLite, then on PostgreSQL with Redis. The second run, with ONLY_WITH_SERVERS=1, skips with a reason
what is listed here, of the browser tests all but whole jobs (what staff and readers do in them is done by other tests on
both, through HTTP), and of a test with many values takes the first: every test and every query meets both databases, not
every odd value. Everywhere else, also where somebody runs the suite on PostgreSQL, all of it runs.
"""

import os

import pytest

ASKED = os.environ.get("ONLY_WITH_SERVERS") == "1"
REASON = "Runs once, on SQLite: tests/once.py says why."

PURE = frozenset(
    {
        "tests/test_architecture.py",
        "tests/test_discovery.py",
        "tests/pages/test_colours.py",
        "tests/press/test_dateline.py",
        "tests/publishing/test_comparing.py",
        "tests/publishing/test_editor.py",
        "tests/publishing/test_pictures.py",
        "tests/publishing/test_rendering.py",
        "tests/publishing/test_uploads.py",
        "tests/publishing/test_videos.py",
        "tests/setup/test_find_python.py",
        "tests/setup/test_launch.py",
        "tests/setup/test_locks.py",
        "tests/setup/test_makefile.py",
        "tests/site/test_catalogues.py",
        "tests/site/test_demo_pictures.py",
        "tests/site/test_template_words.py",
        "tests/sources/test_addresses.py",
        "tests/sources/test_apa.py",
        "tests/sources/test_autofill.py",
        "tests/sources/test_chicago.py",
        "tests/sources/test_coins.py",
        "tests/sources/test_dates.py",
        "tests/sources/test_extraction.py",
        "tests/sources/test_fetching.py",
        "tests/sources/test_formats.py",
        "tests/sources/test_importing.py",
        "tests/sources/test_link_states.py",
        "tests/sources/test_links.py",
        "tests/sources/test_mla.py",
        "tests/sources/test_names.py",
        "tests/sources/test_quote_properties.py",
        "tests/sources/test_quotes.py",
        "tests/sources/test_styles.py",
        "tests/sources/test_text_fragments.py",
        "tests/supporters/test_addresses.py",
        "tests/supporters/test_countries.py",
    }
)
"""Files about texts, files and make. A test in them that uses the database runs on both all the same."""

JOBS = ("test_main_job.py", "test_petition.py", "test_evidence_job.py")
"""Whole jobs in the browser, done on both: a release, a signature, a quotation, each from staff to reader."""

FORMS = (
    "tests/admin/test_calendar.py",
    "tests/admin/test_forms.py",
    "tests/admin/test_odd_input.py",
    "tests/admin/test_preflight_form.py",
    "tests/admin/test_preview.py",
    "tests/admin/test_preview_pane.py",
    "tests/admin/test_translations.py",
    "tests/site/test_demo.py::test_",
)
"""How forms answer, and loading the sample again and again: what they ask of a database other tests ask of both."""

EACH_VALUE = ("tests/publishing/test_search.py", "tests/site/test_search_page.py", "tests/test_permissions.py")
"""What is typed here is read by the database itself, or the values are the pages of the site."""


def is_once(item: pytest.Item) -> bool:
    """Say whether a second run on other servers would prove nothing that the first did not."""
    folder, _slash, name = item.nodeid.partition("::")[0].rpartition("/")
    if (folder == "tests/browser" and name not in JOBS) or item.nodeid.startswith(FORMS) or _is_further_value(item):
        return True
    uses_database = item.get_closest_marker("django_db") or "db" in item.fixturenames
    return item.nodeid.partition("::")[0] in PURE and not uses_database


def _is_further_value(item: pytest.Item) -> bool:
    """Say whether an earlier test is the same with other values."""
    values = getattr(item, "callspec", None)
    return values is not None and any(values.indices.values()) and not item.nodeid.startswith(EACH_VALUE)
