"""Documents of the media library."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from publishing.models.tags import TaggedItem


def document_path(document: "Document", filename: str) -> str:
    """Return an unguessable name for a document; only the suffix of the given name is kept."""
    return f"documents/{get_random_string(32)}{PurePosixPath(filename).suffix.lower()[:6]}"


class TaggedDocument(TaggedItem):
    content_object = models.ForeignKey("Document", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="publishing_document_tag_once")]


class Document(models.Model):
    """A file that readers may download while something public offers it. `publishing.library` writes it."""

    title = models.CharField(_("title"), max_length=200, help_text=_("As readers see it."))
    file = models.FileField(_("file"), upload_to=document_path)
    media_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False, help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    tags = TaggableManager(_("tags"), through=TaggedDocument, blank=True, ordering=["name"])
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="publishing_document_has_title"),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="publishing_document_recent")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_name(self) -> str:
        """Return the kind of file as readers know it: the letters of its suffix, such as PDF."""
        return PurePosixPath(self.file.name or "").suffix[1:].upper()
