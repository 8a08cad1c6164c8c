"""Migrations: tests make tables from the models (tests/settings.py); going through all steps must come to the same."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.operations import RunPython
from django.db.utils import ConnectionHandler

from tests.settings import OURS

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def migrated(tmp_path, django_db_blocker):
    """A connection to an empty database that went through all migrations."""
    options = dict(settings.DATABASES["default"])
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    environment |= {"VAR_DIR": str(tmp_path), "HTTPS": "off", "SECRET_KEY": "x" * 60}
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            name = str(tmp_path / "migrated.sqlite3")
            environment["DATABASE_URL"] = f"sqlite:///{name}"
        else:
            name = f"{connection.settings_dict['NAME']}_migrated"
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}"')
            environment["DATABASE_URL"] = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            check=False,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        other = ConnectionHandler({"default": options | {"NAME": name}})["default"]
        yield other
        other.close()
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


def shape(database) -> dict[str, object]:
    """Return all tables of ours with their columns, and with their indexes and constraints by the columns that they are of."""
    with database.cursor() as cursor:
        look = database.introspection
        names = {table.name for table in look.get_table_list(cursor) if table.name.startswith(OURS)}
        tables: dict[str, object] = {}
        for name in names:
            columns = {
                (column.name, column.type_code, column.null_ok) for column in look.get_table_description(cursor, name)
            }
            found = look.get_constraints(cursor, name)
            rules = {
                (
                    "" if one["foreign_key"] or one["primary_key"] else rule,
                    tuple(one["columns"] or ()),
                    one["unique"],
                    one["foreign_key"],
                )
                for rule, one in found.items()
                if not rule.startswith("__unnamed")
            }
            tables[name] = (columns, rules)
        if database.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            tables["triggers"] = set(cursor.fetchall())
    return tables


@pytest.mark.django_db(transaction=True)
def test_all_migrations_together_make_what_the_models_say(migrated):
    wanted, found = shape(connection), shape(migrated)
    assert wanted.keys() > {"campaigns_campaign", "supporters_supporter"}
    assert found == wanted


def test_every_migration_can_be_undone():
    for app in OURS:
        for path in (ROOT / app / "migrations").glob("0*.py"):
            operations = import_module(f"{app}.migrations.{path.stem}").Migration.operations
            stuck = [
                one for one in operations if not (one.reverse_code if isinstance(one, RunPython) else one.reversible)
            ]
            assert stuck == [], path
