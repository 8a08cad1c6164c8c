"""Files that were uploaded many at once and wait for their words."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.documents import document_path
from publishing.models.images import Rendition, original_path, rendition_path


def pending_path(upload: "PendingUpload", filename: str) -> str:
    """Return the name that the file keeps when it becomes a picture or a document: nothing is copied then."""
    path = original_path if upload.is_picture else document_path
    return path(upload, filename)  # type: ignore[arg-type]  # neither reads its first argument


def first_path(upload: "PendingUpload", filename: str) -> str:
    """Return the name that the first rendition keeps."""
    return rendition_path(Rendition(format=Rendition.Format.JPEG), filename)


class PendingUpload(models.Model):
    """A checked file with the words that it has so far. `publishing.staging` writes it and makes of it a library item.

    Pictures of the library always have alternative text and credit; here an upload waits, safely, until somebody has
    typed them. Of a picture a first rendition is made already, so that one sees what is to be described.
    """

    is_picture = models.BooleanField(editable=False)
    file = models.FileField(upload_to=pending_path, editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    first = models.FileField(upload_to=first_path, blank=True, editable=False)
    first_width = models.PositiveIntegerField(default=0, editable=False)
    first_height = models.PositiveIntegerField(default=0, editable=False)
    first_size = models.PositiveIntegerField(default=0, editable=False)

    title = models.CharField(_("title"), max_length=200)
    alt_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    is_decorative = models.BooleanField(_("decorative"), default=False)
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    # With commas between them, as they are typed: they become tags with the item.
    tag_words = models.CharField(_("tags"), max_length=1000, blank=True)

    created_at = models.DateTimeField(_("uploaded"), db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        # Who may add pictures or documents may upload them.
        default_permissions = ()
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="publishing_pending_has_title"),
            models.CheckConstraint(
                condition=models.Q(is_picture=False) | models.Q(width__gt=0, height__gt=0, first_width__gt=0),
                name="publishing_pending_picture_has_pixels",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_name(self) -> str:
        """Return the kind of file as people know it: the letters of its suffix, such as PDF."""
        return PurePosixPath(self.file.name or "").suffix[1:].upper()
