"""What templates of all pages may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from pages.frame import frame, with_current


def site(request: HttpRequest) -> dict[str, Any]:
    """Return `site` (the settings) and `menus` (main, footer, social: lists of links); read when a template uses them."""
    return {
        "site": SimpleLazyObject(lambda: frame(request).site),
        "menus": SimpleLazyObject(lambda: with_current(frame(request).menus, request.path)),
    }
