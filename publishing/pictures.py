"""Pictures as templates need them: plain data made from a picture's renditions, without a query of its own.

Load what it reads together with the item::

    queryset.select_related("lead_image").prefetch_related("lead_image__renditions")
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse

if TYPE_CHECKING:
    from publishing.models import Image, Rendition

FALLBACK_WIDTH: Final = 800
"""Browsers that know no `srcset` get the JPEG whose width comes nearest to this."""


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>`: a media type and its files as a `srcset` with widths."""

    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What `components/picture.html` shows.

    `sources` come best first. `src`, `srcset`, `width` and `height` are those of the JPEGs, sizes in
    pixels. `focus_x` and `focus_y` are the focal point in per cent, rounded to quarters (0, 25, 50, 75,
    100), for classes: inline styles are forbidden.
    """

    sources: tuple[Source, ...]
    src: str
    srcset: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    focus_x: int
    focus_y: int


@dataclass(frozen=True, slots=True)
class SocialPicture:
    """The JPEG for link previews: 1200 × 630 around the focal point, smaller where the picture is.

    `url` is a path of this site.
    """

    url: str
    width: int
    height: int
    alt: str


def picture(image: "Image") -> Picture | None:
    """Return what templates need of `image`, or None while it has no JPEG. Reads `image.renditions`: prefetch them."""
    whole = [rendition for rendition in _serving(image) if rendition.crop == "whole"]
    jpegs = _of_format(whole, "jpeg")
    if not jpegs:
        return None
    fallback = _fallback(jpegs)
    better = [_of_format(whole, name) for name in ("avif", "webp")]
    return Picture(
        sources=tuple(
            Source(files[0].media_type, _srcset(files))
            for files in better
            # A format that has only small files would be chosen by browsers all the same.
            if files and files[-1].width >= jpegs[-1].width
        ),
        src=address(fallback),
        srcset=_srcset(jpegs),
        width=jpegs[-1].width,
        height=jpegs[-1].height,
        alt="" if image.is_decorative else image.alt_text,
        caption=image.caption,
        credit=image.credit,
        focus_x=_quarter(image.focal_x),
        focus_y=_quarter(image.focal_y),
    )


def social_picture(image: "Image") -> SocialPicture | None:
    """Return the file for link previews, the widest JPEG until that is made, or None without any JPEG.

    Reads `image.renditions`: prefetch them.
    """
    jpegs = _of_format(_serving(image), "jpeg")
    if not jpegs:
        return None
    chosen = next((rendition for rendition in jpegs if rendition.crop == "social"), jpegs[-1])
    return SocialPicture(address(chosen), chosen.width, chosen.height, image.alt_text)


def plain_file(image: "Image") -> "Rendition | None":
    """Return the one file of a picture for where no choice can be offered, such as feeds; None without any JPEG.

    Reads `image.renditions`: prefetch them.
    """
    jpegs = _of_format((file for file in _serving(image) if file.crop == "whole"), "jpeg")
    return _fallback(jpegs) if jpegs else None


def address(rendition: "Rendition") -> str:
    """Return the path under which `publishing.media` serves a rendition, whatever storage it lies in."""
    return reverse("media", kwargs={"name": rendition.file.name})


def _serving(image: "Image") -> "list[Rendition]":
    return [rendition for rendition in image.renditions.all() if rendition.superseded_at is None]


def _fallback(jpegs: "list[Rendition]") -> "Rendition":
    return min(jpegs, key=lambda rendition: abs(rendition.width - FALLBACK_WIDTH))


def _of_format(renditions: "Iterable[Rendition]", name: str) -> "list[Rendition]":
    return sorted(
        (rendition for rendition in renditions if rendition.format == name), key=lambda rendition: rendition.width
    )


def _srcset(renditions: "list[Rendition]") -> str:
    return ", ".join(f"{address(rendition)} {rendition.width}w" for rendition in renditions)


def _quarter(share: float) -> int:
    return round(share * 4) * 25
