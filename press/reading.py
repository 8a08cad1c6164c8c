"""One release as readers get it: what stands around its text, gathered in few queries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from operator import attrgetter
from typing import Any

from django.db.models import F, FilteredRelation, Prefetch, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from press.models import Attachment, PressRelease, ReleaseCorrection
from publishing import placements, rendering

HEAVY = ("body", "body_html", "notes_html", "boilerplate")
PLACED_FIRST = re.compile(r"""(?:<(figure|div)(?: data-[a-z]+=(?:"[^"]*"|'[^']*'))+></\1>\s*)*""")


@dataclass(frozen=True)
class Neighbours:
    """Visible releases that belong to one: its translations, itself among them, and its “Read also” in order."""

    translations: list[PressRelease]
    read_also: list[PressRelease]


@dataclass(frozen=True)
class Corrections:
    """What was stated to readers of a release, newest first. A retraction stands above the text, all others below it."""

    retractions: list[ReleaseCorrection]
    others: list[ReleaseCorrection]

    @property
    def latest(self) -> ReleaseCorrection | None:
        """Return the newest statement below the text."""
        return self.others[0] if self.others else None


def corrections(release: PressRelease) -> Corrections:
    """Return the statements on a release."""
    kinds: dict[bool, list[ReleaseCorrection]] = {True: [], False: []}
    for correction in release.corrections.all():
        kinds[correction.kind == ReleaseCorrection.Kind.RETRACTION].append(correction)
    return Corrections(retractions=kinds[True], others=kinds[False])


def with_page_parts(visible: Any) -> Any:
    """Add to a queryset of releases what the page shows of each: picture, contact, tags, attachments.

    The files of the picture come with those of the pictures in the text: see `text`.
    """
    return visible.select_related("lead_image", "contact").prefetch_related(
        "tags", "corrections", Prefetch("attachments", Attachment.objects.select_related("document"))
    )


def neighbours(release: PressRelease, now: datetime) -> Neighbours:
    """Find the neighbours of `release` that the public may see at `now`. One query."""
    found = (
        PressRelease.objects.published(now)
        .defer(*HEAVY)
        .annotate(entry=FilteredRelation("read_from", condition=Q(read_from__release=release)))
        .filter(Q(translation_group=release.translation_group) | Q(entry__isnull=False))
        .annotate(place=F("entry__position"), entry_key=F("entry__pk"))
    )
    return Neighbours(
        translations=[item for item in found if item.translation_group == release.translation_group],
        read_also=sorted((item for item in found if item.entry_key is not None), key=attrgetter("place", "entry_key")),
    )


def text(release: PressRelease, now: datetime, *, actions: Mapping[str, Any] | None = None) -> SafeString:
    """Return the text of a release as its readers get it at `now`; the lead picture gets its files in the same query.

    `actions` are those that the text places, by key, where they are at hand.
    """
    showing = placements.Showing(now, lead_images=(release.lead_image,), actions=actions)
    return placements.fill(with_dateline(release), showing)


def with_dateline(release: PressRelease) -> SafeString:
    """Return the stored text of a release as safe HTML, with the dateline at the start of its first paragraph.

    A text that was pasted whole may have it there already ("WASHINGTON, DC – Words"): it is marked, not doubled.
    """
    if not release.dateline_place:
        return rendering.trusted(release.body_html)
    # A picture or a video above the first paragraph stays above it.
    above, body = _parted(release.body_html)
    typed = re.match(rf"<p>({re.escape(escape(release.dateline_place, quote=False))}\s*[–—-])(?=\s)", body, re.I)
    if typed:
        words, rest = rendering.trusted(typed[1]), rendering.trusted(body[typed.end() :])
        return format_html('{}<p><span class="dateline">{}</span>{}', above, words, rest)
    dateline = format_html('<span class="dateline">{} –</span> ', release.dateline_place)
    if body.startswith("<p>"):
        return format_html("{}<p>{}{}", above, dateline, rendering.trusted(body[len("<p>") :]))
    return format_html("{}<p>{}</p>{}", above, dateline, body)


def _parted(body_html: str) -> tuple[SafeString, SafeString]:
    """Return what is placed at the very beginning of a text, and the rest."""
    end = PLACED_FIRST.match(body_html).end()  # type: ignore[union-attr]  # matches nothing, too
    return rendering.trusted(body_html[:end]), rendering.trusted(body_html[end:])
