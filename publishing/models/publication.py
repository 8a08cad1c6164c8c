"""What a press release, a campaign and a standing page have in common."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from publishing import body_pictures, rendering, structured
from publishing.findings import Finding
from publishing.models.documents import Document
from publishing.models.images import Image
from publishing.visibility import visible_q


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PublicationQuerySet(models.QuerySet[Any]):
    def published(self, now: datetime) -> Self:
        """Return what the public may see at `now`: the one visibility rule."""
        return self.filter(visible_q(now))

    def scheduled(self, now: datetime) -> Self:
        """Return what is approved to appear by itself after `now`."""
        return self.filter(status=Status.PUBLISHED, publish_at__gt=now)

    def searchable(self) -> Self:
        """Return what has a search document: also what is scheduled, to be found from its second on."""
        return self.filter(status=Status.PUBLISHED)

    def waiting(self) -> Self:
        """Return what waits for a decision of somebody."""
        return self.filter(status__in=[Status.IN_REVIEW, Status.APPROVED])

    def in_edition(self, language: str, now: datetime) -> Self:
        """Return what belongs in the lists of one language edition at `now`.

        The default edition lists its own language alone. Others list their own, and the default
        language's items that have no visible translation, so that a small edition is never empty.
        """
        if language == settings.LANGUAGE_CODE:
            return self.filter(language=language)
        translated = self.model._default_manager.filter(
            visible_q(now), translation_group=OuterRef("translation_group"), language=language
        )
        # Both languages first and the exception second: so written, databases walk the index in order and stop early.
        return self.filter(Q(language=language) | ~Exists(translated), language__in=[language, settings.LANGUAGE_CODE])

    def latest_first(self) -> Self:
        """Order by time of publication, newest first; the key breaks ties so that pages never overlap."""
        return self.order_by("-publish_at", "-pk")


class Publication(models.Model):
    """Abstract base of all editorial content. `publishing.operations` writes it.

    `publishing.workflow` alone moves its status. `body` is what staff wrote, clean HTML with citation
    markers; `body_html` is made from it by `publishing.rendering` and is safe to show.
    """

    title = models.CharField(_("headline"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=120,
        allow_unicode=True,
        help_text=_("Last part of the page's address. Made from the headline."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    translation_group = models.UUIDField(_("translation group"), default=uuid.uuid4, editable=False, db_index=True)
    summary = models.TextField(
        _("summary"),
        blank=True,
        validators=[MaxLengthValidator(400)],
        help_text=_("One or two sentences for lists, search engines and shared links."),
    )
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    lead_image = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("lead picture"),
        related_name="%(app_label)s_%(class)ss",
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True, editable=False)
    # Grows with each save: a form says on which it was opened.
    revision = models.PositiveIntegerField(default=0, editable=False)
    # A working copy is a row of the same table, which waits to be written over the live one.
    working_copy_of = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("working copy of"),
        related_name="working_copy",
    )
    apply_at = models.DateTimeField(_("to be applied at"), null=True, blank=True, editable=False)
    apply_details = models.JSONField(default=dict, blank=True, editable=False)
    # The original that this item translates, and the number of its version that the translator had before them.
    translated_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("translated from"),
        related_name="translations",
    )
    translated_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("last change"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()

    # Columns of the keys above: the types of an abstract model know only the relations.
    working_copy_of_id: int | None
    translated_from_id: int | None
    lead_image_id: int | None
    created_by_id: int | None
    updated_by_id: int | None

    # Each child has its own: a TaggableManager, and the reverses of its records (`publishing.models.records`).
    tags: Any
    transitions: Any
    versions: Any
    comments: Any
    preview_links: Any
    editing_sessions: Any
    body_pictures: Any

    parts: ClassVar[tuple[str, ...]] = ()
    """Names of the reverse relations to owned rows that belong to the text: they are in versions and working copies."""

    substantive: ClassVar[tuple[str, ...]] = ("title", "summary", "body", "lead_image")
    """Fields and parts in which a change is one that readers are told of, where the type has corrections."""

    detail_view: ClassVar[str]
    """Name of the URL of the public page; it takes `slug`."""

    left_address: str | None = None
    """Path of the page before the save that `operations.refresh` has yet to complete; None if it had none."""

    class Meta:
        abstract = True
        # "publish" covers the editors' steps: approve, send back, publish, withdraw.
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="%(app_label)s_%(class)s_has_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="%(app_label)s_%(class)s_has_slug"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(publish_at__isnull=False),
                name="%(app_label)s_%(class)s_published_has_time",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="%(app_label)s_%(class)s_status_known"),
            models.UniqueConstraint(
                fields=["language", "slug"],
                condition=Q(working_copy_of__isnull=True),
                name="%(app_label)s_%(class)s_slug_unique",
                violation_error_message=_(
                    "Another item already has this address. Change the last part of the address."
                ),
            ),
            models.UniqueConstraint(
                fields=["translation_group", "language"],
                condition=Q(working_copy_of__isnull=True),
                name="%(app_label)s_%(class)s_translation_unique",
                violation_error_message=_("There is already a translation into this language."),
            ),
            models.CheckConstraint(
                condition=Q(working_copy_of__isnull=True)
                | Q(status__in=[Status.DRAFT, Status.IN_REVIEW, Status.APPROVED]),
                name="%(app_label)s_%(class)s_copy_not_public",
            ),
            models.CheckConstraint(
                condition=Q(apply_at__isnull=True) | Q(working_copy_of__isnull=False, status=Status.APPROVED),
                name="%(app_label)s_%(class)s_apply_at_of_copy",
            ),
            models.CheckConstraint(
                condition=Q(working_copy_of__isnull=True) | ~Q(working_copy_of=models.F("id")),
                name="%(app_label)s_%(class)s_copy_of_other",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-publish_at", "-id"], name="%(app_label)s_%(class)s_recent"),
            models.Index(fields=["apply_at"], condition=Q(apply_at__isnull=False), name="%(app_label)s_%(class)s_due"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the path of the public page, in the item's own language edition."""
        with translation.override(self.language):
            return reverse(self.detail_view, kwargs={"slug": self.slug})

    def is_visible(self, now: datetime) -> bool:
        """Say whether the public may see this row at `now`. The same rule as `visible_q`."""
        if self.working_copy_of_id is not None:
            return False
        return self.status == Status.PUBLISHED and self.publish_at is not None and self.publish_at <= now

    @classmethod
    def next_change_after(cls, now: datetime) -> datetime | None:
        """Return when, after `now`, time alone changes what the public sees of this type; None if nothing is scheduled.

        Content types with other times of their own add those.
        """
        scheduled = cls._default_manager.filter(status=Status.PUBLISHED, publish_at__gt=now)
        changes = cls._default_manager.filter(apply_at__isnull=False)
        times = [
            scheduled.aggregate(at=models.Min("publish_at"))["at"],
            changes.aggregate(at=models.Min("apply_at"))["at"],
        ]
        return min((at for at in times if at is not None), default=None)

    def check_body(self, body: str) -> None:
        """Raise ValidationError if the clean HTML `body` cannot be stored; content types add their own checks."""
        body_pictures.check(body)

    def preflight(self, now: datetime) -> list[Finding]:
        """Return what there is to mend or to see before readers get the item at `now`; content types add theirs.

        `publishing.preflight` checks what all have in common.
        """
        return []

    def preflight_summary(self) -> str:
        """Return in a sentence what a check counts and does not judge; empty for nothing. Content types say more."""
        return ""

    @staticmethod
    def locator_words(locator: str, label: str) -> str:
        """Return the place in a cited source in words; `label` is the kind of place. Content with citations says more."""
        return locator

    def named_references(self) -> dict[str, dict[str, str]]:
        """Return what the text refers to, in words for the day when it is gone: keys and names for each kind.

        Here the pictures; content types add theirs. `publishing.snapshots` keeps it.
        """
        pictures = {found.key for found in rendering.placed(self.body) if found.kind is rendering.Kind.PICTURE}
        names = Image.objects.filter(pk__in=pictures).values_list("pk", "title") if pictures else []
        return {"pictures": {str(key): title for key, title in names}}

    def without_missing_references(self, body: str) -> tuple[str, dict[str, list[str]]]:
        """Return a clean body without what it refers to that is gone, and the keys of that, by `named_references`' kinds."""
        keys = {found.key for found in rendering.placed(body) if found.kind is rendering.Kind.PICTURE}
        there = set(Image.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
        gone = sorted(keys - {str(key) for key in there})
        return rendering.without_pictures(body, gone), {"pictures": gone}

    def begin_translation(self, draft: Self, *, user: Any, now: datetime) -> None:
        """Give `draft`, a new translation of `self`, what is not in its snapshot; content types with such things do."""

    def awaited_addresses(self, now: datetime) -> list[str]:
        """Return how the addresses begin that lead nowhere at `now` and will once this row is public. They end in "/".

        For previews. Content types add those of what becomes public with them.
        """
        live = self.working_copy_of or self
        address = self.get_absolute_url()
        return [] if live.is_visible(now) and live.get_absolute_url() == address else [address]

    def after_scheduled_apply(self, details: dict[str, Any], *, user: Any, now: datetime) -> None:
        """Do what was asked for together with scheduled changes, once they are in the live item `self`."""
        from publishing import corrections

        corrections.add_after_apply(self, details, user=user, now=now)

    def rebuild(self, *, now: datetime) -> None:
        """Write what follows from the body: pictures' rows and rendered HTML. Content types with citations add theirs.

        `now` is when: content types that note when they looked something up need it.
        """
        body_pictures.rebuild(self)
        self.body_html = self.rendered_body().html
        type(self)._default_manager.filter(pk=self.pk).update(body_html=self.body_html)

    def rendered_body(self) -> rendering.RenderedBody:
        """Return the text as readers get it, in the item's language; content types with citations add notes."""
        with translation.override(self.language):
            return rendering.render_body(self.body)

    def offered_documents(self) -> dict[str, Document]:
        """Return the documents that the page offers for download, by their public addresses; here none."""
        return {}

    def structured_data(self, publisher: str) -> dict[str, Any]:
        """Return the item as a schema.org node; content types say more."""
        return structured.web_page(self, publisher=publisher)

    def searchable_text(self) -> str:
        """Return the words, besides title and summary, by which search finds the item."""
        return rendering.plain_text(self.body)

    def search_date(self) -> datetime | None:
        """Return the time by which search narrows to a year, and orders what fits equally well."""
        return self.publish_at


def publication_models() -> list[type[Publication]]:
    """Return every installed content type, so that the base can serve them without importing them."""
    return [model for model in apps.get_models() if issubclass(model, Publication)]
