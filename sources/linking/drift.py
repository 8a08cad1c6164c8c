"""Drift: are the words that we quoted, and have in our copy, still on the live page?"""

from datetime import datetime

from sources.fetching import Fetched
from sources.models import Link, Passage
from sources.quotes import Status, Text

FOUND = (Status.EXACT, Status.NORMALISED)
WRITTEN = ["live", "live_checked_at", "missing_since", "missing_told_at"]


def watched(link: Link) -> list[Passage]:
    """Return the passages of a link's source that stand in a copy of it: for these the page itself is fetched."""
    return list(Passage.objects.filter(source=link.source_id, status__in=FOUND).order_by("pk"))


def compare(passages: list[Passage], page: Fetched, *, now: datetime) -> bool:
    """Set what is known of each passage from the live page, unsaved; return whether for any of them that changed.

    Of a page whose text cannot be read, or not to its end, only what is found is believed.
    """
    from sources.extraction import extract  # its readers are for the worker

    extracted = extract(page.body, page.media_type, page.charset)
    text = Text(extracted.text)
    changed = False
    for passage in passages:
        found = text.check(passage.words).status in FOUND
        if not found and (extracted.problem or not extracted.text.strip()):
            continue
        live = Passage.Live.FOUND if found else Passage.Live.MISSING
        changed = changed or passage.live != live
        passage.live, passage.live_checked_at = live, now
        if found:
            passage.missing_since = passage.missing_told_at = None
        else:
            passage.missing_since = passage.missing_since or now
    return changed
