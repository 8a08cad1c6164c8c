"""The notes of an item, in the site's note style, numbered by the first appearance of what they cite.

Markers that cite the same source, taken from the same places, share a note. With each stand its own place in the
source and, where the words are verified in our copy, that they are. A source that is kept on file is named and said to
be held by us; nothing else of it is shown, nor of what was found in it.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from publishing.rendering import Note, Use
from publishing.rendering.noting import NOTHING
from sources import coins, proofs, styles
from sources.addresses import site_name
from sources.csl import CSLItem
from sources.locators import Locator, locator_text
from sources.markers import Cited
from sources.models.snapshots import Snapshot
from sources.models.source import Source
from sources.proofs import Evidence, Proof

type Numbered = tuple[int, Cited]
type Works = Mapping[int, CSLItem]


def for_markers(cited: Sequence[Cited], evidence: Evidence) -> list[Note]:
    """Return the notes for all markers of a text, given in reading order, in the active language."""
    groups: dict[tuple[int, ...], list[Numbered]] = {}
    for index, one in enumerate(cited):
        groups.setdefault(one.group, []).append((index, one))
    works = _works(cited, evidence)
    return [_note(group, evidence, works) for group in groups.values()]


def _works(cited: Sequence[Cited], evidence: Evidence) -> Works:
    """Return what notes say of each source, by its key; of what is on file nothing that tells others apart from it."""
    found = {source.pk: source for one in cited for source in one.sources}
    on_file = {key: _item(source) for key, source in found.items() if source.is_on_file}
    others = {key: _item(source) for key, source in found.items() if not source.is_on_file}
    return {**on_file, **styles.told_apart(others, style=evidence.style)}


def _note(group: Sequence[Numbered], evidence: Evidence, works: Works) -> Note:
    first = group[0][1]
    facts = _Facts(first, evidence, works)
    if len(group) == 1:
        whole = facts.full(first)
        proof = _proof_words(evidence.proof(first))
        text = _joined(whole, facts.after, proof, facts.pages)
        return Note(_joined(text, facts.coins), (Use(group[0][0], text, data=facts.data(first)),))
    text = _joined(facts.full(None), facts.after, facts.pages, facts.coins)
    return Note(text, tuple(_uses(group, facts, evidence)))


def _uses(group: Sequence[Numbered], facts: "_Facts", evidence: Evidence) -> Iterator[Use]:
    for number, (index, one) in enumerate(group):
        proof = _proof_words(evidence.proof(one))
        words = facts.short(one) if number else _joined(facts.full(one), facts.after)
        place = NOTHING if facts.is_on_file else _joined(_place_words(one), proof)
        yield Use(index, _joined(words, proof, facts.pages), place, facts.data(one))


class _Facts:
    """What the markers of one note have in common. Made once: of 300 markers, most name few sources."""

    def __init__(self, cited: Cited, evidence: Evidence, works: Works) -> None:
        self.first = cited
        self.source, self.vias = cited.source, cited.vias
        self.style = evidence.style
        self.is_on_file = self.source.is_on_file
        self.open = [] if self.is_on_file else [one for one in cited.sources if not one.is_on_file]
        self.item = works[self.source.pk]
        self.via_items = [works[via.pk] for via in self.vias]
        dead = [_dead_words(one, evidence) for one in self.open if proofs.is_dead(one)]
        on_file = _("On file with us.") if self.vias and len(self.open) <= len(self.vias) else ""
        self.after = _joined(*dead, on_file)
        self.pages = _pages(self.open, len(self.vias))
        self.coins = format_html_join("", "{}", ((coins.span(one.as_csl()),) for one in self.open))

    def full(self, cited: Cited | None) -> SafeString:
        """Return the note in full; for the place of one marker, if one is given."""
        if self.is_on_file:
            return format_html("{}. {}", self.source.title, _("On file with us."))
        return styles.note(
            self.item,
            cited.locator if cited else None,
            style=self.style,
            via=self.via_items,
            via_locator=self._via_locator(cited),
            quoted=(cited or self.first).is_verbatim,
        )

    def short(self, cited: Cited) -> SafeString:
        """Return the note as it stands beside a later marker."""
        if self.is_on_file:
            return self.full(cited)
        return styles.short_note(
            self.item,
            cited.locator,
            style=self.style,
            via=self.via_items,
            via_locator=self._via_locator(cited),
            quoted=cited.is_verbatim,
        )

    def data(self, cited: Cited) -> tuple[tuple[str, str], ...]:
        """Return what a marker copied from a page needs to be known again; nothing for what is on file."""
        if len(self.open) <= len(self.vias):
            return ()
        place, via_place = cited.locator, cited.via_locator
        return (
            ("source", self.source.slug),
            *_place_data("", place),
            ("mode", "" if cited.is_verbatim else cited.marker.mode),
            ("via", " ".join(via.slug for via in self.vias)),
            *_place_data("via-", via_place),
        )

    def _via_locator(self, cited: Cited | None) -> Locator | None:
        is_known = cited is not None and self.vias and not self.vias[-1].is_on_file
        return cited.via_locator if is_known and cited else None


def _place_data(prefix: str, place: Locator | None) -> tuple[tuple[str, str], ...]:
    return ((f"{prefix}label", place.label), (f"{prefix}locator", place.value)) if place else ()


def _item(source: Source) -> CSLItem:
    """Return what notes may say of a source: of one on file the title, of one whose address is dead not that."""
    if source.is_on_file:
        return CSLItem(type="document", title=source.title)
    item = source.as_csl()
    if proofs.is_dead(source):
        item.pop("URL", None)
    return item


def _place_words(cited: Cited) -> str:
    """Return the place of one of several uses: "p. 4", "p. 4, cited at p. 38"."""
    own = locator_text(cited.locator) if cited.locator else ""
    if cited.via_locator is None or cited.seen_in.is_on_file:
        return own
    read_at = pgettext("place in the work in which another is cited", "cited at %(place)s") % {
        "place": locator_text(cited.via_locator)
    }
    return f"{own}, {read_at}" if own else read_at


def _proof_words(proof: Proof | None) -> SafeString:
    """Return that the words of a marker are verified, where, and the way to them; nothing where they are not."""
    if proof is None:
        return NOTHING
    words = _("These words verified in our copy of %(date)s") % {"date": copy_date(proof.snapshot)}
    address = _passage_address(proof)
    shown = format_html('<a href="{}"><span aria-hidden="true">✓</span> {}</a>', address, words)
    live = NOTHING
    if proof.live:
        live = format_html(' · <a class="live" href="{}">{}</a>', proof.live, _("on the live page"))
    elif proof.is_missing:
        live = format_html(" · {}", _("no longer on the live page"))
    return format_html('<span class="verified">{}{}</span>', shown, live)


def _passage_address(proof: Proof) -> str:
    proof.snapshot.source = proof.source
    return f"{proof.snapshot.get_absolute_url()}?passage={proof.passage.key}#passage"


def _dead_words(source: Source, evidence: Evidence) -> SafeString:
    """Return the way to a copy of what no longer answers, and then the address, marked as such."""
    copy, elsewhere = evidence.copies.get(source.pk), evidence.outside.get(source.pk)
    ways = NOTHING
    if copy is not None:
        copy.source = source
        words = _("Archived copy of %(date)s") % {"date": copy_date(copy)}
        ways = format_html('<a href="{}">{}</a>; ', copy.get_absolute_url(), words)
    elif elsewhere is not None:
        words = _("Archived copy at %(site)s") % {"site": site_name(elsewhere.url)}
        ways = format_html('<a href="{}">{}</a>; ', elsewhere.url, words)
    gone = format_html(
        '<a href="{}" rel="nofollow">{}</a> {}', source.url, site_name(source.url), _("no longer answers.")
    )
    return format_html('<span class="gone">{}{}</span>', ways, gone)


def _pages(shown: Sequence[Source], vias: int) -> SafeString:
    """Return links to our pages of the sources: of what is cited, and of what it was read in."""
    if not shown:
        return NOTHING
    links = [(shown[0].get_absolute_url(), _("About this source"))]
    if vias and len(shown) > 1:
        links.append((shown[-1].get_absolute_url(), _("About the source that cites it")))
    return format_html_join(" ", '<a class="source-link" href="{}">{}</a>', links)


def _joined(*parts: SafeString | str) -> SafeString:
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def copy_date(snapshot: Snapshot) -> str:
    """Return the day of a copy in the active language and the site's time zone."""
    return date_format(timezone.localtime(snapshot.taken_at), "DATE_FORMAT")
