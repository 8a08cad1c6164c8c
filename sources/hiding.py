"""What readers lose, or come to see, when the visibility of a source is changed; asked before it is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from publishing.findings import Finding, warning
from publishing.visibility import visible_q
from sources import uses
from sources.models import Source, Visibility, citation_models

MOST_NAMED: Final = 10
HIDES: Final = "visibility_hides"
SHOWS: Final = "visibility_shows"

STRICTNESS: Final = (Visibility.PUBLIC, Visibility.EXCERPT, Visibility.ON_FILE)


def is_stricter(visibility: str, than: str) -> bool:
    """Say whether readers see less under one visibility than under another."""
    return STRICTNESS.index(Visibility(visibility)) > STRICTNESS.index(Visibility(than))


def findings(source: Source, *, before: str, after: str, now: datetime) -> Iterator[Finding]:
    """Yield what must be confirmed when the visibility of a saved source becomes another."""
    if before == after:
        return
    titles = public_titles(source, now)
    if is_stricter(after, before) and (titles or source.is_listed):
        yield warning(HIDES, _loss(after), "visibility", titles)
    if before == Visibility.ON_FILE:
        message = _(
            "So far readers know nothing but the name. From now on they can see all that is recorded: authors, date, "
            "address, passages, and archived copies unless it is “excerpt only”."
        )
        yield warning(SHOWS, message, "visibility", titles)


def public_titles(source: Source, now: datetime) -> list[str]:
    """Return titles of items that readers see and that name the source: the latest ten of each kind."""
    titles: list[str] = []
    for model in citation_models():
        items = uses.owner_model(model)._default_manager.filter(
            visible_q(now), pk__in=uses.citing_keys(model, [source.pk])
        )
        titles += items.order_by("-publish_at", "-pk").values_list("title", flat=True)[:MOST_NAMED]
    return titles


def _loss(after: str) -> str:
    if after == Visibility.ON_FILE:
        return _(
            "Readers will no longer see the author, date, publisher, web address and archived copies of this source, nor "
            "that its passages are verified. Its page and its files go, and search, tags and exports know it no more. "
            "In notes its name stays, with “on file with us”."
        )
    return _(
        "Readers will no longer be able to open the archived copies of this source. Its page and the quoted passages stay."
    )
