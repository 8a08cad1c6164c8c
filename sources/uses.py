"""What uses a source: items that cite it, or that took another one's words from it."""

from collections.abc import Collection, Iterable, Iterator
from itertools import batched
from typing import Any, Final

from publishing.models import Publication
from sources.models.citations import Citation, CitationVia, CitingPublication, citation_models

AT_ONCE: Final = 200


def owner_model(model: type[Citation]) -> type[CitingPublication]:
    """Return the content type whose citations `model` holds."""
    owner: Any = model._meta.get_field("owner")  # type: ignore[misc]  # each child has its owner
    return owner.related_model


def via_model(model: type[Citation]) -> type[CitationVia]:
    """Return the model of the steps between what is cited and what was read."""
    via: type[CitationVia] = model.vias.rel.related_model
    return via


def citing_keys(model: type[Citation], sources: Collection[int]) -> list[int]:
    """Return the keys of the items of one content type that name one of `sources`, in order. Two queries.

    What was read in the end (`seen_in`) is the cited source itself, or a step on the way to it.
    """
    cited = model._default_manager.filter(source__in=sources).values_list("owner_id", flat=True)  # type: ignore[misc]
    via = via_model(model)._default_manager.filter(source__in=sources)
    return sorted({*cited, *via.values_list("citation__owner_id", flat=True)})  # type: ignore[misc]


def are_used(sources: Collection[int]) -> bool:
    """Say whether any item names one of `sources`. Two small queries for each content type."""
    return any(
        rows.exists()
        for model in citation_models()
        for rows in (
            model._default_manager.filter(source__in=sources),
            via_model(model)._default_manager.filter(source__in=sources),
        )
    )


def locked(sources: Collection[int]) -> Iterator[CitingPublication]:
    """Yield every item that names one of `sources`, locked: in the order of content types, then of their keys."""
    for model in citation_models():
        yield from locked_items(model, citing_keys(model, sources))


def locked_items(model: type[Citation], keys: list[int]) -> Iterator[CitingPublication]:
    """Yield the items with these keys, locked in their order; `model` holds their citations.

    Locked, so that nobody replaces a text between its reading here and the writing of what follows from it.
    """
    items = owner_model(model)._default_manager.order_by("pk")
    for some in batched(keys, AT_ONCE):
        yield from items.select_for_update(of=("self",)).filter(pk__in=some)


def lock(sources: Collection[int]) -> None:
    """Lock the items that name one of `sources`, as `locked` does, without reading them."""
    for model in citation_models():
        items = owner_model(model)._default_manager.order_by("pk").values_list("pk")
        for keys in batched(citing_keys(model, sources), AT_ONCE):
            list(items.select_for_update(of=("self",)).filter(pk__in=keys))


def without_copies(items: Iterable[Publication]) -> list[Publication]:
    """Return items, each once, with its working copy's place taken by the item itself."""
    kept: dict[tuple[type[Publication], int], Publication] = {}
    for item in items:
        live = item.working_copy_of or item
        kept.setdefault((type(live), live.pk), live)
    return list(kept.values())
