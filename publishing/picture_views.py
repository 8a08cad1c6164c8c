"""What the editor's picture dialog asks the server: find pictures of the library, name those in a text."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from publishing import pictures, staff_json
from publishing.models import Image, Rendition
from publishing.staff_json import for_staff

THUMBNAIL_WIDTH = 400
FIELDS = ("title", "alt_text", "caption", "credit")


@require_GET
@for_staff("publishing.view_image")
def search(request: HttpRequest) -> JsonResponse:
    """Return the pictures that have every word of `q`, newest first; without words the newest."""
    rows = with_thumbnails().filter(staff_json.holding(staff_json.words_of(request), *FIELDS))
    return staff_json.found(rows.order_by("-created_at", "-pk"), as_result)


@require_GET
@for_staff("publishing.view_image")
def labels(request: HttpRequest) -> JsonResponse:
    """Return the pictures with the comma-separated `keys`, by key; what is no key of a picture is left out."""
    rows = with_thumbnails().filter(pk__in=staff_json.keys_of(request))
    return JsonResponse({"found": {str(image.pk): as_result(image) for image in rows}})


def with_thumbnails() -> QuerySet[Image]:
    """Return all pictures with the files that are small enough for a thumbnail, or else with their first."""
    small = Rendition.objects.filter(
        crop=Rendition.Crop.WHOLE, format=Rendition.Format.JPEG, superseded_at__isnull=True
    ).order_by("width")
    return Image.objects.prefetch_related(Prefetch("renditions", small))


def as_result(image: Image) -> dict[str, Any]:
    """Return what the dialog shows of a picture; `thumbnail` is null while no file is made."""
    files = list(image.renditions.all())
    fitting = [file for file in files if file.width <= THUMBNAIL_WIDTH]
    shown = fitting[-1] if fitting else next(iter(files), None)
    return {
        "key": str(image.pk),
        "title": image.title,
        "detail": " · ".join(part for part in (image.alt_text, image.credit) if part),
        "label": image.title,
        "words": image.caption,
        "thumbnail": {"src": pictures.address(shown), "width": shown.width, "height": shown.height} if shown else None,
    }
