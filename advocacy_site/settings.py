"""The project's one settings module: closed by default, everything variable read from the environment.

docs/architecture.md lists the variables. What is relied on is checked in `advocacy_site/checks.py`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from js_asset import static_lazy

from advocacy_site.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment()

# --- What differs between machines -----------------------------------------------------------

DEBUG = environment.flag("DEBUG", default=False)
HTTPS = environment.flag("HTTPS", default=True)
VAR_DIR = environment.path("VAR_DIR", default=BASE_DIR / "var")
SECRET_KEY = environment.secret("SECRET_KEY", file=VAR_DIR / "secret_key")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing. `make run` makes one; elsewhere set SECRET_KEY or SECRET_KEY_FILE."
    )
SITE_URL = environment.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
REQUIRE_TWO_FACTOR = environment.flag("REQUIRE_TWO_FACTOR", default=False)
# Nobody publishes alone what they were the last to change: `publishing.review.needs_somebody_else`.
REQUIRE_TWO_PEOPLE = environment.flag("REQUIRE_TWO_PEOPLE", default=False)
# How many proxies in front of us append to X-Forwarded-For; 0 trusts none of its words.
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", default=0, maximum=10)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many forms one network (IPv4 /24, IPv6 /56) may send in a minute and in a day; 0 is without limit.
SIGN_LIMIT_MINUTE = environment.number("SIGN_LIMIT_MINUTE", default=60, maximum=1_000_000)
SIGN_LIMIT_DAY = environment.number("SIGN_LIMIT_DAY", default=2000, maximum=1_000_000)
# The same for what only looks something up, and for what has a mail written (a fresh link, the link to one's own page).
LOOKUP_LIMIT_MINUTE = environment.number("LOOKUP_LIMIT_MINUTE", default=300)
LOOKUP_LIMIT_DAY = environment.number("LOOKUP_LIMIT_DAY", default=10_000)
MAIL_LIMIT_MINUTE = environment.number("MAIL_LIMIT_MINUTE", default=20)
MAIL_LIMIT_DAY = environment.number("MAIL_LIMIT_DAY", default=300)
# Whether forms carry a proof of work, of how many iterations, and how many a network may send without (campaigns.puzzles).
PROOF_OF_WORK = environment.flag("PROOF_OF_WORK", default=False)
PROOF_OF_WORK_COST = environment.number("PROOF_OF_WORK_COST", default=5000, minimum=1, maximum=100_000)
UNSOLVED_LIMIT_MINUTE = environment.number("UNSOLVED_LIMIT_MINUTE", default=10)
UNSOLVED_LIMIT_DAY = environment.number("UNSOLVED_LIMIT_DAY", default=200)
# Above so many what people confirmed is looked on as a program's work and not counted (campaigns.suspicion); 0: never.
SUSPECT_BURST = environment.number("SUSPECT_BURST", default=50)
SUSPECT_DAY = environment.number("SUSPECT_DAY", default=1500)
SUSPECT_DOMAIN = environment.number("SUSPECT_DOMAIN", default=300)
SUSPECT_ALIKE = environment.number("SUSPECT_ALIKE", default=30)
# How long after the end of a campaign it is known who took part: campaigns.retention; totals stay for good.
PARTICIPATION_MONTHS = environment.number("PARTICIPATION_MONTHS", default=12, minimum=1, maximum=1200)
# Versions of drafts and working copies: all of so many days, then one for each day up to so many; see publishing.thinning.
DRAFT_VERSIONS_ALL_DAYS = environment.number("DRAFT_VERSIONS_ALL_DAYS", default=30, minimum=1, maximum=36_500)
DRAFT_VERSIONS_DAILY_DAYS = environment.number("DRAFT_VERSIONS_DAILY_DAYS", default=365, minimum=1, maximum=36_500)
# For how many days what staff typed in a form and did not save is kept for them.
KEEP_TYPED_DAYS = environment.number("KEEP_TYPED_DAYS", default=30, minimum=1, maximum=3650)
# The fetcher (sources.fetching): off for a machine that may not speak to the outside, and what it may reach.
FETCH_ENABLED = environment.flag("FETCH_ENABLED", default=True)
FETCH_PORTS = environment.ports("FETCH_PORTS", default=[80, 443])
# For tests alone: servers on this machine, on these ports, may be fetched from. A check refuses it where HTTPS is on.
FETCH_LOOPBACK_PORTS = environment.ports("FETCH_LOOPBACK_PORTS", default=[])
FETCH_MAX_BYTES = environment.number("FETCH_MAX_MEGABYTES", default=50, minimum=1, maximum=2000) * 1024 * 1024
FETCH_DEADLINE = environment.number("FETCH_DEADLINE", default=60, minimum=1, maximum=600)
FETCH_USER_AGENT = f"AdvocacySite/1 (+{SITE_URL})"
# Whether the worker has copies made of cited sources that have none, without being asked: `sources.capturing.missing`.
CAPTURE_AUTOMATICALLY = environment.flag("CAPTURE_AUTOMATICALLY", default=True)
# Who is asked for the records of DOIs (content negotiation, CSL-JSON) and ISBNs (Open Library's Books API); off: nobody.
DOI_URL = environment.service("DOI_URL", default="https://doi.org/")
ISBN_URL = environment.service("ISBN_URL", default="https://openlibrary.org/api/books")
# A server of time stamps (RFC 3161) for archived copies, and a file of the certificates (PEM) whose stamps are believed.
TIMESTAMP_URL = environment.text("TIMESTAMP_URL")
TIMESTAMP_CERTIFICATES = environment.text("TIMESTAMP_CERTIFICATES")

# --- Applications ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "publishing",
    "sources",
    "press",
    "officials",
    "campaigns",
    "supporters",
    "pages",
    "advocacy_site.apps.AdvocacySiteConfig",
    "advocacy_site.apps.AdvocacyAdminConfig",
    "advocacy_site.apps.StaffConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "js_asset",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks_db",
]

MIDDLEWARE = [
    # Before the stored pages, which answer without their views: it only remembers a number.
    "campaigns.view_counting.ViewCountingMiddleware",
    # First of all others, so that a stored page costs one query and nothing else.
    "publishing.stored.StoredResponseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "advocacy_site.urls"
WSGI_APPLICATION = "advocacy_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "pages.context_processors.site",
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------------------------

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers queue at BEGIN instead of failing half way with SQLITE_BUSY.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
    ),
}


def read_database() -> dict[str, Any]:
    """Return the default database's settings from DATABASE_URL (sqlite:///… or postgres://…)."""
    url = environment.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    database: dict[str, Any] = environ.Env.db_url_config(url)
    match database.get("ENGINE", "").rpartition(".")[2]:
        case "sqlite3":
            database["OPTIONS"] = SQLITE_OPTIONS
            # Each thread keeps its connection: opening one costs more than answering from a stored page.
            database["CONN_MAX_AGE"] = None
            # A file, not memory: tests then lock and thread as the real site does.
            database["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
        case "postgresql":
            database["OPTIONS"] = {**database.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8, "timeout": 20}}
        case _:
            raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
    return database


