"""The one rule for what the public may see."""

from datetime import datetime

from django.db.models import Q


def visible_q(now: datetime, prefix: str = "") -> Q:
    """Return the condition for rows of a publication that the public may see at `now` (aware, any zone).

    `prefix` reaches the publication through a relation, for example ``"owner__"``.
    `Publication.is_visible` says the same of one row in memory; a test holds the two together.
    """
    return Q(
        **{f"{prefix}status": "published", f"{prefix}publish_at__lte": now, f"{prefix}working_copy_of__isnull": True}
    )
