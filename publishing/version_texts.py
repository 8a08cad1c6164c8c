"""An older version as a text to read: its words with notes and pictures, as far as what it refers to is still there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing import placements, rendering, snapshots
from publishing.comparing.contents import Content
from publishing.models import Publication
from publishing.rendering import Kind


@dataclass(frozen=True)
class VersionText:
    """The parts of an older version that readers had before them. `lead_image` is its name: the file may be another now."""

    title: str
    subhead: str
    summary: str
    text: SafeString
    notes: SafeString
    lead_image: str
    missing: list[str]
    """Names of sources and pictures that the text referred to and that are gone."""


def read(item: Publication, content: Content, *, now: datetime, as_text: bool = False) -> VersionText:
    """Return the text of a version of `item`; `as_text` names what was placed in it in words instead of showing it.

    Notes are made anew of the sources as they are now: what is kept on file since then stays hidden in old versions, too.
    """
    fields = content.get("fields", {})
    # An unsaved row of the same type, so that its text is made just as that of the item.
    shown = type(item)(language=item.language)
    shown.body, gone = shown.without_missing_references(fields.get("body") or "")
    rendered = shown.rendered_body()
    filled = (
        rendering.fill(rendered.html, _in_words) if as_text else placements.fill(rendered.html, placements.Showing(now))
    )
    return VersionText(
        title=fields.get("title") or "",
        subhead=fields.get("subhead") or "",
        summary=fields.get("summary") or "",
        text=filled,
        notes=rendered.notes,
        lead_image=content.get("names", {}).get("lead_image", ""),
        missing=snapshots.names_of(gone, content),
    )


def _in_words(found: rendering.Placed) -> SafeString:
    """Return what was placed in a text in words: the file may be gone, not ours to show any more, or another one."""
    name = {Kind.PICTURE: _("Picture"), Kind.VIDEO: _("Video"), Kind.ACTION: _("Call to action")}[found.kind]
    words = f"{name}: {found.words}" if found.words else name
    return format_html('<p class="was-placed">[{}]</p>', words)
