"""What CI runs once: tests that no other database and no other cache can change.

CI runs the suite on SQLite, then on PostgreSQL with Redis. The second run, with ONLY_WITH_SERVERS=1, skips with a reason
what is listed here, and of a test with many values takes the first: every test and every query meets both databases, not
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

LOOKS = (
    "tests/browser/test_public_look.py",
    "tests/browser/test_archived_copies.py",
    "tests/browser/test_autofill.py",
    "tests/browser/test_editor.py",
    "tests/browser/test_editor_checks.py",
    "tests/browser/test_editor_paste.py",
    "tests/browser/test_editor_placed.py",
    "tests/browser/test_media_library.py",
    "tests/browser/test_notes.py",
    "tests/browser/test_preview_pane.py",
    "tests/browser/test_review.py",
    "tests/browser/test_source_desk.py",
    "tests/browser/test_translations.py",
    "tests/browser/test_admin_pages.py::test_every_kind_of_admin_page_keeps_the_policy_and_is_accessible",
    "tests/browser/test_admin_pages.py::test_the_admin_fits_a_phone",
)
"""How pages look and how the scripts of editor and forms answer to hands. The same pages and answers are asked for by other
tests on both databases, and whole jobs are done in the browser on both."""


EACH_VALUE = ("tests/publishing/test_search.py", "tests/site/test_search_page.py", "tests/test_permissions.py")
"""What is typed here is read by the database itself, or the values are the pages of the site."""


def is_once(item: pytest.Item) -> bool:
    """Say whether a second run on other servers would prove nothing that the first did not."""
    if item.nodeid.startswith(LOOKS) or _is_further_value(item):
        return True
    uses_database = item.get_closest_marker("django_db") or "db" in item.fixturenames
    return item.nodeid.partition("::")[0] in PURE and not uses_database


def _is_further_value(item: pytest.Item) -> bool:
    """Say whether an earlier test is the same with other values."""
    values = getattr(item, "callspec", None)
    return values is not None and any(values.indices.values()) and not item.nodeid.startswith(EACH_VALUE)
