"""Source records and the citations that point to them."""

from datetime import UTC, datetime, time
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from publishing import body_pictures, rendering, structured
from publishing.findings import Finding, blocker
from publishing.models import Publication, TaggedItem, publication_models
from publishing.visibility import visible_q
from sources import addresses, csl, dates, styles
from sources.locators import LOCATOR_KINDS
from sources.notes import numbered_notes

LONGEST_NAME = 28


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    EXCERPT = "excerpt", _("excerpt only")
    ON_FILE = "on_file", _("on file: named to readers, never shown")


class SourceQuerySet(models.QuerySet["Source"]):
    def published(self, now: datetime) -> Self:
        """Return the sources with a public page at `now`.

        A source becomes public with the first visible item that cites it, so that the sources of an
        embargoed release give nothing away; or when staff list it in the library by itself.
        """
        cited: Any = Q(is_listed=True)
        for model in citation_models():
            # An owner is asked for by its key: joined, SQLite goes through all visible items for each source.
            owners = model._meta.get_field("owner").related_model._default_manager  # type: ignore[misc]
            visible = Exists(owners.filter(visible_q(now), pk=OuterRef("owner_id")))
            cited |= Exists(model._default_manager.filter(visible, source=OuterRef("pk")))
        return self.filter(cited).exclude(visibility=Visibility.ON_FILE)

    def searchable(self) -> Self:
        """Return what has a search document: also what nothing public cites yet, to be found from then on."""
        return self.exclude(visibility=Visibility.ON_FILE)

    def search(self, words: str) -> Self:
        """Return the sources whose title, author, publisher or address contains every one of `words`, for staff."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(title__icontains=word)
                | Q(author_line__icontains=word)
                | Q(publisher__icontains=word)
                | Q(url__icontains=word)
            )
        return found


class TaggedSource(TaggedItem):
    content_object = models.ForeignKey("Source", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="sources_tag_once")]


class Source(models.Model):
    """One document, page, law or testimony that items cite. Fields follow CSL-JSON 1.0.2, dates EDTF (ISO 8601-2)."""

    type = models.CharField(_("type"), max_length=30, choices=csl.TYPES, default="report")
    title = models.CharField(_("title"), max_length=500)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    authors = models.JSONField(_("authors"), default=list, blank=True)
    author_line = models.CharField(max_length=1000, blank=True, editable=False)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    publisher_place = models.CharField(_("place of publication"), max_length=200, blank=True)
    container_title = models.CharField(
        _("published in"), max_length=300, blank=True, help_text=_("Newspaper, journal, site or book that contains it.")
    )
    volume = models.CharField(_("volume"), max_length=50, blank=True)
    issue = models.CharField(_("issue"), max_length=50, blank=True)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    pages = models.CharField(_("pages"), max_length=50, blank=True)
    issued_as_typed = models.CharField(
        _("date"),
        max_length=100,
        blank=True,
        help_text=_(
            "As printed: “2024”, “5 June 2024”, “June 5”, “2020–2023”, “c. 2019”. A missing year is never invented."
        ),
    )
    issued = models.CharField(max_length=60, blank=True, editable=False)
    issued_sort = models.DateField(null=True, editable=False)
    accessed_on = models.DateField(_("accessed on"), null=True, blank=True)
    url = models.URLField(_("web address"), max_length=1000, blank=True)
    # Null, not empty: unique, and many sources have no address.
    canonical_url = models.CharField(max_length=1000, null=True, editable=False)  # noqa: DJ001
    doi = models.CharField("DOI", max_length=200, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    language = models.CharField(
        _("language of the document"), max_length=10, blank=True, help_text=_("Such as en, hy, fr.")
    )
    summary = models.TextField(_("note for readers"), blank=True, validators=[MaxLengthValidator(600)])
    note = models.TextField(_("note for staff"), blank=True)
    reliability_note = models.TextField(
        _("reliability"), blank=True, help_text=_("For staff: what is known of how it was made.")
    )
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    is_listed = models.BooleanField(
        _("list in the library"),
        default=False,
        help_text=_("Even while nothing public cites it. Sources that are cited are listed anyway."),
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("last change"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    tags = TaggableManager(_("tags"), through=TaggedSource, blank=True)

    objects = SourceQuerySet.as_manager()

    detail_view = "sources:source-detail"

    left_slug: str | None = None
    """Address before the save that `operations.refresh` has yet to complete; None if it did not change."""

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="sources_source_has_title"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="sources_source_visibility_known"
            ),
            models.UniqueConstraint(
                fields=["canonical_url"],
                name="sources_source_address_unique",
                violation_error_message=_("There is already a source with this web address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.author_line = "; ".join(csl.full_name(name) for name in self.authors)[:1000]
        self.issued = dates.parse_typed(self.issued_as_typed) if self.issued_as_typed else ""
        self.issued_sort = dates.earliest(self.issued) if self.issued else None
        self.canonical_url = addresses.canonical_address(self.url) if self.url else None
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the path of the public page in the edition that is active: sources belong to all of them."""
        return reverse("sources:source-detail", kwargs={"slug": self.slug})

    def clean(self) -> None:
        """Name the field for what `save` would refuse: a date or an address that is not understood, a double."""
        errors: dict[str, str] = {}
        if self.issued_as_typed:
            try:
                dates.parse_typed(self.issued_as_typed)
            except dates.DateNotUnderstood as error:
                errors["issued_as_typed"] = str(error)
        if self.url:
            try:
                self.canonical_url = addresses.canonical_address(self.url)
            except addresses.AddressError as error:
                errors["url"] = str(error)
            else:
                double = Source.objects.exclude(pk=self.pk).filter(canonical_url=self.canonical_url).first()
                if double:
                    errors["url"] = _("The source “%(title)s” has this web address already.") % {"title": double.title}
        if errors:
            raise ValidationError(errors)

    def is_visible(self, now: datetime) -> bool:
        """Say whether the source has a public page at `now`. One query."""
        return Source.objects.published(now).filter(pk=self.pk).exists()

    @property
    def is_on_file(self) -> bool:
        return self.visibility == Visibility.ON_FILE

    @property
    def short_label(self) -> str:
        """Return who and when in a few words, such as "Freedom House 2024"; the title where nobody is named."""
        match [csl.family_name(name) for name in self.authors]:
            case []:
                who = self.publisher
            case [only]:
                who = only
            case [first, second]:
                who = _("%(first)s and %(second)s") % {"first": first, "second": second}
            case [first, *_others]:
                who = _("%(first)s and others") % {"first": first}
        year = dates.year(self.issued)
        return " ".join([Truncator(who or self.title).chars(LONGEST_NAME), *([str(year)] if year else [])])

    def as_csl(self) -> csl.CSLItem:
        """Return the record as a CSL-JSON item."""
        item: dict[str, Any] = {
            "id": self.slug,
            "type": self.type,
            "title": self.title,
            "author": self.authors,
            "publisher": self.publisher,
            "publisher-place": self.publisher_place,
            "container-title": self.container_title,
            "volume": self.volume,
            "issue": self.issue,
            "number": self.number,
            "page": self.pages,
            "URL": self.url,
            "DOI": self.doi,
            "ISBN": self.isbn,
            "language": self.language,
        }
        if self.issued:
            item["issued"] = dates.csl_date(self.issued)
        if self.accessed_on:
            item["accessed"] = dates.csl_date(self.accessed_on.isoformat())
        return csl.CSLItem(**{name: value for name, value in item.items() if value})  # type: ignore[typeddict-item]

    def search_date(self) -> datetime | None:
        """Return the first day of the document's date, at midnight UTC; None if the date or its year is not known."""
        return datetime.combine(self.issued_sort, time(), tzinfo=UTC) if self.issued_sort else None

    def as_cited_work(self) -> structured.Node:
        """Return the source as a schema.org node, as an item that cites it names it."""
        return structured.document({"@type": "CreativeWork", "name": self.title, "url": self.url})

    def searchable_text(self) -> str:
        """Return the words, besides title and note, by which site search finds the source."""
        return "\n".join(
            filter(
                None,
                [self.author_line, self.publisher, self.container_title, self.issued_as_typed, self.doi, self.isbn],
            )
        )


