"""The style sheet with the site's accent colour, made readable in the light and in the dark."""

import re
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages import colours
from pages.frame import frame
from publishing.stored import prepare

COLOUR: Final = re.compile(r"[0-9a-fA-F]{6}", re.ASCII)


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """Answer with the style sheet for the colour in ``?theme=1a5e63``, which is good for ever, or for the site's own.

    The pages name the colour in the address; a new one is a new address, so browsers need not ask again.
    """
    named = request.GET.get("theme", "")
    if named and not COLOUR.fullmatch(named):
        raise Http404
    if not named:
        prepare(request)
        named = frame(request).site.accent_colour[1:]
    response = HttpResponse(style_sheet(f"#{named.lower()}"), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = (
        "public, max-age=31536000, immutable" if request.GET.get("theme") else "public, max-age=60"
    )
    return response


def style_sheet(accent: str) -> str:
    """Return the custom properties that site.css asks for. Paper keeps its own: print.css has no colour."""
    light = colours.readable(accent, colours.PAPER_LIGHT)
    dark = colours.readable(accent, colours.PAPER_DARK)
    return (
        f"@media screen {{ :root {{ --accent: {light}; --accent-text: {colours.text_on(light)}; }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) "
        f"{{ :root {{ --accent: {dark}; --accent-text: {colours.text_on(dark)}; }} }}\n"
    )
