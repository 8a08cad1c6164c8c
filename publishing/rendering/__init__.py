"""The only package that makes HTML safe.

Staff write in an editor; what it sends passes `clean`, one allow-list, before it is stored. `render_body`
turns the stored HTML into what readers get: markers become numbered notes. Nothing else in the project
declares strings safe, and templates use `|safe` on nothing but the fields written from here.
"""

from publishing.rendering.bodies import (
    RenderedBody,
    for_feed,
    is_empty,
    plain_text,
    render_body,
    without_margin,
)
from publishing.rendering.cleaning import ALLOWED_ATTRIBUTES, ALLOWED_SCHEMES, ALLOWED_TAGS, BodyRefused, clean
from publishing.rendering.data import highlight, json_ld
from publishing.rendering.mailing import MailBody, for_mail
from publishing.rendering.marking import Marker, markers, read_marker
from publishing.rendering.noting import Note, Use, render_notes
from publishing.rendering.placing import Kind, Placed, fill, placed
from publishing.rendering.references import with_other_keys, without_markers, without_pictures
from publishing.rendering.trees import trusted

__all__ = [
    "ALLOWED_ATTRIBUTES",
    "ALLOWED_SCHEMES",
    "ALLOWED_TAGS",
    "BodyRefused",
    "Kind",
    "MailBody",
    "Marker",
    "Note",
    "Placed",
    "RenderedBody",
    "Use",
    "clean",
    "fill",
    "for_feed",
    "for_mail",
    "highlight",
    "is_empty",
    "json_ld",
    "markers",
    "placed",
    "plain_text",
    "read_marker",
    "render_body",
    "render_notes",
    "trusted",
    "with_other_keys",
    "without_margin",
    "without_markers",
    "without_pictures",
]
