"""Who decides for a place. Asked of our own tables alone: nobody else learns who asked, and nothing of it is kept.

An answer takes at most three queries: the postcode or area with all areas around it, the terms that run, the offices.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from officials.models import Area, Office, Official, PostcodeArea, Term
from officials.models.areas import PARENTS

MOST_AREAS: Final = 100


class Answer(Enum):
    """What a lookup came to; a page has words of its own for each."""

    FOUND = "found"
    ASKS = "asks"
    """The postcode lies in several areas: `choices` has them, `officials` those who decide for it in any case."""
    NOBODY = "nobody"
    UNKNOWN_AREA = "unknown_area"
    UNKNOWN_POSTCODE = "unknown_postcode"
    UNKNOWN_COUNTRY = "unknown_country"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is. `areas` are codes: of the area itself, or, beside a postcode, those chosen among its `choices`."""

    country: str
    postcode: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who decides for the place, with the terms that say so (of the nearest area first) and their open offices."""

    official: Official
    terms: list[Term]
    offices: list[Office]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer. `areas` are all that the place surely lies in, from the smallest to the country."""

    answer: Answer
    officials: list[Match] = field(default_factory=list)
    choices: list[tuple[Area, Decimal]] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)


def areas_of_postcode(country: str, postcode: str) -> list[tuple[Area, Decimal]]:
    """Return the areas that a postcode lies in, each with its share, the largest share first. One query.

    The postcode may be typed in any form; one that is unknown or none at all lies nowhere.
    """
    rows = PostcodeArea.objects.of(_code(country), postcode).select_related(f"area__{PARENTS}")
    return [(row.area, row.share) for row in rows[:MOST_AREAS]]


def find(place: Place, *, today: date) -> Found:
    """Return who is in office for a place on a day: for its areas and for all areas around these."""
    country = _code(place.country)
    if any("\0" in code for code in place.areas):  # which PostgreSQL cannot look for
        return Found(Answer.UNKNOWN_AREA)
    if place.postcode.strip():
        return _find_by_postcode(country, place, today)
    codes = place.areas or (country,)
    areas = list(Area.objects.filter(country=country, code__in=codes).with_parents()[:MOST_AREAS])
    if len(areas) != len(set(codes)):
        unknown = Answer.UNKNOWN_AREA if place.areas else Answer.UNKNOWN_COUNTRY
        return Found(unknown if areas else _unknown(country, unknown))
    return _answer(_with_surroundings(areas), [], today)


def _find_by_postcode(country: str, place: Place, today: date) -> Found:
    lying_in = areas_of_postcode(country, place.postcode)
    if not lying_in:
        return Found(_unknown(country, Answer.UNKNOWN_POSTCODE))
    chosen = [area for area, _share in lying_in if area.code in place.areas]
    if len(chosen) != len(set(place.areas)):
        return Found(Answer.UNKNOWN_AREA)
    sure, choices = list(chosen), list[tuple[Area, Decimal]]()
    shared: list[set[Area]] = []
    for kind in dict.fromkeys(area.kind for area, _share in lying_in):
        of_kind = [(area, share) for area, share in lying_in if area.kind == kind]
        if any(area.kind == kind for area in chosen):
            continue
        if len(of_kind) == 1:
            sure.append(of_kind[0][0])
        else:
            choices += of_kind
            shared.append(set.intersection(*(set(area.lineage()) for area, _share in of_kind)))
    areas = _with_surroundings(sure)
    areas += [area for common in shared for area in sorted(common, key=_depth, reverse=True) if area not in areas]
    return _answer(list(dict.fromkeys(areas)), choices, today)


def _unknown(country: str, otherwise: Answer) -> Answer:
    """Return that a country is unknown if nothing of it is here, and else what is unknown."""
    return otherwise if Area.objects.filter(country=country).exists() else Answer.UNKNOWN_COUNTRY


def _with_surroundings(areas: Iterable[Area]) -> list[Area]:
    """Return areas and all around them, each once, the smallest first."""
    every = dict.fromkeys(around for area in areas for around in area.lineage())
    return sorted(every, key=_depth, reverse=True)


def _depth(area: Area) -> int:
    return sum(1 for _around in area.lineage())


def _answer(areas: list[Area], choices: list[tuple[Area, Decimal]], today: date) -> Found:
    officials = _officials(areas, today) if areas else []
    answer = Answer.ASKS if choices else Answer.FOUND if officials else Answer.NOBODY
    return Found(answer, officials, choices, areas)


def _officials(areas: list[Area], today: date) -> list[Match]:
    """Return who is in office for any of the areas, each once, those of the first area first. Two queries."""
    order = {area.pk: number for number, area in enumerate(areas)}
    terms = Term.objects.current(today).filter(area__in=order).select_related("official", "area")
    matches: dict[int, Match] = {}
    for term in sorted(
        terms, key=lambda one: (order[one.area_id], one.official.family_name, one.official.full_name, one.pk)
    ):
        matches.setdefault(term.official_id, Match(term.official, [], [])).terms.append(term)
    if matches:
        for office in Office.objects.open().filter(official__in=matches):
            matches[office.official_id].offices.append(office)
    return list(matches.values())


def _code(country: str) -> str:
    """Return a country's code in capitals, "" for what is none."""
    code = country.strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""
