"""Template tags that draw comparisons. What they return is made by `format_html`."""

from collections.abc import Mapping
from typing import Any

from django import template

from publishing.comparing import drawing

register = template.Library()

register.filter("inline", drawing.inline)
register.filter("left_side", drawing.left_side)
register.filter("right_side", drawing.right_side)
register.filter("kind_words", drawing.kind_words)
register.filter("kind_change", drawing.kind_change)
register.filter("with_context", drawing.with_context)


@register.filter
def is_skipped(row: object) -> bool:
    """Say whether this stands for rows in which nothing changed."""
    return isinstance(row, drawing.Skipped)


@register.filter
def picked(things: Mapping[Any, Any] | str, key: Any) -> Any:
    """Return the thing of that key; nothing if there is none."""
    return things.get(key, "") if isinstance(things, Mapping) else ""
