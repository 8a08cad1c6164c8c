"""Preflight: what must be mended, or at least seen, before an item becomes public.

What all content has in common is checked here; content types add theirs by overriding `Publication.preflight`. Nothing
is written. The cost does not grow with the site: a text is parsed once, and queries are a fixed number.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import ngettext

from publishing import translations
from publishing.findings import Finding, Level, Report, blocker, gather, warning
from publishing.models import Publication
from publishing.preflight import places, words
from publishing.preflight.lines import read
from publishing.rendering.pull_quotes import drop_repeated
from publishing.rendering.trees import parse

__all__ = ["Finding", "Level", "Report", "blocker", "check", "gather", "warning"]


def check(item: Publication, now: datetime) -> Report:
    """Return what there is to say against publishing `item`, or applying the working copy `item`, as it is saved.

    `now` (aware) is the time at which readers will begin to see it: of what is scheduled, that time.
    """
    return gather([*_common(item, now), *item.preflight(now)])


def _common(item: Publication, now: datetime) -> Iterator[Finding]:
    root = parse(item.body)
    drop_repeated(root)
    lines = read(root)
    yield from words.check_headline(item.title)
    yield from places.check_address(item)
    yield from words.check_stubs(
        [("title", [item.title]), ("summary", item.summary.splitlines()), ("body", [line.words for line in lines])]
    )
    yield from words.check_read_also(lines, item.language)
    yield from places.check_pictures(item)
    yield from places.check_placed(item, now)
    yield from words.check_quotations(lines)
    yield from words.check_headings(root)
    yield from words.check_link_words(root)
    yield from places.check_links(item, root, now)
    yield from translations.preflight(item, now)
    yield from _check_comments(item)


def _check_comments(item: Publication) -> Iterator[Finding]:
    """Yield the comments of the review that nobody has marked as done."""
    count = item.comments.filter(resolved_at__isnull=True).count()
    if count:
        message = ngettext("%(count)d comment is not done.", "%(count)d comments are not done.", count)
        yield warning("comments_open", message % {"count": count}, "comments", [str(count)])
