"""Pictures in the texts of publications: the rows that follow the body, and how readers get them."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import placements, rendering
from publishing.models.images import Image, Rendition
from publishing.placements import rendered
from publishing.rendering import Kind, Placed

TEXTS: Final = {
    "button": gettext_lazy("Picture"),
    "title": gettext_lazy("Picture from the library"),
    "search": gettext_lazy("Search pictures"),
    "searchHelp": gettext_lazy("By title, what it shows, caption or credit."),
    "results": gettext_lazy("Pictures found"),
    "none": gettext_lazy("There are no pictures in the library yet."),
    "nothingFound": gettext_lazy("No picture found."),
    "words": gettext_lazy("Caption"),
    "wordsHelp": gettext_lazy("Leave it empty to show the caption that the library has. The credit follows by itself."),
    "chosen": gettext_lazy("Picture"),
    "chooseFirst": gettext_lazy("Choose a picture."),
    "insert": gettext_lazy("Insert picture"),
    "remove": gettext_lazy("Remove picture"),
    "unknown": gettext_lazy("This picture is no longer in the library."),
}


def keys_in(body: str) -> list[int]:
    """Return the keys of the pictures in a clean body, in reading order."""
    return [int(found.key) for found in rendering.placed(body) if found.kind == Kind.PICTURE]


def check(body: str) -> None:
    """Raise ValidationError if a clean body shows a picture that the library does not have."""
    keys = set(keys_in(body))
    if not keys:
        return
    unknown = keys - set(Image.objects.filter(pk__in=keys).values_list("pk", flat=True))
    if unknown:
        raise ValidationError(
            _("The text shows a picture that is not in the library (%(keys)s). Remove it or choose another."),
            code="unknown_picture",
            params={"keys": ", ".join(str(key) for key in sorted(unknown)[:5])},
        )


def rebuild(item: Any) -> None:
    """Write the rows that tie a publication to the pictures in its text."""
    item.body_pictures.all().delete()
    item.body_pictures.bulk_create(
        item.body_pictures.model(owner=item, image_id=key, position=position)
        for position, key in enumerate(keys_in(item.body), start=1)
    )


def with_renditions(keys: Collection[int], *, lead_images: Iterable[Image | None] = ()) -> dict[int, Image]:
    """Return the pictures with these keys, by key, each with its renditions; also give lead pictures theirs.

    One query. A picture of which no file is made yet is left out.
    """
    leading = [image for image in lead_images if image is not None]
    images = {image.pk: image for image in leading}
    files: dict[int, list[Rendition]] = {key: [] for key in images}
    for rendition in Rendition.objects.filter(image__in={*keys, *images}).select_related("image"):
        images.setdefault(rendition.image_id, rendition.image)
        files.setdefault(rendition.image_id, []).append(rendition)
    # One picture may lead several items, each with an object of its own.
    for image in (*leading, *images.values()):
        remember(image, files[image.pk])
    return images


def remember(image: Image, renditions: list[Rendition]) -> None:
    """Let `image.renditions.all()` give these without a query, as after `prefetch_related`."""
    known = image.renditions.all()
    known._result_cache = renditions
    known._prefetch_done = True  # type: ignore[attr-defined]
    image._prefetched_objects_cache = {"renditions": known}  # type: ignore[attr-defined]


class Pictures(placements.Part):
    """Pictures of the library, placed in a text with a caption of their own."""

    kind = Kind.PICTURE
    extension = "BodyPicture"
    button = TEXTS["button"]

    def load(self, keys: Collection[str], showing: placements.Showing) -> placements.Renderer:
        """Return what renders the pictures: as a figure with all its files, in a feed with one."""
        images = with_renditions({int(key) for key in keys}, lead_images=showing.lead_images)
        template = "components/placed_picture_plain.html" if showing.plain else "components/placed_picture.html"

        def render(found: Placed) -> SafeString:
            image = images.get(int(found.key))
            picture = image.picture if image else None
            if picture is None:
                return SafeString("")
            return rendered(template, {"picture": replace(picture, caption=found.words or picture.caption)})

        return render

    def editor_options(self) -> dict[str, Any]:
        """Return what the editor's dialog needs."""
        urls = {name: reverse_lazy(f"pictures:{name}") for name in ("search", "labels")}
        return {"urls": urls, "texts": TEXTS}

    def problems(self, found: Collection[Placed], showing: placements.Showing) -> list[placements.Problem]:
        """Return the pictures that are gone from the library."""
        known = set(Image.objects.filter(pk__in={int(one.key) for one in found}).values_list("pk", flat=True))
        return [
            placements.Problem("picture_missing", _("A picture in the text is no longer in the library."), one)
            for one in found
            if int(one.key) not in known
        ]
