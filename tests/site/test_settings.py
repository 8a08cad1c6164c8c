"""Settings are closed by default, refuse junk, and what is relied on is checked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from advocacy_site import checks
from advocacy_site.environment import Environment
from tests.factories import make_user

PRODUCTION = {
    "SECRET_KEY": "kQ3-river-otter-" + "a1B2c3D4e5" * 6,
    "ALLOWED_HOSTS": "www.example.org",
    "SITE_URL": "https://www.example.org",
    "EMAIL_URL": "smtp+tls://sender:secret@mail.example.org:587",
}


def manage(*arguments, **variables):
    """Run manage.py in a process of its own with no setting but those given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | {"PYTHONDONTWRITEBYTECODE": "1"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_is_silent_in_the_production_setting(tmp_path):
    result = manage("check", "--deploy", "--fail-level=INFO", VAR_DIR=str(tmp_path), **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_nothing_starts_without_a_secret_key(tmp_path):
    result = manage("check", VAR_DIR=str(tmp_path))
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


def test_debug_is_off_and_https_on_unless_somebody_says_otherwise(tmp_path):
    code = "from django.conf import settings as s; print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE)"
    result = manage("shell", "-v0", "-c", code, VAR_DIR=str(tmp_path), **PRODUCTION)
    assert result.stdout.strip() == "False True True", result.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HTTPS", "onn", "neither on nor off"),
        ("DATABASE_URL", "mysql://root@localhost/db", "must begin with sqlite:/// or postgres://"),
        ("DATABASE_URL", "junk", "must begin with sqlite:/// or postgres://"),
    ],
)
def test_junk_in_the_environment_stops_the_start_with_the_name_of_the_variable(tmp_path, name, value, words):
    result = manage("check", **{**PRODUCTION, "VAR_DIR": str(tmp_path), name: value})
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert words in last
    assert name in last


@pytest.mark.parametrize("word", ["2", "onn", "ja", "-"])
def test_a_flag_refuses_junk(word):
    with pytest.raises(ImproperlyConfigured, match="X=.*neither on nor off"):
        Environment({"X": word}).flag("X", default=False)


@pytest.mark.parametrize("word", ["-1", "٣", "1.5", "eleven", "11", "1e1"])
def test_a_number_refuses_junk_and_what_is_out_of_range(word):
    with pytest.raises(ImproperlyConfigured, match="no whole number from 0 to 10"):
        Environment({"X": word}).number("X", default=0, maximum=10)


def test_a_list_refuses_empty_entries():
    with pytest.raises(ImproperlyConfigured, match="empty entry"):
        Environment({"X": "a.example,,b.example"}).names("X", default=[])


@pytest.mark.parametrize("word", ["0", "65536", "http", "80,", "-1", "80;443"])
def test_a_list_of_ports_refuses_what_is_none(word):
    with pytest.raises(ImproperlyConfigured, match="X="):
        Environment({"X": word}).ports("X", default=[])
    assert Environment({"X": "80, 8443"}).ports("X", default=[]) == [80, 8443]
    assert Environment({}).ports("X", default=[80]) == [80]


@pytest.mark.parametrize(("word", "value"), [("on", True), ("OFF", False), ("1", True), ("no", False), (" Yes ", True)])
def test_flags_are_read_in_the_usual_spellings(word, value):
    assert Environment({"X": word}).flag("X", default=not value) is value


def test_an_empty_variable_counts_as_absent():
    environment = Environment({"X": "  "})
    assert environment.flag("X", default=True) is True
    assert environment.number("X", default=7) == 7
    assert environment.names("X", default=["a"]) == ["a"]
    assert environment.text("X", "t") == "t"
    assert environment.path("X", default=Path("/p")) == Path("/p")
    assert environment.choice("X", options=["a", "b"], default="b") == "b"


def test_a_choice_refuses_what_is_not_offered():
    with pytest.raises(ImproperlyConfigured, match="none of: a, b"):
        Environment({"X": "c"}).choice("X", options=["a", "b"], default="a")


def test_a_secret_is_read_from_a_file_that_is_named(tmp_path):
    file = tmp_path / "key"
    file.write_text("from-file\n")
    assert Environment({"KEY_FILE": str(file)}).secret("KEY", file=tmp_path / "other") == "from-file"
    assert Environment({}).secret("KEY", file=file) == "from-file"
    assert Environment({}).secret("KEY", file=tmp_path / "other") == ""
    with pytest.raises(ImproperlyConfigured, match="does not exist"):
        Environment({"KEY_FILE": "/nonexistent/key"}).secret("KEY", file=file)
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        Environment({"KEY_FILE": str(tmp_path)}).secret("KEY", file=file)


def test_a_moved_middleware_is_found(settings):
    assert checks.stored_responses_come_first(None) == []
    settings.MIDDLEWARE = settings.MIDDLEWARE[2:]
    assert [error.id for error in checks.stored_responses_come_first(None)] == ["advocacy_site.E001"]


def test_a_loose_policy_is_found(settings):
    assert checks.content_security_policy_is_strict(None) == []
    settings.SECURE_CSP = {**settings.SECURE_CSP, "script-src": ["'self'", "'unsafe-eval'"]}
    assert [error.id for error in checks.content_security_policy_is_strict(None)] == ["advocacy_site.E002"]


def test_a_local_site_url_in_production_is_found(settings):
    settings.HTTPS = True
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert [warning.id for warning in checks.site_url_is_the_public_address(None)] == ["advocacy_site.W003"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite only")
def test_sqlite_is_tuned_and_says_so_when_it_is_not(settings):
    assert checks.sqlite_is_tuned(None, databases=["default"]) == []
    options = settings.DATABASES["default"]["OPTIONS"]
    settings.DATABASES["default"]["OPTIONS"] = {**options, "transaction_mode": "DEFERRED"}
    try:
        assert [error.id for error in checks.sqlite_is_tuned(None, databases=["default"])] == ["advocacy_site.E004"]
    finally:
        settings.DATABASES["default"]["OPTIONS"] = options


@pytest.mark.django_db
def test_a_rule_of_two_people_without_two_people_is_noticed(settings):
    assert settings.REQUIRE_TWO_PEOPLE is False
    assert checks.two_people_are_there(None, databases=["default"]) == []
    settings.REQUIRE_TWO_PEOPLE = True
    make_user()
    make_user(is_staff=False)
    make_user(is_active=False)
    found = checks.two_people_are_there(None, databases=["default"])
    assert [warning.id for warning in found] == ["advocacy_site.W005"]
    assert checks.two_people_are_there(None) == []
    make_user()
    assert checks.two_people_are_there(None, databases=["default"]) == []


def test_the_rule_of_two_people_is_switched_on_by_a_word_that_is_understood():
    assert "neither on nor off" in manage("check", **PRODUCTION | {"REQUIRE_TWO_PEOPLE": "perhaps"}).stderr


def test_an_outside_service_has_a_web_address_or_is_off():
    assert Environment({}).service("X", default="https://doi.org/") == "https://doi.org/"
    assert Environment({"X": "off"}).service("X", default="https://doi.org/") == ""
    for junk in ("doi.org", "ftp://doi.org/", "https://", "https://a b/"):
        with pytest.raises(ImproperlyConfigured, match="X="):
            Environment({"X": junk}).service("X", default="")
