"""The source that a part of a campaign cites, gathered with it: what naming it and leading to its page needs."""

from typing import Final

from publishing.gathering import Row
from sources.models import Source

NEEDED: Final = ("title", "slug", "visibility")


def of_source(field: str) -> dict[str, str]:
    """Return what has to be fetched of the source that a foreign key leads to, for `source_of`."""
    return {f"source_{name}": f"{field}__{name}" for name in NEEDED}


def source_of(row: Row) -> Source | None:
    """Return the source of a row that was fetched with `of_source`."""
    if row["source_slug"] is None:
        return None
    return Source(**{name: row[f"source_{name}"] for name in NEEDED})
