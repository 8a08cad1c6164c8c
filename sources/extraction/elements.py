"""What the elements of HTML do to the words in them, and which of them are open."""

from collections import Counter
from typing import Final

PARAGRAPHS: Final = frozenset(
    """
    address article aside blockquote body center dialog details dl fieldset figcaption figure footer form frameset
    h1 h2 h3 h4 h5 h6 header hgroup hr html legend main menu nav ol p pre listing plaintext section table ul summary search
    """.split()  # noqa: SIM905 - as a list it would be one line each
)
LINES: Final = frozenset("div li dt dd tr br caption option optgroup select textarea thead tbody tfoot xmp".split())  # noqa: SIM905
CELLS: Final = frozenset({"td", "th"})
VOID: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split()  # noqa: SIM905
)
LEFT_OUT: Final = frozenset(
    """
    script style template title iframe noembed noframes canvas audio video datalist rt rp rtc desc metadata
    annotation annotation-xml
    """.split()  # noqa: SIM905
)
FOREIGN: Final = frozenset({"svg", "math"})
KEEPS_SPACES: Final = frozenset({"pre", "textarea", "listing", "plaintext"})
# Elements within lines in feeds, JATS, TEI and DocBook; others of XML stand on lines of their own.
XML_INLINE: Final = frozenset(
    """
    a abbr acronym b bold cite code del em emphasis ext-link font hi i inline-formula ins italic link-inline mark
    monospace named-content phrase q quote ref roman s sc small span strike strong styled-content sub sup superscript
    subscript target tt u ulink underline uri var wbr xref
    """.split()  # noqa: SIM905
)

# Start tag → what it closes if that is open, and what it does not look beyond (HTML 13.2.6, “in body”, “in table”).
ENDS_PARAGRAPH: Final = (PARAGRAPHS - {"body", "html", "legend"}) | {"div", "li", "dt", "dd"}
IMPLIED: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
    "optgroup": (frozenset({"optgroup"}), frozenset({"select"})),
} | {
    name: (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"}))
    for name in ("thead", "tbody", "tfoot")
}
PARAGRAPH_SCOPE: Final = frozenset({"td", "th", "caption", "table", "button", "object", "template", "html"})
SPECIAL: Final = (
    PARAGRAPHS | LINES | CELLS | PARAGRAPH_SCOPE | frozenset({"head", "iframe", "script", "style", "title"})
)
MOST_STEPS: Final = 64
"""How far up among the open elements one tag is looked for, so that hostile nesting costs no more than its length."""


class OpenElements:
    """The names of the open elements, the outermost first, and where the outermost that is left out stands."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.counts: Counter[str] = Counter()
        self.left_out_at: int | None = None
        self.spaced = 0

    @property
    def left_out(self) -> bool:
        return self.left_out_at is not None

    @property
    def is_title(self) -> bool:
        """Say whether what is read now is the page's title, not that of a drawing."""
        return self.names[-1] == "title" and not self.is_foreign

    @property
    def is_foreign(self) -> bool:
        return self.counts["svg"] > 0 or self.counts["math"] > 0

    @property
    def keeps_spaces(self) -> bool:
        return self.spaced > 0

    def push(self, name: str, *, is_left_out: bool) -> None:
        if is_left_out and self.left_out_at is None:
            self.left_out_at = len(self.names)
        self.names.append(name)
        self.counts[name] += 1
        self.spaced += name in KEEPS_SPACES

    def pop(self, name: str) -> None:
        """Close the innermost element of this name with all within it; an end tag of none that is open does nothing.

        The end tag of an inline element does not close blocks that were opened within it.
        """
        if not self.counts[name]:
            return
        if name in SPECIAL:
            while self._drop() != name:
                pass
            return
        for depth, other in enumerate(reversed(self.names[-MOST_STEPS:]), 1):
            if other == name:
                self._drop_last(depth)
                return
            if other in SPECIAL:
                return

    def imply_ends(self, name: str) -> None:
        """Close what the start tag of `name` closes by itself: `<li>` the entry before it, a block the paragraph."""
        if name in IMPLIED:
            self._close(*IMPLIED[name])
        if name in ENDS_PARAGRAPH and self.counts["p"]:
            self._close(frozenset({"p"}), PARAGRAPH_SCOPE)

    def _close(self, closed: frozenset[str], scope: frozenset[str]) -> None:
        for depth, other in enumerate(reversed(self.names[-MOST_STEPS:]), 1):
            if other in closed:
                self._drop_last(depth)
                return
            if other in scope:
                return

    def _drop_last(self, count: int) -> None:
        for _place in range(count):
            self._drop()

    def _drop(self) -> str:
        name = self.names.pop()
        self.counts[name] -= 1
        self.spaced -= name in KEEPS_SPACES
        if self.left_out_at == len(self.names):
            self.left_out_at = None
        return name
