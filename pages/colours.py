"""Colours that can be read: contrast as WCAG 2.2 defines it, and the nearest colour that has enough of it."""

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

    The hue stays. Raises ValueError if not even black or white reaches `minimum` on this background.
    """
    target = BLACK if contrast(BLACK, background) > contrast(WHITE, background) else WHITE
    for step in range(STEPS + 1):
        mixed = _mix(_parse(colour), _parse(target), step / STEPS)
        if contrast(mixed, background) >= minimum:
            return mixed
    raise ValueError(f"No colour has a contrast of {minimum} on {background}.")


def text_on(colour: str) -> str:
    """Return black or white, whichever reads better on `colour`; one of them always has a contrast above 4.3."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def _mix(one: RGB, other: RGB, share: float) -> str:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _parse(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: RGB) -> float:
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
