"""Whom an action goes to: those who decide for the supporter's place, or those whom the campaign addresses.

Nothing that is asked here is kept. Who has left office is offered to nobody; who never had a term (somebody added by hand
without dates) is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Self

from django.db.models import Exists, OuterRef, Prefetch, Q

from campaigns.models import Action
from officials import lookup
from officials.lookup import Answer, Place
from officials.models import Area, DataImport, Office, Official, Term
from officials.models.people import OfficialQuerySet

MOST_AREAS: Final = 1000
"""How many areas a list offers."""


@dataclass(frozen=True)
class Whom:
    """Whom staff want an action to go to, as `Action.details` says it. No roles means all of them."""

    by_place: bool = True
    country: str = ""
    roles: frozenset[str] = frozenset()
    fallback: int | None = None

    @classmethod
    def of(cls, action: Action) -> Self:
        """Return what an action's details say; what they lack is as in a new action."""
        said: dict[str, Any] = action.details
        return cls(
            by_place=said.get("whom", "place") == "place",
            country=said.get("country", ""),
            roles=frozenset(said.get("roles") or ()),
            fallback=said.get("fallback"),
        )

    def wants(self, term: Term) -> bool:
        """Say whether a term is of one of the roles."""
        return not self.roles or term.role in self.roles


@dataclass(frozen=True)
class DecisionMaker:
    """Somebody whom a letter or a call can go to, with the terms that run and the offices that are open."""

    official: Official
    terms: Sequence[Term]
    offices: Sequence[Office]

    @property
    def key(self) -> int:
        return self.official.pk

    @property
    def name(self) -> str:
        return self.official.full_name

    @property
    def office(self) -> str:
        """Return as what, and for where, such as “Senator, California”; empty for somebody without a term."""
        return "; ".join(f"{term.office}, {term.area.name}" for term in self.terms)

    @property
    def contact_form(self) -> str:
        """Return where a message can be typed in: the form, or else the website; empty if neither is known."""
        forms = [term.contact_form for term in self.terms] + [term.web_address for term in self.terms]
        return next((address for address in [*forms, self.official.web_address] if address), "")


@dataclass(frozen=True)
class Search:
    """What was found for a place. `choices` is what the place asks: which of these areas?"""

    answer: Answer
    people: list[DecisionMaker] = field(default_factory=list)
    choices: list[Area] = field(default_factory=list)
    area: Area | None = None

    @property
    def asks(self) -> bool:
        return self.answer == Answer.ASKS


def search(whom: Whom, place: Place, *, today: date) -> Search:
    """Return who of the wanted roles decides for a place. At most three queries.

    A postcode in several areas is no question where nobody wanted depends on it.
    """
    found = lookup.find(place, today=today)
    people = []
    for match in found.officials:
        terms = [term for term in match.terms if whom.wants(term)]
        if terms:
            people.append(DecisionMaker(match.official, terms, match.offices))
    area = found.areas[0] if found.areas else None
    if found.answer == Answer.ASKS:
        known = {term.role for person in people for term in person.terms}
        if whom.roles and whom.roles <= known:
            return Search(Answer.FOUND, people, area=area)
        asked = found.choices[0][0].kind
        return Search(Answer.ASKS, people, [one for one, _share in found.choices if one.kind == asked], area)
    # A country that staff chose is no mistake of the supporter, also where its data is not there yet.
    is_nobody = found.answer == Answer.FOUND or (found.answer == Answer.UNKNOWN_COUNTRY and whom.country)
    return Search(Answer.NOBODY if is_nobody and not people else found.answer, people, area=area)


def addressed_by(action: Action, *, today: date) -> list[DecisionMaker]:
    """Return the decision makers whom the campaign addresses, in staff's order. Three queries."""
    addressed = Official.objects.filter(campaign_targets__campaign=action.campaign_id)
    return _in_office(addressed.order_by("campaign_targets__position", "campaign_targets__pk"), today)


def instead(action: Action, *, today: date) -> list[DecisionMaker]:
    """Return who is offered where nobody is found: whom staff chose for it, or else those the campaign addresses."""
    fallback = Whom.of(action).fallback
    chosen = with_keys([fallback], today=today) if fallback else []
    return chosen or addressed_by(action, today=today)


def with_keys(keys: Sequence[int], *, today: date) -> list[DecisionMaker]:
    """Return officials by their keys, in this order, without those who have left office. At most three queries."""
    found = {person.key: person for person in _in_office(Official.objects.filter(pk__in=keys), today)} if keys else {}
    return [found[key] for key in keys if key in found]


def _in_office(officials: OfficialQuerySet, today: date) -> list[DecisionMaker]:
    terms = Term.objects.current(today).select_related("area")
    rows = officials.filter(not_gone(today)).prefetch_related(
        Prefetch("terms", terms, to_attr="running"), Prefetch("offices", Office.objects.open(), to_attr="open")
    )
    return [DecisionMaker(row, row.running, row.open) for row in rows]


def not_gone(today: date) -> Q:
    """Return the condition for officials who can be asked: those in office on a day, and those without any term."""
    had_a_term = Exists(Term.objects.filter(official=OuterRef("pk")))
    has_a_term = Exists(Term.objects.current(today).filter(official=OuterRef("pk")))
    return Q(has_a_term) | ~Q(had_a_term)


def areas(whom: Whom, country: str, *, today: date) -> list[tuple[str, str]]:
    """Return (code, name) of the smallest areas of a country that somebody wanted decides for. One query.

    A state is left out where its districts are there: who chooses a district finds those who decide for its state, too.
    """
    terms = Term.objects.current(today).filter(area__country=country)
    if whom.roles:
        terms = terms.filter(role__in=whom.roles)
    columns = ("area__name", "area__code", "area_id", "area__parent_id", "area__parent__parent_id")
    rows = list(terms.order_by(*columns).values_list(*columns).distinct()[:MOST_AREAS])
    around = {key for row in rows for key in row[3:]}
    return [(code, name) for name, code, key, *_around in rows if key not in around]


def countries() -> list[str]:
    """Return the codes of the countries that something is known of. One query."""
    return list(Area.objects.order_by("country").values_list("country", flat=True).distinct())


def known_on(people: Iterable[DecisionMaker]) -> date | None:
    """Return of which day the data on these people is: of the last file with their list; None if they came by hand."""
    schemes = {person.official.scheme for person in people}
    if not schemes:
        return None
    of_them = Q()
    for scheme in schemes:
        of_them |= Q(dataset__contains=scheme)
    last = DataImport.objects.filter(of_them).exclude(dataset__startswith="postcodes ").first()
    return (last.as_of or last.imported_at.date()) if last else None
