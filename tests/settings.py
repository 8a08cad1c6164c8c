"""The site's settings as tests use them: the same code paths, cheap hashing, all files in a throw-away folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

# Each test process has a folder of its own; what the environment says of other variables stays as it is.
_folder = tempfile.mkdtemp(prefix="advocacy-site-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["VAR_DIR"] = _folder
os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "x" * 50)
os.environ["HTTPS"] = "off"
os.environ["SITE_URL"] = "http://testserver"
# Playwright runs an event loop in the thread in which tests also use the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from advocacy_site.settings import *  # noqa: E402, F403
from advocacy_site.settings import CACHES, DATABASES, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = Path(_folder) / "static"
STATIC_ROOT.mkdir()

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A test database may be lost with the power; waiting for the disk would only cost time.
    options = DATABASES["default"]["OPTIONS"]
    # Threads of the live server must leave no connection behind that outlives the test database.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = options | {
        "init_command": options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    }
else:
    # Pooled connections would keep test databases from being dropped.
    DATABASES["default"]["OPTIONS"].pop("pool", None)

if os.environ.get("CACHE_URL"):
    # One Redis database for each test process, since clearing a cache empties the whole database.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    for cache in CACHES.values():
        cache["LOCATION"] = urlsplit(cache["LOCATION"])._replace(path=f"/{worker}").geturl()
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}

# All tables are made as the models have them today. Going through all steps took up to half a minute in each process.
# tests/setup/test_migrations.py goes through them, and finds the same tables; tests/conftest.py makes what is no table.
OURS = ("advocacy_site", "campaigns", "officials", "pages", "press", "publishing", "sources", "supporters")
OTHERS = ("account", "admin", "auth", "contenttypes", "django_tasks_db", "mfa", "sessions", "taggit")
MIGRATION_MODULES = dict.fromkeys(OURS + OTHERS)

# No test goes out by itself.
CAPTURE_AUTOMATICALLY = False
DOI_URL = ISBN_URL = ""

LOGGING = {"version": 1, "disable_existing_loggers": False}
