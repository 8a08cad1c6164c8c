"""The template tag for COinS."""

from django import template
from django.utils.safestring import SafeString

from sources import coins as openurl
from sources import exporting
from sources.models import Source

register = template.Library()


@register.simple_tag
def coins(source: Source) -> SafeString:
    """Return the COinS of a source that readers may see."""
    return openurl.span(exporting.as_item(source))
