"""prepare_site and ensure_admin: database, static files and the first login."""

import io
import stat
import sys
from unittest import mock

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError

from advocacy_site.management.commands import ensure_admin, prepare_site
from tests.setup.scripts import ROOT, one_line, run_script

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings, tmp_path):
    """Make a temporary folder the site's own, with one static file to collect."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "site.css").write_text("body { color: black }")
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [sources]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return tmp_path


@pytest.fixture
def load_demo():
    """Stand in for the demo content, which has tests of its own; the other commands are called as they are."""
    real, demo = call_command, mock.Mock()

    def call(name, *args, **options):
        return demo() if name == "load_demo" else real(name, *args, **options)

    with mock.patch.object(prepare_site, "call_command", call):
        yield demo


def run(command, *arguments):
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue().strip()


def test_the_first_admin_gets_a_random_password_kept_in_a_private_file(var):
    words = run("ensure_admin")
    password = (var / "admin_password").read_text().strip()
    assert words == f"user admin, password {password}"
    assert len(password) >= 16
    assert stat.S_IMODE((var / "admin_password").stat().st_mode) == 0o600
    user = get_user_model().objects.get(username="admin")
    assert user.check_password(password)
    assert user.is_superuser
    assert user.is_staff


def test_a_second_time_nothing_changes(var):
    assert run("ensure_admin") == run("ensure_admin")
    assert get_user_model().objects.count() == 1


def test_a_password_written_before_a_cut_is_used(var):
    (var / "admin_password").write_text("written-before-the-cut\n")
    run("ensure_admin")
    assert get_user_model().objects.get().check_password("written-before-the-cut")


def test_a_password_that_was_changed_is_not_shown(var):
    run("ensure_admin")
    user = get_user_model().objects.get()
    user.set_password("a choice of my own")
    user.save()
    words = run("ensure_admin")
    assert "the password you chose" in words
    assert (var / "admin_password").read_text().strip() not in words


def test_where_somebody_administers_the_site_no_admin_is_made(var):
    get_user_model().objects.create_superuser("nare", password="long enough to pass")
    assert run("ensure_admin") == "with the user you created"
    assert not (var / "admin_password").exists()


def test_reset_gives_a_new_password(var):
    old = run("ensure_admin")
    new = run("ensure_admin", "--reset")
    assert new != old
    assert get_user_model().objects.get().check_password(new.rsplit(" ", 1)[1])


def test_reset_without_an_admin_says_what_to_do(var):
    with pytest.raises(CommandError, match="manage.py ensure_admin"):
        run("ensure_admin", "--reset")


def test_a_plain_user_named_admin_is_not_promoted(var):
    get_user_model().objects.create_user("admin", password="long enough to pass")
    with pytest.raises(CommandError, match="createsuperuser"):
        run("ensure_admin")


def test_an_empty_database_gets_demo_content_once(var, load_demo):
    with mock.patch.object(prepare_site, "migrate", return_value=True):
        words = run("prepare_site")
    assert load_demo.call_count == 1
    assert words == run("prepare_site")
    assert load_demo.call_count == 1


def test_a_first_start_cut_short_is_completed_by_the_next(var, load_demo):
    load_demo.side_effect = KeyboardInterrupt
    with mock.patch.object(prepare_site, "migrate", return_value=True), pytest.raises(KeyboardInterrupt):
        run("prepare_site")
    load_demo.side_effect = None
    assert run("prepare_site").startswith("user admin, password ")
    assert load_demo.call_count == 2


def test_demo_content_can_be_declined(var, load_demo):
    with mock.patch.object(prepare_site, "migrate", return_value=True):
        run("prepare_site", "--no-demo")
    assert not load_demo.called


def test_a_database_that_does_not_answer_gets_one_line(var):
    error = OperationalError("connection refused\n")
    with mock.patch.object(prepare_site, "migrate", side_effect=error), pytest.raises(CommandError) as raised:
        run("prepare_site")
    assert str(raised.value) == "The database cannot be used: connection refused"


def test_a_database_with_migrations_is_not_taken_for_an_empty_one(var):
    assert prepare_site.migrate() is False


def test_static_files_are_hashed_compressed_and_collected_only_when_one_changed(var, settings):
    folder = settings.STATIC_ROOT
    prepare_site.collect_static(folder)
    names = {path.name for path in folder.iterdir()}
    hashed = next(name for name in names if name.startswith("site.") and name.endswith(".css") and name != "site.css")
    assert "staticfiles.json" in names

    with mock.patch.object(prepare_site, "call_command") as collect:
        prepare_site.collect_static(folder)
        assert not collect.called

    (var / "sources" / "site.css").write_text("body { color: navy }")
    prepare_site.collect_static(folder)
    assert not (folder / hashed).exists()


def test_the_shown_login_signs_in(var):
    words = run("ensure_admin")
    assert authenticate(None, username=ensure_admin.USERNAME, password=words.rsplit(" ", 1)[1])


def test_a_wrong_variable_is_one_line():
    variables = {"DJANGO_SETTINGS_MODULE": "advocacy_site.settings", "HTTPS": "onn"}
    outcome = run_script(sys.executable, ROOT / "manage.py", "check", **variables)
    assert one_line(outcome) == "The settings are wrong: HTTPS='onn' is neither on nor off. Write on or off."
