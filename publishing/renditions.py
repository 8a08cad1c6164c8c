"""Renditions: the files of a picture that readers get, in the widths and formats that the layout uses.

A picture is due while `renditions_due_at` is set. `make` claims it for ten minutes, writes the missing files
under random names, and enters all their rows in one transaction. Killed anywhere, it leaves at most files
without rows, which nobody can reach and `publishing.orphans` removes, and a claim that runs out.

What a rendition was drawn from is noted with it (`recipe`). With a new file or focal point the old renditions are
out of date but serve on; all that are, are exchanged in that one transaction, so readers see the old or the new.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from publishing import clock, pixels, usage
from publishing.models import Image, Rendition

logger = logging.getLogger(__name__)

WIDTHS: Final = (400, 800, 1200, 1600)
FIRST_WIDTH: Final = 800
SOCIAL_SIZE: Final = (1200, 630)
"""What link previews show: 1.91 to 1, as the Open Graph consumers ask for."""

CLAIM: Final = timedelta(minutes=10)
TRIES: Final = 6
FIRST_PAUSE: Final = timedelta(minutes=1)
"""The pause after the first failure; each further one is four times as long. In all we try for almost six hours."""

SWEEP_AT_MOST: Final = 50

MADE, WAITING, RETRYING, FAILED = "made", "waiting", "retrying", "failed"
"""How it can stand with a picture: all there, to be made, failed and to be tried again, given up."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rendition that has no row yet: its file's content, width and height in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One rendition that a picture should have; width and height in pixels."""

    crop: Rendition.Crop
    format: Rendition.Format
    width: int
    height: int

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells the renditions of one picture apart."""
        return self.crop, self.format, self.width


class NotMadeError(Exception):
    """The renditions of a picture could not be made; says which picture and why."""


class ChangedMeanwhileError(Exception):
    """The picture was removed, or got another file or focal point, while its renditions were made."""


def plans(width: int, height: int) -> list[Plan]:
    """Return the renditions of a picture of that size: never wider than it, and no two widths nearly the same."""
    widths = [step for step in WIDTHS if step <= width]
    if width < WIDTHS[-1] and width > 1.2 * (widths[-1] if widths else 0):
        widths.append(width)
    whole = [
        Plan(Rendition.Crop.WHOLE, file_format, step, max(1, round(height * step / width)))
        for file_format in (Rendition.Format.JPEG, Rendition.Format.WEBP, Rendition.Format.AVIF)
        for step in widths
    ]
    social = pixels.crop_size(width, height, *SOCIAL_SIZE)
    return [*whole, Plan(Rendition.Crop.SOCIAL, Rendition.Format.JPEG, *social)]


def recipe(image: Image, crop: str) -> str:
    """Return what a rendition of `image` is drawn from; one that was drawn from something else is out of date."""
    if crop == Rendition.Crop.WHOLE:
        return str(image.file.name)
    return f"{image.file.name} {image.focal_x} {image.focal_y}"


def current(image: Image) -> list[Rendition]:
    """Return the renditions that serve, up to date or not. Reads `image.renditions`: prefetch for many."""
    return [row for row in image.renditions.all() if row.superseded_at is None]


def missing(image: Image) -> list[Plan]:
    """Return the renditions that a picture should have and has not, or has of an older file or focal point."""
    there = {(row.crop, row.format, row.width) for row in current(image) if row.made_from == recipe(image, row.crop)}
    return [plan for plan in plans(image.width, image.height) if plan.key not in there]


def state(image: Image) -> str:
    """Return how it stands with the renditions of a picture: MADE, WAITING, RETRYING or FAILED."""
    if not missing(image):
        return MADE
    if image.renditions_due_at is None:
        return FAILED
    return RETRYING if image.renditions_failures else WAITING


def draw_first(stream: IO[bytes], width: int, height: int) -> Drawn:
    """Return one JPEG of a new picture of that size, with which it can be shown at once; the worker makes the rest.

    `stream` is the checked upload. Decodes: call it outside transactions.
    """
    whole = [plan for plan in plans(width, height) if plan.key[:2] == ("whole", "jpeg")]
    plan = max((plan for plan in whole if plan.width <= FIRST_WIDTH), key=lambda plan: plan.width)
    picture = pixels.shrink(pixels.read(stream, scale=plan.width / width), plan.width, plan.height)
    return Drawn(pixels.write(picture, plan.format), plan.width, plan.height)


def first_row(image: Image, *, width: int, height: int, size: int, now: datetime) -> Rendition:
    """Return the row, not yet saved and without its file, of a JPEG that `draw_first` drew."""
    crop, file_format = Rendition.Crop.WHOLE, Rendition.Format.JPEG
    made_from = recipe(image, crop)
    return Rendition(
        image=image,
        crop=crop,
        format=file_format,
        width=width,
        height=height,
        size=size,
        made_from=made_from,
        made_at=now,
    )


def make(pk: int, *, now: datetime) -> int:
    """Make what a due picture lacks; return how many renditions that were, 0 if there was nothing to do.

    Safe to call twice, at once, or to be killed in. On failure the reason and the time of the next try are
    noted with the picture, and NotMadeError is raised.
    """
    if not Image.objects.filter(pk=pk, renditions_due_at__lte=now).update(renditions_due_at=now + CLAIM):
        return 0
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        return 0
    try:
        return _complete(image, now)
    except Exception as error:
        _note_failure(image, error, now)
        raise NotMadeError(f"{pk} {image.title}: {type(error).__name__}: {error}") from error


def make_missing(now: datetime) -> int:
    """Make the renditions of pictures that are due at `now`: those a killed or failed task left. For the schedule."""
    due = Image.objects.filter(renditions_due_at__lte=now).order_by("renditions_due_at")
    made = 0
    for pk in list(due.values_list("pk", flat=True)[:SWEEP_AT_MOST]):
        try:
            made += make(pk, now=now)
        except NotMadeError:
            logger.exception("The renditions of a picture could not be made.")
    return made


def demand(images: Iterable[Image], *, now: datetime) -> int:
    """Note that renditions are to be made at once, forgetting earlier failures; return how many pictures that are."""
    return Image.objects.filter(pk__in=[image.pk for image in images]).update(
        renditions_due_at=now, renditions_failures=0, renditions_problem=""
    )


def forget(rows: Iterable[Rendition]) -> None:
    """Remove renditions: the rows now, the files once that is certain. Belongs into a transaction."""
    doomed = list(rows)
    Rendition.objects.filter(pk__in=[row.pk for row in doomed]).delete()
    transaction.on_commit(lambda: remove_files(names_of(doomed)))


def supersede(rows: Iterable[Rendition], now: datetime) -> None:
    """Take renditions out of service; their files go once that is certain, their addresses lead to what replaces them.

    Belongs into a transaction.
    """
    old = list(rows)
    Rendition.objects.filter(pk__in=[row.pk for row in old]).update(superseded_at=now)
    transaction.on_commit(lambda: remove_files(names_of(old)))


def names_of(rows: Iterable[Rendition]) -> list[str]:
    """Return the names of the files of renditions."""
    return [str(row.file.name) for row in rows]


def remove_files(names: Iterable[str]) -> None:
    """Remove files from the storage; one that cannot be removed is logged and left."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            logger.exception("The file %s could not be removed.", name)


