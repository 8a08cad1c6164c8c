"""What preflight finds of citations."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from publishing import rendering
from publishing.findings import Finding, blocker, warning
from sources import markers

if TYPE_CHECKING:
    from sources.models import CitingPublication


def findings(item: "CitingPublication", now: datetime) -> Iterator[Finding]:
    """Yield what there is to say of the citations of an item."""
    found = rendering.markers(item.body)
    gone = markers.unknown_keys(found)
    if gone:
        message = _("The text cites sources that do not exist. Remove these markers, or cite again:")
        yield blocker("citation_unresolved", message, "body", markers.places_of(item.body, gone))
    places = markers.alone(item.body)
    if places:
        message = _("These citations stand alone: the words that they proved are gone. Remove them, or move them:")
        yield warning("marker_alone", message, "body", places)
