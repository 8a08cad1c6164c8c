"""The pixels of uploaded pictures: reading, turning upright, sRGB, shrinking, cropping, writing. No database here.

Files come from people we trust little, so nothing is decoded before its size is known, and whatever
goes out is written anew from the pixels alone: no EXIF (it may tell where a person was), no comment, no
profile, no second file behind the first.
"""

import io
import warnings
from typing import IO, Any, Final

from PIL import Image, ImageCms, ImageOps

FORMATS: Final = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with further pictures behind the first, as some telephones write it
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "GIF": "image/gif",
}
"""Pillow's names of the formats we read, and their media types. Of moving pictures the first frame is read."""

MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 16_000
"""WebP ends at 16,383 pixels a side."""

WRITE: Final[dict[str, dict[str, Any]]] = {
    # AVIF: speed 8 takes a quarter of the time of speed 6 and gives files of the same size. One thread, since the
    # site is served by the same processors.
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpeg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
}

WHITE: Final = (255, 255, 255)
ORIENTATION: Final = 0x0112
LYING: Final = frozenset({5, 6, 7, 8})
"""EXIF orientations (CIPA DC-008, tag 0x0112) in which the stored picture lies on its side."""

# Pillow warns above MAX_IMAGE_PIXELS and refuses above twice that, both before decoding; both are errors here.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def open_picture(stream: IO[bytes]) -> Image.Image:
    """Return the picture with its header read and nothing decoded.

    Raises PIL.UnidentifiedImageError for what is no picture of FORMATS, PIL's DecompressionBombWarning or
    DecompressionBombError for one of more than MAX_PIXELS, and whatever else Pillow raises on broken headers.
    """
    stream.seek(0)
    return Image.open(stream, formats=sorted(set(FORMATS) - {"MPO"}))


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Return width and height as the picture is to be seen. For PNG this must come after the check of its size."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(ORIENTATION) in LYING else (width, height)


def read(stream: IO[bytes], *, scale: float = 1.0) -> Image.Image:
    """Return the whole picture upright, as RGB or RGBA in sRGB, at `scale` (at most 1) of its size.

    Decodes big JPEGs at a fraction of their size, which takes a tenth of the time.
    Raises as `open_picture` does, and OSError or SyntaxError where the file is cut off or broken.
    """
    picture = open_picture(stream)
    upright_width, upright_height = upright_size(picture)
    size = max(1, round(upright_width * scale)), max(1, round(upright_height * scale))
    picture.draft(picture.mode, size if (upright_width, upright_height) == picture.size else size[::-1])
    picture.load()
    profile = picture.info.get("icc_profile")
    upright = _plain(ImageOps.exif_transpose(picture))
    return _to_srgb(shrink(upright, *size), profile)


def shrink(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Return the picture in that size; never larger than it is."""
    if picture.size == (width, height):
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def crop(picture: Image.Image, width: int, height: int, focus: tuple[float, float]) -> Image.Image:
    """Return the largest part with the proportions of `width` to `height` around `focus`, in that size at most.

    `focus` is a share of width and height, (0, 0) being the upper left corner. A small picture gives a small crop.
    """
    box_width = min(picture.width, picture.height * width / height)
    box_height = box_width * height / width
    left = min(max(focus[0] * picture.width - box_width / 2, 0), picture.width - box_width)
    top = min(max(focus[1] * picture.height - box_height / 2, 0), picture.height - box_height)
    size = crop_size(picture.width, picture.height, width, height)
    return picture.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + box_width, top + box_height))


def crop_size(picture_width: int, picture_height: int, width: int, height: int) -> tuple[int, int]:
    """Return the size that `crop` gives a picture of that size."""
    share = min(1.0, picture_width / width, picture_height / height)
    return max(1, round(width * share)), max(1, round(height * share))


def write(picture: Image.Image, name: str) -> bytes:
    """Return the file in the format `name` (avif, webp or jpeg), holding pixels and nothing else."""
    if name == "jpeg" and picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, WHITE)
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    # Some of Pillow's writers pass on comments and profiles found in `info`.
    bare = picture.copy()
    bare.info = {}
    stream = io.BytesIO()
    bare.save(stream, **WRITE[name])
    return stream.getvalue()


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be resized well: L, RGB, RGBA or CMYK."""
    if picture.mode.startswith("I") or picture.mode == "F":
        # 16 bits of grey; convert() would make everything above 255 white.
        return picture.convert("I").point(lambda value: value / 257, "L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as RGB or RGBA in sRGB; an unusable profile is passed over."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(colours, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
            colours = converted or colours
        except (ImageCms.PyCMSError, OSError, ValueError):
            # Broken, or made for other colours than the picture has.
            pass
    colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours
