"""What sample content consists of. Days count back from the day on which it is loaded; negative ones lie ahead."""

from dataclasses import dataclass


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


@dataclass(frozen=True)
class PageText:
    """A standing page in one language; pages with one key are translations of each other."""

    key: str
    slug: str
    title: str
    summary: str
    body: str
    language: str = "en"
