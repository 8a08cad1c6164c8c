"""Template tags for machine-readable parts of a page."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from publishing import rendering
from publishing.models import Publication
from publishing.structured import document

register = template.Library()


@register.simple_tag
def json_ld(item: Publication, publisher: str) -> SafeString:
    """Return the JSON-LD script element of a publication, published by the group named `publisher`."""
    data: dict[str, Any] = document(item.structured_data(publisher))
    return rendering.json_ld(data)
