"""Adding, changing and removing pictures of the media library, with all that follows."""

from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from publishing import clock, renditions, tasks, uploads, usage
from publishing.models import Image, Rendition

SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/gif": ".gif",
}

EDITED: Final = ("title", "alt_text", "is_decorative", "caption", "credit", "licence", "focal_x", "focal_y")


def add(image: Image, *, user: User | None, now: datetime, facts: uploads.PictureFacts | None = None) -> None:
    """Store a new picture, whose `file` is an upload not yet stored, with a first JPEG; the worker makes the rest.

    `facts` are those of `uploads.check_picture` where the caller has called it. Raises its ValidationError otherwise.
    """
    upload = image.file.file
    facts = facts or uploads.check_picture(upload)
    image.media_type, image.size, image.sha256 = facts.media_type, facts.size, facts.sha256
    image.width, image.height = facts.width, facts.height
    image.created_by = user
    image.renditions_due_at = now
    # The stored name tells the type; the uploaded name may tell anything.
    image.file.name = f"picture{SUFFIXES[facts.media_type]}"
    with transaction.atomic():
        image.save()
        with image.file.open("rb") as stream:
            renditions.make_first(image, stream, now=now)
        tasks.make_renditions.enqueue(image.pk)


@transaction.atomic
def change(image: Image, *, now: datetime) -> None:
    """Save the words and the focal point of a stored picture. Pages that show it are rendered anew."""
    before = Image.objects.select_for_update().get(pk=image.pk)
    # Nothing else: a worker may have noted meanwhile that the renditions are made.
    image.save(update_fields=EDITED)
    if (before.focal_x, before.focal_y) != (image.focal_x, image.focal_y):
        renditions.forget(image.renditions.filter(crop=Rendition.Crop.SOCIAL))
        renditions.demand([image], now=now)
        tasks.make_renditions.enqueue(image.pk)
    if usage.is_public(image, now):
        clock.bump(now)


@transaction.atomic
def remove(image: Image) -> None:
    """Remove a picture with all its files. Raises ProtectedError while anything uses it."""
    names = [str(image.file.name), *renditions.names_of(image.renditions.all())]
    image.delete()
    transaction.on_commit(lambda: renditions.remove_files(names))


def doubles(image: Image) -> list[Image]:
    """Return other pictures with the very same file. They may be meant: alternative text in another language."""
    return list(Image.objects.filter(sha256=image.sha256).exclude(pk=image.pk))
