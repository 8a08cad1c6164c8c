"""Template tags for full addresses, as shared links and search engines need them."""

from django import template

from publishing import structured

register = template.Library()


@register.filter
def absolute(path: str) -> str:
    """Return a path of this site as a full address."""
    return structured.absolute(path)
