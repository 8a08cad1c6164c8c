"""What preflight finds in the words of an item: stubs, quotations without a source, headings, links' words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml.html import HtmlElement

from publishing.findings import Finding, blocker, warning
from publishing.preflight.quotations import Line, without_source

LONGEST_HEADLINE: Final = 90
LONGEST_PLACE: Final = 120

# What writers and imports leave where a source is still to come. Two Armenian and Arabic words mean "source".
STUB: Final = re.compile(
    r"\[\s*(?:cite|citation|citation needed|sources?|source needed|ref|reference|tk+|todo|աղբյուր|مصدر)\s*[?՞؟!:.…]*\s*\]"
    r"|\bTKTK\b",
    re.IGNORECASE,
)
HEADINGS: Final = {"h2": 2, "h3": 3, "h4": 4}
READ_ALSO: Final = frozenset({"read also", "also read", "see also"})
# In the site's languages; who hears a list of a page's links learns nothing from them.
EMPTY_WORDS: Final = frozenset(
    {
        *("here", "click", "click here", "this", "this link", "link", "more", "read more", "see here"),
        *("այստեղ", "սեղմեք այստեղ", "հղում", "ավելին"),
        *("هنا", "اضغط هنا", "انقر هنا", "رابط", "المزيد"),
    }
)
AROUND: Final = " \t\n.,:;!?…։«»“”\"'()[]→›»"


def check_headline(title: str) -> Iterator[Finding]:
    """Yield what is wrong with a headline."""
    if not title.strip():
        yield blocker("headline_missing", _("The headline is empty."), "title")
    elif len(title) > LONGEST_HEADLINE:
        message = ngettext(
            "The headline has %(count)d character: search engines and shared links cut it.",
            "The headline has %(count)d characters: search engines and shared links cut it.",
            len(title),
        )
        yield warning("headline_long", message % {"count": len(title)}, "title")


def check_stubs(texts: Iterable[tuple[str, Iterable[str]]]) -> Iterator[Finding]:
    """Yield marks such as [cite] that somebody left to be replaced; `texts` are names of fields with their lines."""
    for field, lines in texts:
        places = [_around(line, match) for line in lines for match in STUB.finditer(line)]
        if places:
            message = _("There is a mark where a source or words are still missing. Cite, or take it out:")
            yield blocker("citation_stub", message, field, places)


def check_quotations(lines: Sequence[Line]) -> Iterator[Finding]:
    """Yield the quotations that no citation stands with."""
    words = without_source(lines)
    if words:
        message = ngettext("%(count)d quotation has no source:", "%(count)d quotations have no source:", len(words)) % {
            "count": len(words)
        }
        yield warning("quotation_without_source", message, "body", (_short(one) for one in words))


def check_read_also(lines: Sequence[Line], language: str) -> Iterator[Finding]:
    """Yield “Read also” where no link follows it: what imports and pasted texts leave of a list."""
    with translation.override(language):
        labels = READ_ALSO | {_("Read also").casefold()}
    places = [
        line.words
        for number, line in enumerate(lines)
        if line.words.strip(AROUND).casefold() in labels and not line.links and not _links_follow(lines, number)
    ]
    if places:
        message = _(
            "“Read also” stands in the text and no link follows it. Take it out; releases to read are chosen below the text."
        )
        yield blocker("read_also_empty", message, "body", places)


def check_headings(root: HtmlElement) -> Iterator[Finding]:
    """Yield headings that skip a level, and empty ones: who has the page read aloud goes from heading to heading."""
    skipped, level, empty = [], 1, 0
    for heading in root.iter(*HEADINGS):
        words = " ".join(str(heading.text_content()).split())
        empty += not words
        if HEADINGS[heading.tag] > level + 1:
            skipped.append(_short(words))
        level = HEADINGS[heading.tag]
    if skipped:
        yield warning(
            "heading_skipped",
            _("These headings are lower than the one before by more than one level:"),
            "body",
            skipped,
        )
    if empty:
        yield warning("heading_empty", _("There is a heading without words."), "body")


def check_link_words(root: HtmlElement) -> Iterator[Finding]:
    """Yield links whose words do not say where they lead."""
    texts = (" ".join(str(link.text_content()).split()) for link in root.iter("a"))
    vague = [text or "–" for text in texts if not text.strip(AROUND) or text.strip(AROUND).casefold() in EMPTY_WORDS]
    if vague:
        message = _("The words of these links do not say where they lead:")
        yield warning("link_words", message, "body", vague)


def _links_follow(lines: Sequence[Line], number: int) -> bool:
    following = lines[number + 1] if number + 1 < len(lines) else None
    return following is not None and following.tag not in HEADINGS and following.links > 0


def _around(line: str, match: re.Match[str]) -> str:
    """Return the stub with a few words before it, by which one finds it."""
    before = line[max(0, match.start() - 40) : match.start()]
    return (before.split(" ", 1)[-1] if match.start() > 40 else before) + match.group()


def _short(words: str) -> str:
    return Truncator(words).chars(LONGEST_PLACE)
