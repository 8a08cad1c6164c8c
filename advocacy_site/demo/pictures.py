"""The sample's pictures: river landscapes drawn by code, the same ones on every machine."""

import io
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1000
FINER: Final = 2
"""Shapes are drawn twice as large and shrunk, for smooth edges."""

type Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Landscape:
    """One picture. Heights and places are shares of the picture: 0 is its top or left, 1 its bottom or right."""

    key: str
    title: str
    alt: str
    seed: int
    sky: tuple[str, str]
    hills: tuple[str, str]
    water: tuple[str, str]
    horizon: float
    ridges: int
    bend: float
    sun: tuple[float, float, float, str] | None = None
    """Its place (x, y), radius as a share of the height, and colour."""
    mouth: float = 0.55
    """How wide the river is at the lower edge."""
    steps: int = 0
    """Weirs across the river."""
    roofs: int = 0
    reeds: bool = False


LANDSCAPES: Final = (
    Landscape(
        "dawn", "Orlune at dawn", "Abstract drawing: a wide river bends between blue hills towards a low orange sun.",
        seed=11, sky=("#f7d9b4", "#9fc4cf"), hills=("#8fb3b8", "#143f4c"), water=("#fbe3c2", "#2f7d8c"),
        horizon=0.46, ridges=5, bend=0.16, sun=(0.34, 0.3, 0.07, "#f0894a"), reeds=True,
    ),
    Landscape(
        "weir", "Weir at Kestre Mills", "Abstract drawing: a green river falls over three low steps between hills.",
        seed=23, sky=("#e9efe2", "#bcd3c1"), hills=("#9db99a", "#1f4733"), water=("#d6e6dc", "#3c7a6b"),
        horizon=0.38, ridges=6, bend=0.08, mouth=0.75, steps=3,
    ),
    Landscape(
        "estuary", "Mouth of the Orlune", "Abstract drawing: a broad pale river between low blue hills.",
        seed=37, sky=("#dfeaf2", "#7fa9c6"), hills=("#a9bfc6", "#46606b"), water=("#eef5f7", "#5e93ad"),
        horizon=0.56, ridges=3, bend=0.05, mouth=1.15, sun=(0.28, 0.2, 0.05, "#fdf6e3"),
    ),
    Landscape(
        "night", "Old Bridge weir at night", "Abstract drawing: a river shines between black hills under the moon.",
        seed=41, sky=("#3d5a78", "#0e1b2c"), hills=("#2a4258", "#070f19"), water=("#8fb0c8", "#12283d"),
        horizon=0.5, ridges=4, bend=0.2, sun=(0.46, 0.22, 0.045, "#f4f1dd"), steps=1,
    ),
    Landscape(
        "spring", "Upper Sarn", "Abstract drawing: a narrow stream runs down between steep violet hills.",
        seed=53, sky=("#f3e3e6", "#c3b6cf"), hills=("#b7a6c2", "#3b2c52"), water=("#efe7f1", "#7f78a8"),
        horizon=0.33, ridges=7, bend=0.22, mouth=0.28,
    ),
    Landscape(
        "confluence", "Where the Lindrel joins", "Abstract drawing: a broad blue river curves between brown hills.",
        seed=67, sky=("#f6ead0", "#d9c49a"), hills=("#d3a866", "#6b3a1f"), water=("#f3e6c8", "#57808a"),
        horizon=0.42, ridges=5, bend=-0.2, mouth=0.8, reeds=True,
    ),
    Landscape(
        "town", "A town on the Orlune", "Abstract drawing: houses with red roofs stand above a calm blue river.",
        seed=79, sky=("#e4eef0", "#a8cbd6"), hills=("#9cbcc0", "#3f6a6f"), water=("#dcebed", "#3a7f99"),
        horizon=0.45, ridges=3, bend=-0.1, mouth=0.6, roofs=26,
    ),
)  # fmt: skip


