"""Citations: markers in the text of an item, and the base of content that has them."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from publishing import body_pictures, rendering
from publishing.findings import Finding, blocker
from publishing.models import Publication, publication_models
from sources import styles
from sources.locators import LOCATOR_KINDS
from sources.models.source import Source
from sources.notes import numbered_notes


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
                seen_in=known[marker.source],
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
