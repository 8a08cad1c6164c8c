"""What every posted form needs and nearly none of them changes: read once for each state of the content clock.

Stored pages keep to the same rule: what staff change moves the clock in the same transaction, and the next request of any
process reads anew. The objects are shared by threads and requests: nobody may change them.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from campaigns.body_actions import CAMPAIGN_TEXTS
from campaigns.models import Action, ActionQuerySet
from publishing.stored import prepare
from supporters import switching
from supporters.models import Switch

MOST: Final = 500
"""How many objects one process keeps."""


class Kept:
    """What this process has read in one state of the content.

    In its memory, unlike stored pages: a shared cache would be asked over the network for each form, and give copies
    without the letters that are composed for an action.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Drop everything."""
        self._version: int | None = None
        self._read: dict[Hashable, Any] = {}

    def get[T](self, version: int, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` gave for this key in this state, or gives now."""
        with self._lock:
            if version != self._version or len(self._read) >= MOST:
                self._version, self._read = version, {}
            if key in self._read:
                return self._read[key]
        found = read()
        with self._lock:
            if version == self._version:
                self._read[key] = found
        return found


kept: Final = Kept()


def find_or_404(actions: ActionQuerySet, campaign_slug: str, slug: str) -> Any:
    """Return the action at this address in the active language, with its campaign."""
    found = actions.filter(campaign__language=get_language(), campaign__slug=campaign_slug, slug=slug)
    return get_object_or_404(found.select_related("campaign"))


def action_at(request: HttpRequest, campaign_slug: str, slug: str) -> Action:
    """Return the visible action at this address, with its campaign but for the campaign's texts. Raises Http404."""

    def read() -> Action:
        published = Action.objects.published(request.now)  # type: ignore[attr-defined]
        found: Action = find_or_404(published.defer(*CAMPAIGN_TEXTS), campaign_slug, slug)
        return found

    return _current(request, (get_language(), campaign_slug, slug), read)


def collecting_off(request: HttpRequest) -> Switch | None:
    """Return the switch of collecting if staff have turned that off."""
    return _current(request, Switch.Name.COLLECTING, lambda: switching.off(Switch.Name.COLLECTING))


def _current[T](request: HttpRequest, key: Hashable, read: Callable[[], T]) -> T:
    prepare(request)
    version: int | None = request.content_version  # type: ignore[attr-defined]
    return read() if version is None else kept.get(version, key, read)