def _complete(image: Image, now: datetime) -> int:
    lacking = missing(image)
    kept = {plan.key for plan in plans(image.width, image.height)} - {plan.key for plan in lacking}
    obsolete = [row for row in current(image) if (row.crop, row.format, row.width) not in kept]
    rows: list[Rendition] = []
    try:
        if lacking:
            with image.file.open("rb") as stream:
                # Where drawing fails half way, the rows before it are kept in the list, and their files are removed.
                rows.extend(_written(image, stream, lacking, now))
        _enter(image, rows, obsolete, now)
    except (IntegrityError, ChangedMeanwhileError):
        # Another worker was faster, or what we drew is no longer wanted: then the picture is due again.
        remove_files(names_of(rows))
        return 0
    except Exception:
        remove_files(names_of(rows))
        raise
    return len(rows)


def _written(image: Image, stream: IO[bytes], wanted: list[Plan], now: datetime) -> Iterator[Rendition]:
    """Yield the planned renditions, each with its file stored and its row not yet saved."""
    focus = image.focal_x, image.focal_y
    social_width, social_height = SOCIAL_SIZE
    # Enough pixels for the widest file and for the crop, which of a wide picture needs the height.
    scale = min(1.0, max(WIDTHS[-1] / image.width, social_width / image.width, social_height / image.height))
    whole = pixels.read(stream, scale=scale)
    for plan in wanted:
        if plan.crop == Rendition.Crop.SOCIAL:
            drawn = pixels.crop(whole, *SOCIAL_SIZE, focus=focus)
        else:
            drawn = pixels.shrink(whole, plan.width, plan.height)
        content = pixels.write(drawn, plan.format)
        row = Rendition(
            image=image,
            crop=plan.crop,
            format=plan.format,
            width=plan.width,
            height=plan.height,
            size=len(content),
            made_from=recipe(image, plan.crop),
            made_at=now,
        )
        row.file.save("", ContentFile(content), save=False)
        yield row


def _enter(image: Image, rows: list[Rendition], obsolete: list[Rendition], now: datetime) -> None:
    """Enter the rows of finished files, all or none. Pages that show the picture are rendered anew."""
    with transaction.atomic():
        unchanged = Image.objects.filter(
            pk=image.pk, file=image.file.name, focal_x=image.focal_x, focal_y=image.focal_y
        )
        if not unchanged.update(renditions_due_at=None, renditions_failures=0, renditions_problem=""):
            raise ChangedMeanwhileError
        supersede(obsolete, now)
        Rendition.objects.bulk_create(rows)
        if (rows or obsolete) and usage.is_public(image, now):
            clock.bump(now)


def _note_failure(image: Image, error: Exception, now: datetime) -> None:
    failures = image.renditions_failures + 1
    next_try = None if failures >= TRIES else now + FIRST_PAUSE * 4 ** (failures - 1)
    # Not of a picture that got another file meanwhile: what failed was the old one.
    Image.objects.filter(pk=image.pk, file=image.file.name).update(
        renditions_failures=failures,
        renditions_due_at=next_try,
        renditions_problem=f"{type(error).__name__}: {error}"[:300],
    )
