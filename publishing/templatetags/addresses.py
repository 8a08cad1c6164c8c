"""Template tags for full addresses, as shared links and search engines need them."""

from django import template
from django.utils.encoding import uri_to_iri

from publishing import structured

register = template.Library()


@register.filter
def absolute(path: str) -> str:
    """Return a path of this site as a full address."""
    return structured.absolute(path)


@register.filter
def legible(address: str) -> str:
    """Return an address with its letters as they are read, not percent-encoded (RFC 3987); browsers take both."""
    return uri_to_iri(address)