def draw(landscape: Landscape) -> bytes:
    """Return a landscape as a JPEG of 1600 × 1000 pixels. About a quarter of a second."""
    chance = random.Random(landscape.seed)  # noqa: S311 - a picture, no secret
    canvas = _gradient(landscape.sky[1], landscape.sky[0], 0.0, landscape.horizon + 0.1)
    if landscape.sun:
        _shine(canvas, *landscape.sun)
    pen = ImageDraw.Draw(canvas)
    for number in range(landscape.ridges):
        _ridge(pen, landscape, number, chance)
    if landscape.roofs:
        _town(pen, landscape, chance)
    _river(canvas, landscape, chance)
    if landscape.reeds:
        _reeds(ImageDraw.Draw(canvas), landscape, chance)
    picture = canvas.reduce(FINER)
    stream = io.BytesIO()
    _with_grain(picture, chance).save(stream, "JPEG", quality=84, optimize=True, progressive=True)
    return stream.getvalue()


def _colour(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _mix(first: str, second: str, share: float) -> Colour:
    pairs = zip(_colour(first), _colour(second), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return red, green, blue


def _gradient(top: str, bottom: str, start: float, end: float) -> Image.Image:
    """Return a canvas that goes from one colour at height `start` to another at `end`, and stays so beyond."""
    column = Image.new("RGB", (1, 256))
    for row in range(256):
        share = (row / 255 - start) / (end - start)
        column.putpixel((0, row), _mix(top, bottom, min(1.0, max(0.0, share))))
    tall = column.resize((1, HEIGHT * FINER), Image.Resampling.BILINEAR)
    return tall.resize((WIDTH * FINER, HEIGHT * FINER), Image.Resampling.NEAREST)


def _shine(canvas: Image.Image, x: float, y: float, radius: float, colour: str) -> None:
    """Draw the sun or moon with its glow, which is drawn small: a blur costs by area."""
    small = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
    centre, reach = (x * small.width, y * small.height), radius * small.height
    ImageDraw.Draw(small).circle(centre, reach * 2.2, fill=110)
    glow = small.filter(ImageFilter.GaussianBlur(reach)).resize(canvas.size, Image.Resampling.BICUBIC)
    canvas.paste(_colour(colour), mask=glow)
    centre, reach = (x * canvas.width, y * canvas.height), radius * canvas.height
    ImageDraw.Draw(canvas).circle(centre, reach, fill=_colour(colour))


def _ridge(pen: ImageDraw.ImageDraw, landscape: Landscape, number: int, chance: random.Random) -> None:
    """Draw one line of hills; each nearer one is lower, larger and darker."""
    nearness = number / max(1, landscape.ridges - 1)
    width, height = WIDTH * FINER, HEIGHT * FINER
    base = (landscape.horizon - 0.16 + 0.3 * nearness**1.4) * height
    swell = (0.05 + 0.07 * nearness) * height
    waves = [(chance.uniform(0.6, 1.4) * 2**octave, chance.uniform(0, math.tau), 0.5**octave) for octave in range(4)]
    points = []
    for x in range(0, width + 16, 16):
        rise = sum(share * math.sin(frequency * math.tau * x / width + phase) for frequency, phase, share in waves)
        # The valley: hills give way where the river comes from.
        valley = math.exp(-(((x / width - 0.5 - landscape.bend * 0.3) / 0.22) ** 2)) * nearness
        points.append((x, base - swell * rise + valley * swell * 2.4))
    pen.polygon([(0, height), *points, (width, height)], fill=_mix(*landscape.hills, nearness))


def _course(landscape: Landscape, share: float) -> tuple[float, float, float]:
    """Return the left bank, the right bank and the height of the river, `share` of the way from horizon to viewer."""
    top = landscape.horizon + 0.02
    depth = share**1.6
    middle = 0.5 + landscape.bend * (math.sin(share * math.pi * 1.7 + 0.4) * (1 - share * 0.35))
    half = landscape.mouth / 2 * (0.015 + 0.985 * depth)
    return (middle - half) * WIDTH * FINER, (middle + half) * WIDTH * FINER, (top + (1 - top) * share) * HEIGHT * FINER


def _river(canvas: Image.Image, landscape: Landscape, chance: random.Random) -> None:
    course = [_course(landscape, step / 120) for step in range(121)]
    shape = Image.new("L", canvas.size, 0)
    banks = [(left, y) for left, _right, y in course] + [(right, y) for _left, right, y in reversed(course)]
    ImageDraw.Draw(shape).polygon(banks, fill=255)
    surface = _gradient(*landscape.water, landscape.horizon, 1.0)
    pen = ImageDraw.Draw(surface)
    for _line in range(90):
        _ripple(pen, landscape, chance)
    for number in range(landscape.steps):
        _weir(pen, landscape, 0.34 + 0.24 * number)
    canvas.paste(surface, mask=shape)


def _ripple(pen: ImageDraw.ImageDraw, landscape: Landscape, chance: random.Random) -> None:
    """Draw a line of light on the water, short and fine far away."""
    share = chance.random() ** 0.7
    left, right, y = _course(landscape, share)
    length = (right - left) * chance.uniform(0.06, 0.3)
    x = chance.uniform(left, right)
    light = _mix(landscape.water[0], landscape.water[1], chance.uniform(0.0, 0.85))
    pen.line([(x, y), (x + length, y)], fill=light, width=max(1, round(1 + 7 * share)))


def _weir(pen: ImageDraw.ImageDraw, landscape: Landscape, share: float) -> None:
    """Draw a step across the river: a bright edge, and falling water below it."""
    left, right, y = _course(landscape, share)
    drop = HEIGHT * FINER * 0.05 * (0.4 + share)
    pen.rectangle([left - 60, y, right + 60, y + drop], fill=_mix(*landscape.water, 0.12))
    for x in range(int(left) - 40, int(right) + 40, 14):
        pen.line([(x, y + 6), (x + 3, y + drop)], fill=_mix(*landscape.water, 0.3 + 0.25 * math.sin(x)), width=3)
    pen.rectangle([left - 60, y - 8, right + 60, y], fill=_mix(*landscape.hills, 0.85))


def _town(pen: ImageDraw.ImageDraw, landscape: Landscape, chance: random.Random) -> None:
    """Draw houses on both banks, the far ones first."""
    for share in sorted(chance.uniform(0.02, 0.34) for _house in range(landscape.roofs)):
        left, right, y = _course(landscape, share)
        size = (0.018 + 0.09 * share) * WIDTH * FINER
        away = chance.uniform(0.3, 5.5) * size
        x = left - away - size if chance.random() < 0.5 else right + away
        wall = size * chance.uniform(0.7, 1.2)
        pen.rectangle([x, y - wall, x + size, y + size * 0.1], fill=_mix("#f3ece0", "#c9bda9", chance.random()))
        roof = [(x - size * 0.08, y - wall), (x + size / 2, y - wall - size * 0.5), (x + size * 1.08, y - wall)]
        pen.polygon(roof, fill=_mix("#c0563f", "#8c3b30", chance.random()))
        pen.rectangle([x + size * 0.4, y - wall * 0.6, x + size * 0.58, y - wall * 0.25], fill=(70, 92, 104))


def _reeds(pen: ImageDraw.ImageDraw, landscape: Landscape, chance: random.Random) -> None:
    width, height = WIDTH * FINER, HEIGHT * FINER
    for _stalk in range(130):
        x = chance.choice([chance.gauss(0.06, 0.05), chance.gauss(0.93, 0.05)]) * width
        length = chance.uniform(0.08, 0.26) * height
        top = (x + chance.gauss(0, 0.012) * width, height - length)
        dark = _mix(landscape.hills[1], "#000000", chance.uniform(0.0, 0.4))
        pen.line([(x, height), top], fill=dark, width=chance.choice([4, 6, 8]))
        if chance.random() < 0.3:
            pen.ellipse([top[0] - 9, top[1] - 60, top[0] + 9, top[1] + 12], fill=dark)


def _with_grain(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Return the picture with a little grain, as paper has, so that gradients show no bands."""
    grains = Image.frombytes("L", (400, 250), bytes(_grains(chance, 400 * 250)))
    noise = grains.resize(picture.size, Image.Resampling.BILINEAR)
    return ImageChops.overlay(picture, Image.merge("RGB", [noise] * 3))


def _grains(chance: random.Random, count: int) -> Sequence[int]:
    return [128 + (value % 9) - 4 for value in chance.randbytes(count)]
