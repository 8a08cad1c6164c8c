"""What sample content consists of. Days count back from the day on which it is loaded; negative ones lie ahead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SourceText:
    """A document, with the facts as its publisher gives them. `key` is how texts cite it; `copy` is what we hold of it."""

    key: str
    type: str
    title: str
    issued: str
    url: str = ""
    author: str = ""
    publisher: str = ""
    publisher_place: str = ""
    container: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    isbn: str = ""
    doi: str = ""
    summary: str = ""
    copy: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReleaseText:
    """A press release; `body` in the markup of `advocacy_site.demo.markup`. Without `days` it stays a draft."""

    key: str
    kind: str
    title: str
    summary: str
    body: str
    days: int | None
    subhead: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    read_also: tuple[str, ...] = ()
    language: str = "en"
    slug: str = ""
    """Where it differs from `key`; a translation has the key of its original."""


@dataclass(frozen=True)
class DemandText:
    text: str
    basis: str = ""
    met_days_ago: int | None = None


@dataclass(frozen=True)
class PetitionText:
    """A petition that opened `days` ago and was signed by `signatures` invented people until now or `closed`."""

    slug: str
    title: str
    text: str
    addressee: str
    goal: int
    days: int
    signatures: int
    closed: int | None = None
    thanks: str = ""


@dataclass(frozen=True)
class ActionText:
    """A call to action of another kind than a petition. `details` are what its kind keeps of it.

    An event begins on the morning that lies `ahead` days ahead. `taken` invented people have taken part.
    """

    kind: str
    slug: str
    title: str
    text: str
    details: Mapping[str, Any] = field(default_factory=dict)
    ahead: int = 0
    taken: int = 0


@dataclass(frozen=True)
class OfficialText:
    """Somebody who decides, for an area by its code. `stance` is their position, with the source that proves it."""

    key: str
    name: str
    office: str
    role: str
    area: str
    email: str = ""
    phone: str = ""
    hours: str = ""
    stance: str = ""
    source: str = ""


@dataclass(frozen=True)
class EntryText:
    """An entry of a timeline, `days` ago."""

    kind: str
    days: int
    title: str
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class ReportText:
    """A report in the media, `days` ago."""

    days: int
    outlet: str
    title: str
    address: str


@dataclass(frozen=True)
class DeliveryText:
    """Names handed over, `days` ago; without a target to all together."""

    days: int
    by: str
    how: str
    number: int
    target: str = ""


@dataclass(frozen=True)
class CampaignText:
    """A campaign. One that has ended did so `ended` days ago, with the outcome named."""

    key: str
    title: str
    summary: str
    body: str
    days: int
    outcome: str
    ended: int | None = None
    demands: tuple[DemandText, ...] = ()
    petition: PetitionText | None = None
    releases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    picture: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Codes of campaign links, each with its channel."""
    partners: tuple[tuple[str, str], ...] = ()
    """The same of those that partners use."""
    actions: tuple[ActionText, ...] = ()
    targets: tuple[str, ...] = ()
    timeline: tuple[EntryText, ...] = ()
    coverage: tuple[ReportText, ...] = ()
    deliveries: tuple[DeliveryText, ...] = ()
    successor: str = ""


@dataclass(frozen=True)
class PageText:
    """A standing page in one language; pages with one key are translations of each other."""

    key: str
    slug: str
    title: str
    summary: str
    body: str
    language: str = "en"
