"""Pictures of the media library and their renditions."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from publishing import pictures
from publishing.models.tags import TaggedItem


def original_path(image: "Image", filename: str) -> str:
    """Return an unguessable name for an uploaded original; only the suffix of the given name is kept."""
    return f"originals/{get_random_string(32)}{PurePosixPath(filename).suffix.lower()[:6]}"


def rendition_path(rendition: "Rendition", filename: str) -> str:
    """Return an unguessable name for a rendition."""
    return f"renditions/{get_random_string(32)}.{rendition.format}"


class TaggedImage(TaggedItem):
    content_object = models.ForeignKey("Image", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="publishing_image_tag_once")]


class Image(models.Model):
    """A picture as staff uploaded it. The original is for staff; the public gets renditions without metadata.

    `publishing.library` adds, changes and removes pictures: it fills the fields that the file decides.
    """

    title = models.CharField(
        _("title"), max_length=200, help_text=_("For finding it in the library; readers do not see it.")
    )
    # No ImageField: it would decode an upload before `publishing.uploads` has looked at its size.
    file = models.FileField(_("file"), upload_to=original_path)
    media_type = models.CharField(max_length=30, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False, help_text=_("In bytes."))
    width = models.PositiveIntegerField(
        _("width"), editable=False, help_text=_("In pixels, as it is to be seen: turned upright.")
    )
    height = models.PositiveIntegerField(_("height"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    alt_text = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it."),
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("Tick only if the picture says nothing that the text does not.")
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made it, as readers will see it."))
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    focal_x = models.FloatField(
        _("focal point, from the left"), default=0.5, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    focal_y = models.FloatField(
        _("focal point, from the top"), default=0.5, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    tags = TaggableManager(_("tags"), through=TaggedImage, blank=True, ordering=["name"])
    # When its renditions are to be made, or tried again; empty when all are there or were given up.
    renditions_due_at = models.DateTimeField(null=True, editable=False)
    renditions_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    renditions_problem = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_decorative=True) | ~models.Q(alt_text=""),
                name="publishing_image_has_alternative_text",
                violation_error_message=_("Describe the picture in the alternative text, or mark it as decorative."),
            ),
            models.CheckConstraint(
                condition=~models.Q(credit=""),
                name="publishing_image_has_credit",
                violation_error_message=_("Say who made the picture."),
            ),
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="publishing_image_focal_point_inside",
                violation_error_message=_("The focal point lies outside the picture."),
            ),
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="publishing_image_has_pixels"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="publishing_image_recent"),
            models.Index(
                fields=["renditions_due_at"],
                condition=models.Q(renditions_due_at__isnull=False),
                name="publishing_image_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def picture(self) -> pictures.Picture | None:
        """What `components/picture.html` shows; None while there is no rendition. Prefetch `renditions`."""
        return pictures.picture(self)

    @property
    def social_picture(self) -> pictures.SocialPicture | None:
        """The file for link previews; None while there is no rendition. Prefetch `renditions`."""
        return pictures.social_picture(self)


class Rendition(models.Model):
    """One size and format of a picture, made by `publishing.renditions`; width and height in pixels, size in bytes.

    When a picture gets another file or focal point, the old renditions serve until the new ones are there. Then they
    are superseded: their files go at once, and their addresses, which may stand in pages that somebody keeps, lead to
    the new ones.
    """

    class Format(models.TextChoices):
        AVIF = "avif", "AVIF"
        WEBP = "webp", "WebP"
        JPEG = "jpeg", "JPEG"

    class Crop(models.TextChoices):
        WHOLE = "whole", _("whole picture")
        SOCIAL = "social", _("1200 × 630 around the focal point, for link previews")

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    crop = models.CharField(max_length=10, choices=Crop)
    format = models.CharField(max_length=10, choices=Format)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to=rendition_path, unique=True)
    size = models.PositiveIntegerField()
    # What it was drawn from, see `renditions.recipe`: the original's name and, of a crop, the focal point.
    made_from = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            # Two workers may make the same rendition at once; one of them gets its row in.
            models.UniqueConstraint(
                fields=["image", "crop", "format", "width"],
                condition=models.Q(superseded_at__isnull=True),
                name="publishing_rendition_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.width}×{self.height} {self.format}"

    @property
    def media_type(self) -> str:
        return f"image/{self.format}"
