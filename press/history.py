"""The public history of a release: the versions that readers had before them, what was said of each, and what differs.

Nothing of drafts and working copies is in it, nothing from before a release was first public, and nothing from before
it was last withdrawn: what was withdrawn and published again begins anew. Editors can keep single versions from
readers. Of an old version readers get the words; its pictures may be somebody else's to show by now, and sources are
named as they are today, so that what is kept on file since then stays there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from press.models import PressRelease, ReleaseCorrection, ReleaseTransition, ReleaseVersion
from publishing import comparing, rendering, version_texts
from publishing.comparing import Comparison, Names
from publishing.version_texts import VersionText
from sources.models import Source

SHOWN: Final = ("kind", "title", "subhead", "dateline_place", "body", "credit_line", "boilerplate")
"""The fields of which the page of a release shows the words, in the order of the page."""


@dataclass(frozen=True)
class PublicVersion:
    """A version that readers had. `ordinal` is its public number: the first one is 1, and no number is given twice."""

    ordinal: int
    number: int
    public_from: datetime
    public_until: datetime | None
    is_withheld: bool
    corrections: list[ReleaseCorrection]
    comparable: int | None
    """The public number of the last version before it that readers may read; None if there is none, or it is withheld."""

    @property
    def is_current(self) -> bool:
        return self.public_until is None


@dataclass(frozen=True)
class History:
    """What the list shows: versions, newest first, and statements that belong to none of them."""

    versions: list[PublicVersion]
    statements: list[ReleaseCorrection]

    def find(self, ordinal: int) -> PublicVersion | None:
        """Return the version of a public number, if readers may read it."""
        return next((one for one in self.versions if one.ordinal == ordinal and not one.is_withheld), None)


def with_history(releases: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """Add `public_versions` to a queryset of releases: how many versions the history of each shows at `now`."""
    shown = _shown(ReleaseVersion.objects.filter(item=OuterRef("pk")), now)
    counted = shown.order_by().values("item").annotate(count=Count("pk")).values("count")
    return releases.annotate(public_versions=Coalesce(Subquery(counted), 0))


def of(release: PressRelease, now: datetime) -> History:
    """Return the history of a visible release at `now`. Two queries, whatever its length."""
    corrections = list(release.corrections.all())
    by_version: dict[int, list[ReleaseCorrection]] = {}
    for correction in corrections:
        by_version.setdefault(correction.version or 0, []).append(correction)
    rows = release.versions.public(now).annotate(is_left_behind=_left_behind()).order_by("public_from", "number")
    columns = ("number", "public_from", "public_until", "is_withheld", "is_left_behind")
    versions: list[PublicVersion] = []
    readable = None
    for ordinal, (number, start, until, is_withheld, is_left_behind) in enumerate(rows.values_list(*columns), start=1):
        if is_left_behind:
            continue
        said, before = by_version.pop(number, []), None if is_withheld else readable
        versions.append(PublicVersion(ordinal, number, start, until, is_withheld, said, before))
        readable = readable if is_withheld else ordinal
    statements = [correction for left in by_version.values() for correction in left]
    return History(versions[::-1], statements)


def text_of(release: PressRelease, version: PublicVersion, now: datetime) -> VersionText:
    """Return the words of a version. One query for them, one for the sources that they cite."""
    return version_texts.read(release, _content(release, version), now=now, as_text=True)


def compare(release: PressRelease, old: PublicVersion, new: PublicVersion) -> Comparison:
    """Return what differs between two versions in the words that the page shows."""
    left, right = (_public_part(_content(release, version)) for version in (old, new))
    names = _names([left, right])
    found = comparing.compare_contents(left, right, PressRelease, names=(names, names))
    return Comparison(sorted(found.fields, key=lambda one: SHOWN.index(one.name)), found.lists)


def _shown(versions: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    return versions.filter(public_from__lte=now).exclude(_left_behind())


def _left_behind() -> Exists:
    """Return the condition for versions that a withdrawal has taken from readers."""
    withdrawals = ReleaseTransition.objects.filter(item=OuterRef("item"), step=ReleaseTransition.Step.WITHDRAW)
    return Exists(withdrawals.filter(is_of_copy=False, at__gte=OuterRef("public_from")))


def _content(release: PressRelease, version: PublicVersion) -> Any:
    return release.versions.values_list("content", flat=True).get(number=version.number)


def _public_part(content: Any) -> dict[str, Any]:
    return {"fields": {name: content.get("fields", {}).get(name) for name in SHOWN}}


def _names(contents: list[dict[str, Any]]) -> Names:
    """Return what the sources in texts are called today. Of those on file nothing but the title is told."""
    keys = {key for one in contents for marker in rendering.markers(one["fields"]["body"] or "") for key in marker.keys}
    found = Source.objects.filter(pk__in=[key for key in keys if key.isascii() and key.isdigit() and len(key) < 19])
    known = {str(source.pk): source for source in found}
    gone = {key: _("a source that is no longer in our library") for key in keys - known.keys()}
    return Names(
        cited={key: source.title if source.is_on_file else source.short_label for key, source in known.items()} | gone,
        pictures=_Same(_("Picture")),
        actions=_Same(_("Call to action")),
        place=PressRelease.locator_words,
        unsaid=[key for key in keys if key not in known or known[key].is_on_file],
        with_passages=False,
    )


class _Same(dict[str, str]):
    """Calls everything by one name: what staff call a picture is not for readers."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def get(self, key: str, default: Any = None) -> str:
        return self.name
