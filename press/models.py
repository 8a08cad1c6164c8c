"""Press releases and what belongs to them."""

from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from publishing import structured
from publishing.findings import Finding
from publishing.models import (
    BodyPicture,
    Correction,
    Document,
    EditingSession,
    PreviewLink,
    PreviewVisit,
    ReviewComment,
    TaggedItem,
    Transition,
    Version,
)
from sources.models import Citation, CitationVia, CitingPublication


class MediaContact(models.Model):
    """A person whom journalists may call or write to."""

    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("media contact")
        verbose_name_plural = _("media contacts")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(phone=""),
                name="press_contact_can_be_reached",
                violation_error_message=_("Give an e-mail address or a telephone number."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TaggedRelease(TaggedItem):
    content_object = models.ForeignKey("PressRelease", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="press_tag_once")]


class PressRelease(CitingPublication):
    class Kind(models.TextChoices):
        RELEASE = "release", _("press release")
        STATEMENT = "statement", _("statement")
        OPEN_LETTER = "open_letter", _("open letter")
        MEMO = "memo", _("memo")
        ACTION_ALERT = "action_alert", _("action alert")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.RELEASE)
    subhead = models.CharField(_("subhead"), max_length=300, blank=True)
    dateline_place = models.CharField(
        _("dateline place"),
        max_length=100,
        blank=True,
        help_text=_("As it is to be read, for example WASHINGTON, DC. The date follows by itself."),
    )
    credit_line = models.CharField(_("publisher credit line"), max_length=200, blank=True)
    contact = models.ForeignKey(
        MediaContact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("media contact"),
        related_name="releases",
    )
    boilerplate = models.TextField(
        _("boilerplate"), blank=True, help_text=_("“About us” at the end. Leave empty for the site's own.")
    )
    related = models.ManyToManyField(
        "self", through="RelatedRelease", symmetrical=False, blank=True, related_name="related_from"
    )
    tags = TaggableManager(_("tags"), through=TaggedRelease, blank=True, ordering=["name"])

    detail_view = "press:release-detail"
    parts = ("read_also", "attachments")
    substantive = ("title", "kind", "subhead", "dateline_place", "body", "summary", "lead_image", "attachments")

    class Meta(CitingPublication.Meta):
        verbose_name = _("press release")
        verbose_name_plural = _("press releases")
        constraints = [
            *CitingPublication.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind__in=["release", "statement", "open_letter", "memo", "action_alert"]),
                name="press_release_kind_known",
            ),
        ]

    def preflight(self, now: datetime) -> list[Finding]:
        from press import preflight

        return [*super().preflight(now), *preflight.findings(self, now)]

    def offered_documents(self) -> dict[str, Document]:
        """Return the attached documents by their public addresses."""
        attached = [attachment.document for attachment in self.attachments.select_related("document")]
        return {self.address_of(one): one for one in attached}

    def address_of(self, document: Document) -> str:
        """Return the public address of an attached document, which answers while the release is visible."""
        with translation.override(self.language):
            return reverse("press:attachment", kwargs={"slug": self.slug, "pk": document.pk})

    def structured_data(self, publisher: str) -> dict[str, Any]:
        """Return the release as a NewsArticle with its dateline."""
        return super().structured_data(publisher) | {
            "@type": "NewsArticle",
            "alternativeHeadline": self.subhead,
            "dateline": self.dateline_place,
            "author": structured.organisation(publisher),
            "correction": [structured.correction(one) for one in self.corrections.all()],
        }


class ReleaseCitation(Citation):
    owner = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="citations")


class ReleaseCitationVia(CitationVia):
    citation = models.ForeignKey(ReleaseCitation, on_delete=models.CASCADE, related_name="vias")


class ReleaseTransition(Transition):
    item = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="transitions")


class ReleaseVersion(Version):
    item = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="versions")


class ReleaseComment(ReviewComment):
    item = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="comments")


class ReleasePreviewLink(PreviewLink):
    item = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="preview_links")


class ReleasePreviewVisit(PreviewVisit):
    link = models.ForeignKey(ReleasePreviewLink, on_delete=models.CASCADE, related_name="visits")


class ReleaseEditingSession(EditingSession):
    item = models.ForeignKey(PressRelease, on_delete=models.SET_NULL, null=True, related_name="editing_sessions")


class ReleasePicture(BodyPicture):
    owner = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="body_pictures")


class ReleaseCorrection(Correction):
    item = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="corrections")


class RelatedRelease(models.Model):
    """One entry of “Read also”."""

    release = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="read_also")
    related = models.ForeignKey(
        PressRelease, on_delete=models.CASCADE, verbose_name=_("release"), related_name="read_from"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("“Read also” entry")
        verbose_name_plural = _("Read also")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "related"],
                name="press_read_also_once",
                violation_error_message=_("This release is in “Read also” already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(release=models.F("related")),
                name="press_read_also_not_itself",
                violation_error_message=_("A release cannot refer to itself in “Read also”."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.related)


class Attachment(models.Model):
    """A document of the library that goes with a release: readers may download it while the release is visible."""

    release = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, verbose_name=_("document"), related_name="attachments"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "document"],
                name="press_attachment_once",
                violation_error_message=_("This document is attached already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.document)
