"""The state of an item in the words of staff: what readers see of it now counts more than the stored status."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing import moments
from publishing.models import Publication, Status

SCHEDULED = "scheduled"
LIVE = "live"

LABELS: dict[str, Promise] = {
    Status.DRAFT.value: _("draft"),
    Status.IN_REVIEW.value: _("in review"),
    Status.APPROVED.value: _("approved"),
    SCHEDULED: _("scheduled"),
    LIVE: _("live"),
    Status.WITHDRAWN.value: _("withdrawn"),
}


def state_of(status: str, publish_at: datetime | None, now: datetime) -> str:
    """Return a key of LABELS for a status and time as they stand at `now`."""
    if status != Status.PUBLISHED:
        return str(status)
    return LIVE if publish_at is not None and publish_at <= now else SCHEDULED


def badge(state: str) -> SafeString:
    """Return the label of a state as a badge."""
    return format_html('<span class="badge badge-{}">{}</span>', state, LABELS[state])


def changes_badge(state: str) -> SafeString:
    """Return the label of changes to a live item, in `state`, where no item stands beside them, as a badge."""
    return format_html('<span class="badge badge-changes">{}</span>', _changes(state))


def _changes(state: str) -> str:
    return (
        gettext("with changes")
        if state == Status.DRAFT
        else gettext("with changes, %(state)s") % {"state": LABELS[state]}
    )


moment = moments.in_site_zone


def changes_mark(copy: Publication, address: str) -> SafeString:
    """Return what a list says of a live item with changes that readers do not see yet: how far they are."""
    if copy.apply_at is not None:
        words = gettext("changes appear on %(when)s") % {"when": moment(copy.apply_at)}
    else:
        words = _changes(copy.status)
    return format_html('<a class="badge badge-changes" href="{}">{}</a>', address, words)