class Citation(models.Model):
    """One marker in an item's text, rebuilt from the body on each save. Content types add `owner`, a foreign key."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss")
    position = models.PositiveIntegerField()
    locator = models.CharField(_("locator"), max_length=100, blank=True)
    label = models.CharField(_("kind of locator"), max_length=20, blank=True)
    passage = models.TextField(_("quoted passage"), blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "position"], name="%(app_label)s_%(class)s_position_unique")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.source}"


class CitingPublication(Publication):
    """Abstract base of content with citations. The body is the truth; `citations` (reverse of `owner`) follows it."""

    notes_html = models.TextField(blank=True, editable=False)
    cited_works = models.JSONField(default=list, editable=False)

    citations: Any

    class Meta(Publication.Meta):
        abstract = True

    def check_body(self, body: str) -> None:
        """Raise ValidationError if a marker names no source, or its locator is too long to store."""
        super().check_body(body)
        found = rendering.markers(body)
        keys = {marker.source for marker in found}
        known = _sources_by_key(keys)
        unknown = sorted(keys - known.keys())
        if unknown:
            raise ValidationError(
                _("The text cites a source that does not exist (%(keys)s). Remove the marker or cite again."),
                code="unknown_source",
                params={"keys": ", ".join(key[:20] for key in unknown[:5])},
            )
        if any(len(marker.locator) > 100 for marker in found):
            raise ValidationError(_("A locator is longer than 100 characters."), code="long_locator")
        if any(marker.label and marker.label not in LOCATOR_KINDS for marker in found):
            raise ValidationError(_("A citation has a kind of locator that does not exist."), code="unknown_locator")

    def preflight(self, now: datetime) -> list[Finding]:
        """Add the markers whose source is gone."""
        keys = {marker.source for marker in rendering.markers(self.body)}
        gone = sorted(keys - _sources_by_key(keys).keys())
        message = _("The text cites sources that do not exist. Remove these markers, or cite again:")
        found = [blocker("citation_unresolved", str(message), "body", gone)] if gone else []
        return [*super().preflight(now), *found]

    def rebuild(self) -> None:
        """Write the rows of citations and pictures, the text with numbered notes, and the list of notes."""
        body_pictures.rebuild(self)
        found = rendering.markers(self.body)
        known = _sources_by_key({marker.source for marker in found})
        self.citations.all().delete()
        self.citations.bulk_create(
            self.citations.model(
                owner=self,
                source=known[marker.source],
                position=position,
                locator=marker.locator,
                label=marker.label,
                passage=marker.passage,
            )
            for position, marker in enumerate(found, start=1)
        )
        rendered = self._rendered(found, known)
        self.body_html, self.notes_html = rendered.html, rendered.notes
        self.cited_works = [source.as_cited_work() for source in known.values() if not source.is_on_file]
        type(self)._default_manager.filter(pk=self.pk).update(
            body_html=self.body_html, notes_html=self.notes_html, cited_works=self.cited_works
        )

    def rendered_body(self) -> rendering.RenderedBody:
        """Return the text with numbered notes, made of the sources as they are now."""
        found = rendering.markers(self.body)
        return self._rendered(found, _sources_by_key({marker.source for marker in found}))

    def _rendered(self, found: list[rendering.Marker], known: dict[str, Source]) -> rendering.RenderedBody:
        with translation.override(self.language):
            notes = numbered_notes((known[m.source], styles.read_locator(m.locator, m.label)) for m in found)
            return rendering.render_body(self.body, notes)

    @staticmethod
    def locator_words(locator: str, label: str) -> str:
        """Return a locator as notes have it: "p. 4", "para. 12"."""
        found = styles.read_locator(locator, label)
        return styles.locator_text(found) if found else ""

    def named_references(self) -> dict[str, dict[str, str]]:
        """Add the sources that the text cites, by their short labels."""
        cited = _sources_by_key({marker.source for marker in rendering.markers(self.body)})
        return super().named_references() | {"cited": {key: source.short_label for key, source in cited.items()}}

    def without_missing_references(self, body: str) -> tuple[str, list[str]]:
        """Take markers of sources that are gone out, too."""
        body, missing = super().without_missing_references(body)
        keys = {marker.source for marker in rendering.markers(body)}
        gone = sorted(keys - _sources_by_key(keys).keys())
        return rendering.without_markers(body, gone), [*missing, *gone]

    def structured_data(self, publisher: str) -> dict[str, Any]:
        """Return the item as a schema.org node that names what it cites; sources kept on file stay out."""
        return super().structured_data(publisher) | {"citation": self.cited_works}


def citation_models() -> list[type[Citation]]:
    """Return the citation model of every content type, so that sources can find what cites them."""
    return [model.citations.rel.related_model for model in publication_models() if issubclass(model, CitingPublication)]


def _sources_by_key(keys: set[str]) -> dict[str, Source]:
    """Return the sources for keys as typed in markers; a key that is no number or names nothing is left out."""
    numbers = {key for key in keys if key.isascii() and key.isdigit() and len(key) < 19}
    return {str(source.pk): source for source in Source.objects.filter(pk__in=numbers)}
