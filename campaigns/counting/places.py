"""Where the people of a batch live, as far as their postcodes say so without doubt."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import batched

from django.db import connection

from campaigns.adding import ROWS_AT_ONCE
from campaigns.models import Participation
from officials import postcodes
from officials.models import Area, PostcodeArea

type Place = tuple[str, str]
"""A country and a postcode of it in canonical form."""


def areas_of(rows: Sequence[Participation]) -> dict[int, Area]:
    """Return for each row without an area the smallest one that its postcode surely lies in. Two queries.

    A postcode that lies in several areas of the smallest kind says nothing: people are not counted where they may not live.
    """
    typed = {row.pk: _place(row) for row in rows if row.area_id is None and row.country and row.postcode}
    wanted = {place for place in typed.values() if place[1]}
    if not wanted:
        return {}
    known = _areas_of(wanted)
    return {key: known[place] for key, place in typed.items() if place in known}


def _place(row: Participation) -> Place:
    return row.country, postcodes.canonical(row.country, row.postcode)


def _areas_of(wanted: set[Place]) -> dict[Place, Area]:
    lying_in: dict[Place, list[int]] = defaultdict(list)
    found = PostcodeArea.objects.filter(
        country__in={country for country, _code in wanted}, postcode__in={code for _country, code in wanted}
    )
    for country, postcode, area in found.values_list("country", "postcode", "area"):
        if (country, postcode) in wanted:
            lying_in[country, postcode].append(area)
    areas = Area.objects.with_parents().in_bulk({key for keys in lying_in.values() for key in keys})
    depths = {key: sum(1 for _around in area.lineage()) for key, area in areas.items()}
    smallest: dict[Place, Area] = {}
    for place, keys in lying_in.items():
        deepest = max(depths[key] for key in keys)
        of_that_size = [key for key in keys if depths[key] == deepest]
        if len(of_that_size) == 1:
            smallest[place] = areas[of_that_size[0]]
    return smallest


def count_in(areas: dict[int, int]) -> None:
    """Mark participations (keys) as counted, each in an area (key).

    In SQL by hand, for a thousand rows at once: Django would need a statement for each area, and there are hundreds.
    """
    for some in batched(sorted(areas.items()), ROWS_AT_ONCE):
        values = ", ".join(["(%s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH found (id, area) AS (VALUES {values}) "  # noqa: S608 - nothing but placeholders
                "UPDATE campaigns_participation SET counted = TRUE, area_id = found.area "
                "FROM found WHERE campaigns_participation.id = found.id",
                [key for pair in some for key in pair],
            )
