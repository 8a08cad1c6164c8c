"""Citations: markers in the text of an item, and the base of content that has them."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from publishing import body_pictures, rendering
from publishing.findings import Finding
from publishing.models import Publication, publication_models
from sources import markers, notes, proofs, seen, styles
from sources.models.source import Source


class Citation(models.Model):
    """One marker in an item's text, rebuilt from the body on each save. Content types add `owner`, a foreign key.

    "X, cited in Y": `source` is X, whose words they are; its `vias` name Y, and after it, should Y have taken them from
    elsewhere, what was read in the end. That last one is `seen_in`: in its copies the passage must be found, and
    `via_locator` is a place in it.
    """

    class Mode(models.TextChoices):
        VERBATIM = "verbatim", _("word for word")
        PARAPHRASE = "paraphrase", _("in our own words")
        MENTION = "mention", _("mentioned")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss")
    position = models.PositiveIntegerField()
    locator = models.CharField(_("locator"), max_length=100, blank=True)
    label = models.CharField(_("kind of locator"), max_length=20, blank=True)
    passage = models.TextField(_("quoted passage"), blank=True)
    mode = models.CharField(_("how it is used"), max_length=10, choices=Mode, default=Mode.VERBATIM)
    seen_in = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss_seen")
    via_locator = models.CharField(max_length=100, blank=True)
    via_label = models.CharField(max_length=20, blank=True)

    vias: Any

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "position"], name="%(app_label)s_%(class)s_position_unique"),
            models.CheckConstraint(
                condition=Q(mode__in=["verbatim", "paraphrase", "mention"]), name="%(app_label)s_%(class)s_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.source}"


class CitationVia(models.Model):
    """One step of "X, cited in Y": the source that cites. Content types add `citation`, a foreign key named `vias`."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss")
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["citation", "position"], name="%(app_label)s_%(class)s_position_unique")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.source}"


