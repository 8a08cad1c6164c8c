"""On the page of a source: what names it, with places and passages, and whether the quoted words are in its copies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing.admin.states import badge, state_of
from publishing.models import Publication
from sources import quotes
from sources.admin.sections import DeskMixin, DeskSection
from sources.locators import locator_text, read_locator
from sources.models import Citation, Passage, Source, citation_models, passage_digest

MOST_SHOWN: Final = 100
MOST_COMPARED: Final = 10
"""Passages of which the page shows word by word how they differ: each needs its copy's text."""


@dataclass(frozen=True)
class Use:
    """One citation: `role` says what the source is in it, `steps` the chain from what is cited to what was read."""

    passage: str
    place: str
    mode: str
    via: str = ""


@dataclass
class CitingItem:
    """An item that names the source, and how."""

    item: Publication
    address: str
    badge: SafeString
    uses: list[Use] = field(default_factory=list)

    @property
    def is_copy(self) -> bool:
        return self.item.working_copy_of_id is not None


@dataclass(frozen=True)
class ShownPassage:
    """A quoted passage, where it was found, and, for one that is only near, how it differs."""

    row: Passage
    page: int | None
    diff: tuple[tuple[str, str], ...]
    is_used: bool


class CitingMixin(DeskMixin):
    """Adds the quoted passages and the citing items to the page of a source."""

    def desk_sections(self, request: HttpRequest, source: Source | None) -> list[DeskSection]:
        found = super().desk_sections(request, source)
        if source is None:
            return found
        citing = self._citing(source)
        passages = shown_passages(source)
        if passages:
            found.append(
                DeskSection("passages", _("Quoted passages"), f"{FOLDER}passages.html", {"passages": passages}, 30)
            )
        found.append(
            DeskSection(
                "citing", _("Where it is cited"), f"{FOLDER}citing.html", {"items": citing, "most": MOST_SHOWN}, 40
            )
        )
        return found

    def _citing(self, source: Source) -> list[CitingItem]:
        """Return the items that name the source, latest first, from the latest 100 citations of each kind of item."""
        items: dict[tuple[type[Any], int], CitingItem] = {}
        now = timezone.now()
        for model in citation_models():
            for citation in _citations(model, source):
                owner = citation.owner
                entry = items.get((model, owner.pk))
                if entry is None:
                    mark = badge(state_of(owner.status, owner.publish_at, now))
                    entry = items[model, owner.pk] = CitingItem(owner, self._form_of(owner), mark)
                entry.uses.append(_use(citation, source))
        return list(items.values())

    def _form_of(self, owner: Any) -> str:
        try:
            name = f"{self.admin_site.name}:{owner._meta.app_label}_{owner._meta.model_name}_change"
            return reverse(name, args=[owner.pk])
        except NoReverseMatch:
            return str(owner.get_absolute_url())


FOLDER: Final = "admin/sources/source/"


def _citations(model: type[Citation], source: Source) -> Iterable[Any]:
    """Return citations that name the source as what is cited, or as a step on the way. Three queries."""
    rows = _rows(model).select_related("owner", "source")
    rows = rows.prefetch_related("vias__source").defer("owner__body", "owner__body_html", "owner__notes_html")
    rows = rows.order_by("-owner_id", "position")
    cited = list(rows.filter(source=source)[:MOST_SHOWN])
    # Asked apart: joined by "or", databases read the whole table.
    by_way = [row for row in rows.filter(vias__source=source)[:MOST_SHOWN] if row.source_id != source.pk]
    return sorted([*cited, *by_way], key=lambda row: (-row.owner_id, row.position))


def _rows(model: type[Citation]) -> Any:
    """Return all citations of a model, whose children have `owner` and `vias`."""
    return model._default_manager.all()


def _use(citation: Any, source: Source) -> Use:
    """Return what one citation says, from the side of `source`."""
    steps = [via.source for via in citation.vias.all()]
    mode = citation.get_mode_display()
    if citation.source_id == source.pk:
        via = _("read in “%s”") % steps[-1].title if steps else ""
        return Use(citation.passage, _place(citation.locator, citation.label), mode, via)
    cited = _("words of “%s”, taken from here") % citation.source.title
    is_last = bool(steps) and steps[-1].pk == source.pk
    place = _place(citation.via_locator, citation.via_label) if is_last else ""
    return Use(citation.passage, place, mode, cited)


def _place(locator: str, label: str) -> str:
    found = read_locator(locator, label)
    return locator_text(found) if found else ""


def shown_passages(source: Source) -> list[ShownPassage]:
    """Return the latest hundred passages quoted from a source, what is wrong first."""
    ranks = {"absent": 0, "near": 1, "no_copy": 2}
    rows = list(
        source.passages.select_related("snapshot")
        .defer("snapshot__text", "snapshot__headers")
        .order_by("-pk")[:MOST_SHOWN]
    )
    rows.sort(key=lambda row: ranks.get(row.status, len(ranks)))
    used = _used_digests(source)
    near = [row for row in rows if row.status == Passage.Status.NEAR][:MOST_COMPARED]
    diffs = {row.pk: quotes.check_quote(row.words, row.snapshot.text).diff for row in near if row.snapshot}
    return [
        ShownPassage(
            row, _page_of(row), tuple((str(op), words) for op, words in diffs.get(row.pk, ())), row.digest in used
        )
        for row in rows
    ]


def _page_of(row: Passage) -> int | None:
    return row.snapshot.page_of(row.start) if row.snapshot is not None and row.start is not None else None


def _used_digests(source: Source) -> set[str]:
    return {
        passage_digest(words)
        for model in citation_models()
        for words in model._default_manager.filter(seen_in=source)
        .exclude(passage="")
        .values_list("passage", flat=True)[:1000]
    }
