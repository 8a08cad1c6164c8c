"""System checks for what the site relies on. `manage.py check` runs them, and so does each start."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.utils.csp import CSP

FIRST_MIDDLEWARE = "publishing.stored.StoredResponseMiddleware"
VIEW_COUNTING = "campaigns.view_counting.ViewCountingMiddleware"


@register(Tags.security)
def stored_responses_come_first(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Stored pages carry their security headers; that holds only while the middleware stands outermost.

    The counting of views stands before it, since it must hear of pages that are answered from the store; it changes nothing.
    """
    if next(name for name in settings.MIDDLEWARE if name != VIEW_COUNTING) == FIRST_MIDDLEWARE:
        return []
    return [Error(f"{FIRST_MIDDLEWARE} must be the first middleware.", id="advocacy_site.E001")]


@register(Tags.security)
def content_security_policy_is_strict(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Nothing may open the policy to inline scripts, styles or eval."""
    loose = {CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL, CSP.UNSAFE_HASHES, "*"}
    policy: dict[str, Any] = settings.SECURE_CSP
    found = sorted({f"{name} {word}" for name, words in policy.items() for word in words if word in loose})
    return [Error(f"SECURE_CSP is loose: {', '.join(found)}.", id="advocacy_site.E002")] if found else []


@register(Tags.security, deploy=True)
def site_url_is_the_public_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Mail and feeds carry SITE_URL; a local address in them leads nobody anywhere."""
    if settings.HTTPS and not settings.SITE_URL.startswith("https://"):
        return [checks.Warning("SITE_URL must be the public https:// address of the site.", id="advocacy_site.W003")]
    return []


@register(Tags.security)
def fetcher_stays_outside(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Whoever may type an address could have this machine's own services read to them."""
    if settings.FETCH_LOOPBACK_PORTS and settings.HTTPS:
        return [Error("FETCH_LOOPBACK_PORTS is for tests: unset it where HTTPS is on.", id="advocacy_site.E006")]
    return []


@register(Tags.security)
def time_stamps_can_be_got(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A wrong address or a missing file would only show when the first copy is stamped, or is doubted."""
    url, certificates = settings.TIMESTAMP_URL, settings.TIMESTAMP_CERTIFICATES
    found: list[CheckMessage] = []
    if url and not url.startswith(("https://", "http://")):
        found.append(Error("TIMESTAMP_URL must be an http:// or https:// address.", id="advocacy_site.E007"))
    if certificates and not Path(certificates).is_file():
        found.append(Error("TIMESTAMP_CERTIFICATES must name a file (PEM).", id="advocacy_site.E008"))
    return found


@register(Tags.database)
def sqlite_is_tuned(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Signatures rely on write-ahead logging, on foreign keys and on writers that queue at BEGIN."""
    if not databases or connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")}
    wanted = {"journal_mode": "wal", "foreign_keys": 1}
    immediate = settings.DATABASES["default"]["OPTIONS"].get("transaction_mode") == "IMMEDIATE"
    if found == wanted and immediate:
        return []
    return [Error(f"SQLite is not tuned as the site needs it: {found}.", id="advocacy_site.E004")]


@register(Tags.database)
def two_people_are_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """With the rule of two people on, one member of staff alone publishes nothing."""
    users = get_user_model()
    if not settings.REQUIRE_TWO_PEOPLE or not databases:
        return []
    if users._meta.db_table not in connection.introspection.table_names():
        return []  # before the first migration
    if users._default_manager.filter(is_active=True, is_staff=True)[:2].count() == 2:
        return []
    message = "REQUIRE_TWO_PEOPLE is on, and there are fewer than two members of staff: nothing can be published."
    return [checks.Warning(message, hint="Add a member of staff, or switch it off.", id="advocacy_site.W005")]
