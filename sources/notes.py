"""The notes of an item: one for each marker, in reading order, in the site's note style."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sources import styles

if TYPE_CHECKING:
    from sources.models import Source


def numbered_notes(cited: Iterable[tuple["Source", styles.Locator | None]]) -> list[SafeString]:
    """Return a safe note for each pair of source and locator. A source named before gets the short form.

    A source that is kept on file is named and said to be held by us; nothing else of it is shown.
    """
    seen: set[int] = set()
    notes = []
    for source, locator in cited:
        notes.append(_note(source, locator, repeated=source.pk in seen))
        seen.add(source.pk)
    return notes


def _note(source: "Source", locator: styles.Locator | None, *, repeated: bool) -> SafeString:
    if source.is_on_file:
        return format_html("{}. {}", source.title, _("On file with us."))
    item = source.as_csl()
    note = styles.chicago_short_note(item, locator) if repeated else styles.chicago_note(item, locator)
    return format_html(
        '{} <a class="source-link" href="{}">{}</a>', note, source.get_absolute_url(), _("About this source")
    )
