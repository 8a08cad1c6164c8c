"""Colours that can be read: contrast as WCAG 2.2 defines it, and the nearest colour that has enough of it."""

import colorsys
from typing import Final

WHITE: Final = "#ffffff"
BLACK: Final = "#101314"
PAPER_LIGHT: Final = "#f4f5f4"
PAPER_DARK: Final = "#1c2022"
"""The shaded grounds of site.css in its two colour schemes; plain paper has more contrast than they have."""

ENOUGH: Final = 4.5
STEPS: Final = 100

type RGB = tuple[int, int, int]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours written ``#rrggbb``, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(_parse(one)), _luminance(_parse(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, background: str, *, minimum: float = ENOUGH) -> str:
    """Return `colour`, darkened or lightened by as little as it takes to stand out from `background`.

    Hue and saturation stay: only the lightness moves. Raises ValueError if not even black or white reaches `minimum`.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in _parse(colour)))
    end = 0.0 if contrast(BLACK, background) > contrast(WHITE, background) else 1.0
    for step in range(STEPS + 1):
        moved = colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / STEPS, saturation)
        found = "#{:02x}{:02x}{:02x}".format(*(round(value * 255) for value in moved))
        if contrast(found, background) >= minimum:
            return found
    raise ValueError(f"No colour has a contrast of {minimum} on {background}.")


def text_on(colour: str) -> str:
    """Return black or white, whichever reads better on `colour`.

    One of them always has a contrast above 4.3, and above 4.5 on what `readable` returns.
    """
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def _parse(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: RGB) -> float:
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
