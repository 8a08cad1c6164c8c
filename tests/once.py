"""What CI runs once: tests that its second run, on other servers, leaves out.

CI has twenty minutes on a machine of two cores; the whole suite twice takes longer. So it runs

- on SQLite, with each process's own memory as cache: everything that does not itself need one of the servers;
- on PostgreSQL with Redis, asked by ONLY_WITH_SERVERS=1: everything but four kinds of tests, which it leaves out.
  Those of texts, files and make that use no database (PURE) can come out no other way there. The other three could:
  tests in the browser that are no whole job (all in tests/browser but JOBS), those of how forms answer, of long
  walks and of loading the sample (FORMS), and of a test with many values all but the first (but for EACH_VALUE).

What those three ask of a database is asked on PostgreSQL by other tests through HTTP, in the main; nothing proves that
each query of theirs is. So a difference between the two databases that shows only there is found by a full run alone:
everywhere else, also where somebody runs the suite on PostgreSQL (`DATABASE_URL=… CACHE_URL=… make test`), all of it runs.
"""

import os

import pytest

ASKED = os.environ.get("ONLY_WITH_SERVERS") == "1"

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

JOBS = (
    "tests/browser/test_main_job.py",
    "tests/browser/test_petition.py::test_a_supporter_",
)
"""Whole jobs in the browser, done on both: a release from its author to its readers, a signature from link to count."""

FORMS = (
    "tests/admin/test_calendar.py",
    "tests/admin/test_conflicts.py",
    "tests/admin/test_desks.py",
    "tests/admin/test_editing.py",
    "tests/admin/test_forms.py",
    "tests/admin/test_lists.py",
    "tests/admin/test_odd_input.py",
    "tests/admin/test_preflight_form.py",
    "tests/admin/test_preview.py",
    "tests/admin/test_preview_pane.py",
    "tests/admin/test_review.py",
    "tests/admin/test_sign_in.py",
    "tests/admin/test_translations.py",
    "tests/publishing/test_image_admin.py",
    "tests/sources/test_autofill_admin.py",
    "tests/sources/test_on_file.py::test_nothing_but_the_name_",
    "tests/sources/test_snapshot_admin.py",
    "tests/sources/test_source_admin.py",
    "tests/site/test_demo.py::test_",
    "tests/test_budgets.py",
    "tests/test_leaks.py::test_nothing_of_a_hidden_item_",
)
"""How forms answer, long walks, and loading the sample again and again: other tests ask most of it of both databases."""

EACH_VALUE = ("tests/publishing/test_search.py", "tests/site/test_search_page.py")
"""What is typed here is read by the database itself."""


def is_once(item: pytest.Item) -> bool:
    """Say whether the second run leaves a test out."""
    if item.nodeid.startswith("tests/browser/") and not item.nodeid.startswith(JOBS):
        return True
    if item.nodeid.startswith(FORMS) or _is_further_value(item):
        return True
    uses_database = item.get_closest_marker("django_db") or "db" in item.fixturenames
    return item.nodeid.partition("::")[0] in PURE and not uses_database


def _is_further_value(item: pytest.Item) -> bool:
    """Say whether an earlier test is the same with other values."""
    values = getattr(item, "callspec", None)
    return values is not None and any(values.indices.values()) and not item.nodeid.startswith(EACH_VALUE)