DATABASES = {"default": read_database()}

# --- Caches ------------------------------------------------------------------------------------


def read_caches() -> dict[str, dict[str, Any]]:
    """Return three caches: `default` shared by processes, `pages` for stored responses, `limits` for rate limits.

    Without CACHE_URL pages and limits live in each process's memory; sign-in limits need a
    store that all processes share, so `default` is a folder of small files.
    """
    url = environment.text("CACHE_URL")
    if url:
        shared: dict[str, Any] = environ.Env.cache_url_config(url)
        if shared["BACKEND"].endswith(".RedisCache"):
            shared["BACKEND"] = "advocacy_site.shared_cache.SharedCache"
        return {name: {**shared, "KEY_PREFIX": name} for name in ("default", "pages", "limits")}
    memory = "django.core.cache.backends.locmem.LocMemCache"
    return {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"},
        "pages": {"BACKEND": memory, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 1000}},
        "limits": {"BACKEND": memory, "LOCATION": "limits", "OPTIONS": {"MAX_ENTRIES": 50_000}},
    }


CACHES = read_caches()

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# Compressed by themselves, or (map) fetched by developers alone: the editor's map would take half of the first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "avif", "gz", "br", "woff", "woff2", "map")
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Archived copies of sources: no address leads to them, and a name that exists is never written again.
    "evidence": {
        "BACKEND": "sources.evidence_storage.WriteOnceStorage",
        "OPTIONS": {"location": VAR_DIR / "evidence"},
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Mail --------------------------------------------------------------------------------------


def read_mailers() -> dict[str, dict[str, Any]]:
    """Return MAILERS from EMAIL_URL (smtp://, smtp+tls://, smtp+ssl://, consolemail://).

    By default mail becomes files under var/mail.
    """
    url = environment.text("EMAIL_URL")
    if not url:
        options: dict[str, Any] = {"file_path": VAR_DIR / "mail"}
        return {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": options}}
    parts = environ.Env.email_url_config(url)
    names = {
        "host": "EMAIL_HOST",
        "port": "EMAIL_PORT",
        "username": "EMAIL_HOST_USER",
        "password": "EMAIL_HOST_PASSWORD",
        "use_tls": "EMAIL_USE_TLS",
        "use_ssl": "EMAIL_USE_SSL",
    }
    options = {option: parts[name] for option, name in names.items() if parts.get(name)}
    if not parts["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        return {"default": {"BACKEND": parts["EMAIL_BACKEND"], "OPTIONS": {}}}
    # A server that falls silent must not hold up all mail for ever.
    options["timeout"] = 60
    return {"default": {"BACKEND": parts["EMAIL_BACKEND"], "OPTIONS": options}}


MAILERS = read_mailers()
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"webmaster@{urlsplit(SITE_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# With which a mail service signs what it tells us of bounces and complaints (advocacy_site.mail_hooks); none: nobody does.
MAIL_WEBHOOK_SECRET = environment.secret("MAIL_WEBHOOK_SECRET", file=VAR_DIR / "mail_webhook_secret")

# --- Languages and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("hy", _("Armenian")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["advocacy_site.formats"]
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "UTC")

# --- Tasks -------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Security ----------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "advocacy_site.errors.csrf_failure"

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}

# --- Staff sign-in -----------------------------------------------------------------------------

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "advocacy_site.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
# A session ends with the browser, and after SESSION_COOKIE_AGE at the latest; nobody is asked.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# Sign-in limits count by the visitor's address, as far as our own proxies tell it.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "home"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers allow passkeys on http only for localhost, which is just the local run's case.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Advocacy Site"

# --- Tags and the editor -------------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("editor/desk.js")], "extensions": {"Desk": "publishing.editor.allow_nothing"}},
    {"js": [static_lazy("editor/citation.js")], "extensions": {"Citation": "publishing.editor.allow_citation"}},
    {
        "js": [static_lazy("editor/placed.js")],
        "extensions": {
            "PullQuote": "publishing.editor.allow_pull_quote",
            "BodyPicture": "publishing.editor.allow_placed",
            "BodyAction": "publishing.editor.allow_placed",
            "BodyVideo": "publishing.editor.allow_placed",
        },
    },
]

# What editors place in texts (`publishing.placements`), in the order of the editor's buttons.
TEXT_PARTS = [
    "publishing.body_pictures.Pictures",
    "campaigns.body_actions.Calls",
    "publishing.body_videos.Videos",
]

# --- Logging -------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