class CitingPublication(Publication):
    """Abstract base of content with citations. The body is the truth; `citations` (reverse of `owner`) follows it."""

    notes_html = models.TextField(blank=True, editable=False)
    # The style in which `notes_html` was written; what is in another one than the house's is written anew.
    notes_style = models.CharField(max_length=10, blank=True, editable=False)
    cited_works = models.JSONField(default=list, editable=False)
    # Of the quotations in the text: how many there are, carry a source, and are verified in our copy of it.
    quotations_total = models.PositiveIntegerField(default=0, editable=False)
    quotations_cited = models.PositiveIntegerField(default=0, editable=False)
    quotations_verified = models.PositiveIntegerField(default=0, editable=False)

    citations: Any

    looked_up: dict[str, Source] | None = None
    """Sources of the text of a row that is not stored, by key, once they were asked for."""

    class Meta(Publication.Meta):
        abstract = True

    def check_body(self, body: str) -> None:
        """Raise ValidationError if a marker names no source, or says what cannot be stored."""
        super().check_body(body)
        markers.check(body)

    def preflight(self, now: datetime) -> list[Finding]:
        """Add what there is to say of citations: sources that are gone, words that are not where they should be."""
        from sources import preflight

        return [*super().preflight(now), *preflight.findings(self, now)]

    def preflight_summary(self) -> str:
        """Say how many quotations carry a source, and how many are verified."""
        from sources import coverage

        return coverage.stored(self).in_words()

    def rebuild(self, *, now: datetime) -> None:
        """Write the rows of citations and pictures, the text with numbered notes, and the list of notes."""
        from sources import coverage, passages

        body_pictures.rebuild(self)
        markers.hold(rendering.markers(self.body))
        cited = seen.read(self.body)
        passages.ensure(proofs.quotations(cited), now=now)
        self._rebuild_citations(cited)
        evidence = proofs.gather(cited)
        rendered = self._rendered(cited, evidence)
        self.body_html, self.notes_html = rendered.html, rendered.notes
        self.notes_style = evidence.style if cited else ""
        shown = {source.pk: source for one in cited for source in one.sources if not source.is_on_file}
        self.cited_works = [source.as_cited_work() for source in shown.values()]
        found = coverage.of(self.body, cited)
        self.quotations_total, self.quotations_cited, self.quotations_verified = found
        derived = ("body_html", "notes_html", "notes_style", "cited_works", *coverage.FIELDS)
        type(self)._default_manager.filter(pk=self.pk).update(**{name: getattr(self, name) for name in derived})

    def _rebuild_citations(self, cited: list[markers.Cited]) -> None:
        """Replace the rows of citations by those of the markers. Six statements, whatever the number of markers."""
        citation = self.citations.model
        self.citations.all().delete()
        rows = citation._default_manager.bulk_create(
            citation(
                owner=self,
                source=one.source,
                seen_in=one.seen_in,
                position=position,
                locator=one.marker.locator,
                label=one.marker.label,
                passage=one.marker.passage,
                mode=one.marker.mode,
                via_locator=one.marker.via_locator if one.vias else "",
                via_label=one.marker.via_label if one.vias else "",
            )
            for position, one in enumerate(cited, start=1)
        )
        via = citation.vias.rel.related_model
        via._default_manager.bulk_create(
            via(citation=row, source=source, position=position)
            for row, one in zip(rows, cited, strict=True)
            for position, source in enumerate(one.vias, start=1)
        )

    def rendered_body(self) -> rendering.RenderedBody:
        """Return the text with numbered notes, made of the sources as they are now."""
        # A row that is not stored holds the text of an older version: nothing is claimed of its words any more.
        is_older = self._state.adding
        cited = seen.read(self.body, self.looked_up if is_older else None)
        return self._rendered(cited, proofs.gather(cited, with_proofs=not is_older))

    def _rendered(self, cited: list[markers.Cited], evidence: proofs.Evidence) -> rendering.RenderedBody:
        with translation.override(self.language):
            return rendering.render_body(self.body, notes.for_markers(cited, evidence))

    @staticmethod
    def locator_words(locator: str, label: str) -> str:
        """Return a locator as notes have it: "p. 4", "para. 12"."""
        found = styles.read_locator(locator, label)
        return styles.locator_text(found) if found else ""

    def named_references(self) -> dict[str, dict[str, str]]:
        """Add the sources that the text cites, by their short labels."""
        keys = {key for marker in rendering.markers(self.body) for key in marker.keys}
        cited = markers.sources_by_key(keys)
        return super().named_references() | {"cited": {key: source.short_label for key, source in cited.items()}}

    def without_missing_references(self, body: str) -> tuple[str, dict[str, list[str]]]:
        """Take markers of sources that are gone out, too."""
        body, missing = super().without_missing_references(body)
        keys = {key for marker in rendering.markers(body) for key in marker.keys}
        known = markers.sources_by_key(keys)
        gone = sorted(keys - known.keys())
        # Whoever shows an older text asks for its notes next.
        self.looked_up = known if self._state.adding else None
        return rendering.without_markers(body, gone), missing | {"cited": gone}

    def awaited_addresses(self, now: datetime) -> list[str]:
        """Add the pages of the sources that nothing public cites yet. Two queries."""
        named = Q(pk__in=self.citations.values("source")) | Q(pk__in=self.citations.values("vias__source"))
        for part in citing_parts():
            key, owner = part.cites  # type: ignore[attr-defined]  # that is what makes it one
            if part._meta.get_field(owner).related_model is type(self):
                named |= Q(pk__in=part._default_manager.filter(**{owner: self}).exclude(**{key: None}).values(key))
        hidden = Source.objects.filter(named).exclude(pk__in=Source.objects.published(now).values("pk"))
        with translation.override(self.language):
            return [*super().awaited_addresses(now), *(source.get_absolute_url() for source in hidden)]

    def structured_data(self, publisher: str) -> dict[str, Any]:
        """Return the item as a schema.org node that names what it cites; sources kept on file stay out."""
        return super().structured_data(publisher) | {"citation": self.cited_works}


def citation_models() -> list[type[Citation]]:
    """Return the citation model of every content type, so that sources can find what cites them."""
    return [model.citations.rel.related_model for model in publication_models() if issubclass(model, CitingPublication)]


def citing_parts() -> list[type[models.Model]]:
    """Return the models of parts of content that name a source by a foreign key of their own, such as a legal basis.

    Each says so in `cites`: the name of that key, and of the one to the item that the part belongs to.
    """
    return [model for model in apps.get_models() if hasattr(model, "cites")]
