"""Source records and the citations that point to them."""

from datetime import UTC, datetime, time
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from publishing import structured
from publishing.models import TaggedItem
from publishing.visibility import visible_q
from sources import addresses, cited_works, csl, dates, keys
from sources.importing import identifiers

LONGEST_NAME = 28
RESERVED_SLUGS = frozenset({"all"})
"""The files of the whole library have this name."""


def key_column() -> Any:
    """Return a column for a key of `sources.keys`, made anew with each save."""
    return models.CharField(max_length=keys.LONGEST, blank=True, editable=False, db_index=True)


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    EXCERPT = "excerpt", _("excerpt only")
    ON_FILE = "on_file", _("on file: named to readers, never shown")


def staff(verbose_name: Any = None) -> Any:
    """Return a field for a member of staff; what they did stays when they leave."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=verbose_name,
        related_name="+",
    )


class SourceQuerySet(models.QuerySet["Source"]):
    def published(self, now: datetime) -> Self:
        """Return the sources with a public page at `now`.

        A source becomes public with the first visible item that cites it, so that the sources of an
        embargoed release give nothing away; or when staff list it in the library by itself. Parts of items cite, too:
        a demand its legal basis.
        """
        from sources.models.citations import citation_models, citing_parts

        cited: Any = Q(is_listed=True)
        for model in citation_models():
            # An owner is asked for by its key: joined, SQLite goes through all visible items for each source.
            owners = model._meta.get_field("owner").related_model._default_manager  # type: ignore[misc]
            visible = Exists(owners.filter(visible_q(now), pk=OuterRef("owner_id")))
            cited |= Exists(model._default_manager.filter(visible, source=OuterRef("pk")))
            # Of "X, cited in Y" readers look at Y, too.
            through = model._default_manager.filter(visible, vias__source=OuterRef("pk"))  # type: ignore[misc]
            cited |= Exists(through)
        for part in citing_parts():
            key, owner = part.cites  # type: ignore[attr-defined]  # that is what makes it one
            owners = part._meta.get_field(owner).related_model._default_manager  # type: ignore[union-attr]
            visible = Exists(owners.filter(visible_q(now), pk=OuterRef(f"{owner}_id")))
            cited |= Exists(part._default_manager.filter(visible, **{key: OuterRef("pk")}))
        return self.standing().filter(cited).exclude(visibility=Visibility.ON_FILE)

    def standing(self) -> Self:
        """Leave out the sources that were merged into others: they are kept to be parted again, and lead on."""
        return self.filter(merged_into__isnull=True)

    def searchable(self) -> Self:
        """Return what has a search document: also what nothing public cites yet, to be found from then on."""
        return self.standing().exclude(visibility=Visibility.ON_FILE)

    def search(self, words: str) -> Self:
        """Return, for staff, the sources that have each of `words` in title, author, publisher, address, DOI or ISBN."""
        found = self.standing()
        for word in words.split()[:8]:
            found = found.filter(
                Q(title__icontains=word)
                | Q(author_line__icontains=word)
                | Q(publisher__icontains=word)
                | Q(url__icontains=word)
                | Q(doi__icontains=word)
                | Q(isbn__icontains=word)
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
    editors = models.JSONField(_("editors"), default=list, blank=True)
    translators = models.JSONField(_("translators"), default=list, blank=True)
    title_short = models.CharField(
        _("short title"), max_length=200, blank=True, help_text=_("For notes that name the source a second time.")
    )
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    publisher_place = models.CharField(_("place of publication"), max_length=200, blank=True)
    container_title = models.CharField(
        _("published in"), max_length=300, blank=True, help_text=_("Newspaper, journal, site or book that contains it.")
    )
    collection_title = models.CharField(_("series"), max_length=300, blank=True)
    edition = models.CharField(_("edition"), max_length=50, blank=True)
    volume = models.CharField(_("volume"), max_length=50, blank=True)
    issue = models.CharField(_("issue"), max_length=50, blank=True)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    section = models.CharField(_("section"), max_length=100, blank=True)
    genre = models.CharField(
        _("kind in words"), max_length=100, blank=True, help_text=_("Such as “press release” or “PhD thesis”.")
    )
    authority = models.CharField(
        _("authority"), max_length=200, blank=True, help_text=_("Court, parliament or body that decided it.")
    )
    event_title = models.CharField(_("event"), max_length=300, blank=True)
    event_place = models.CharField(_("place of the event"), max_length=200, blank=True)
    archive = models.CharField(_("archive or collection that holds it"), max_length=200, blank=True)
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
    issn = models.CharField("ISSN", max_length=20, blank=True)
    doi_key = key_column()
    isbn_key = key_column()
    title_key = key_column()
    address_key = key_column()
    # What imports brought that has no column of its own, as CSL-JSON variables, so that nothing is lost.
    csl_extra = models.JSONField(default=dict, blank=True, editable=False)
    # Field → {"from": what said it, "address": where, "at": ISO 8601, UTC}: what no person typed.
    provenance = models.JSONField(default=dict, blank=True, editable=False)
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
    # A source that was merged stays, so that markers in old versions find where it went, and so that it can be parted.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("last change"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    tags = TaggableManager(_("tags"), through=TaggedSource, blank=True, ordering=["name"])

    objects = SourceQuerySet.as_manager()

    detail_view = "sources:source-detail"

    left_slug: str | None = None
    """Address before the save that `operations.refresh` has yet to complete; None if it did not change."""

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-updated_at", "-pk"]
        permissions = [("merge_source", _("Can merge sources, and part them again"))]
        indexes = [models.Index(fields=["canonical_url"], name="sources_source_canonical_url")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="sources_source_has_title"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="sources_source_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
                name="sources_source_not_into_itself",
            ),
            # Of those that stand: one that was merged keeps its own, by which it is found, and parted again. PostgreSQL
            # takes no column of a partial index for a key, so writing it keeps nobody waiting who cites the source.
            models.UniqueConstraint(
                fields=["canonical_url"],
                condition=Q(merged_into__isnull=True),
                name="sources_source_address_unique",
                violation_error_message=_("There is already a source with this web address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the path of the public page in the edition that is active: sources belong to all of them."""
        return reverse("sources:source-detail", kwargs={"slug": self.slug})

    def clean(self) -> None:
        """Name the field for what `save` would refuse: a date or an address that is not understood, a double.

        A DOI typed as an address becomes the bare DOI; a DOI or an ISBN that cannot be one is refused, too.
        """
        errors: dict[str, str] = self._check_identifiers()
        if self.slug in RESERVED_SLUGS:
            errors["slug"] = str(_("The files of the whole library have this address. Choose another one."))
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
                double = Source.at_address(self.canonical_url)
                if double and double.pk != self.pk:
                    errors["url"] = _("The source “%(title)s” has this web address already.") % {"title": double.title}
        if errors:
            raise ValidationError(errors)

    def _check_identifiers(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        if self.doi:
            bare, _is_whole = identifiers.doi(self.doi.strip())
            self.doi = bare or self.doi
            if not bare:
                errors["doi"] = _("This is no DOI. It begins with 10. and has a slash, such as 10.1000/182.")
        if self.isbn and not identifiers.isbn13(self.isbn):
            errors["isbn"] = _(
                "This is no ISBN: it has 10 or 13 digits, of which the last fits the others. Compare it."
            )
        return errors

    def derive(self) -> None:
        """Set the columns that follow from others: also for rows that are written many at once."""
        self.author_line = "; ".join(csl.full_name(name) for name in self.authors)[:1000]
        self.issued = dates.parse_typed(self.issued_as_typed) if self.issued_as_typed else ""
        self.issued_sort = dates.earliest(self.issued) if self.issued else None
        self.canonical_url = addresses.canonical_address(self.url) if self.url else None
        self.doi_key, self.isbn_key = keys.doi_key(self.doi, self.url), keys.isbn_key(self.isbn)
        self.title_key, self.address_key = keys.title_key(self.title), keys.address_key(self.canonical_url)

    @classmethod
    def at_address(cls, canonical: str) -> "Source | None":
        """Return the source that has a canonical address; if that one was merged, what it became."""
        found = cls.objects.filter(canonical_url=canonical)
        first = found.order_by(models.F("merged_into").asc(nulls_first=True), "pk").first()
        return first.became if first else None

    @property
    def became(self) -> "Source":
        """Return the source itself, or the one that it was merged into, from one to the next to the end."""
        end = self
        while end.merged_into is not None:
            end = end.merged_into
        return end

    def is_visible(self, now: datetime) -> bool:
        """Say whether the source has a public page at `now`. One query."""
        return Source.objects.published(now).filter(pk=self.pk).exists()

    @property
    def is_on_file(self) -> bool:
        return self.visibility == Visibility.ON_FILE

    @property
    def facts(self) -> list[str]:
        """Return who, where published and when, as typed, for a line about the source; nothing twice.

        A date in the form that machines write ("2024-11-05") is put into words.
        """
        when = dates.display(self.issued) if self.issued == self.issued_as_typed else self.issued_as_typed
        return list(dict.fromkeys(filter(None, (self.author_line, self.publisher, when))))

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
        """Return the record as a CSL-JSON item. What an import kept aside for staff is not in it."""
        item: dict[str, Any] = {name: value for name, value in self.csl_extra.items() if name != "custom"} | {
            "id": self.slug,
            "type": self.type,
            "title": self.title,
            "title-short": self.title_short,
            "author": self.authors,
            "editor": self.editors,
            "translator": self.translators,
            "publisher": self.publisher,
            "publisher-place": self.publisher_place,
            "container-title": self.container_title,
            "collection-title": self.collection_title,
            "edition": self.edition,
            "volume": self.volume,
            "issue": self.issue,
            "number": self.number,
            "page": self.pages,
            "section": self.section,
            "genre": self.genre,
            "authority": self.authority,
            "event-title": self.event_title,
            "event-place": self.event_place,
            "archive": self.archive,
            "URL": self.url,
            "DOI": self.doi,
            "ISBN": self.isbn,
            "ISSN": self.issn,
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
        return cited_works.node(self.as_csl())

    def structured_data(self, publisher: str) -> structured.Node:
        """Return the source as a schema.org node for its own page."""
        address = structured.absolute(self.get_absolute_url())
        return {"@context": "https://schema.org", **self.as_cited_work(), "mainEntityOfPage": address}

    def searchable_text(self) -> str:
        """Return the words, besides title and note, by which site search finds the source."""
        return "\n".join(
            filter(
                None,
                [self.author_line, self.publisher, self.container_title, self.issued_as_typed, self.doi, self.isbn],
            )
        )
