"""Texts as blocks of tokens, as the comparison needs them: words, punctuation, and what stands for more than its letters.

A citation, a picture, a call to action and a video are atoms: one token each, which is the same as another one only if
all that it says is the same. Bold, links and the like are marks on words, so that a word in bold is still that word.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from publishing.rendering.marking import Marker, read_marker
from publishing.rendering.placing import Kind, Placed, read
from publishing.rendering.trees import parse
from publishing.rendering.words import HTML_SPACE

BREAK: Final = "break"
CELL: Final = "cell"
CITATION: Final = "citation"
RULE: Final = "rule"
ATOM: Final = "\x01"
"""Stands for an atom among words; no clean text holds this control character."""
NO_MARKS: Final[frozenset[str]] = frozenset()

MARKS: Final = {"strong": "bold", "em": "italic", "sub": "subscript", "sup": "superscript"}
LINK: Final = "link "
PARTLY: Final = "~"

# Written without spaces between words: each letter stands for itself.
LETTER_BY_LETTER: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Inside a word these are part of it: apostrophes, hyphens, the points of numbers, Armenian marks of emphasis.
INSIDE_WORDS: Final = "'’‘.,\\-‐‑·_@&/:\u055a-\u055f\u05f3\u05f4"


class Token(NamedTuple):
    """One word, sign or atom. `identity` says what it is the same as; `lead` is the white space before it."""

    identity: str
    text: str
    lead: str = ""
    marks: frozenset[str] = frozenset()
    atom: str = ""
    detail: str = ""
    """What an atom says beside `text`, such as the passage that a citation quotes."""


@dataclass
class Block:
    """A paragraph, heading, list entry, table row, quotation or placed thing; `level` is its depth, of lists from 1."""

    kind: str
    level: int = 0
    tokens: list[Token] = field(default_factory=list)

    @property
    def identity(self) -> tuple[object, ...]:
        """Return what makes a block the same as another one, marks and all."""
        return (self.kind, self.level, *((token.identity, token.lead, token.marks) for token in self.tokens))

    @property
    def text(self) -> str:
        """Return the block as it is shown, atoms by their labels."""
        return "".join(token.lead + token.text for token in self.tokens)


@dataclass(frozen=True)
class Names:
    """What the keys in a text are called: sources, pictures and actions by key."""

    cited: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    place: Callable[[str, str], str] = lambda locator, label: locator
    """Gives the words for a locator and the kind of it."""
    unsaid: Collection[str] = ()
    """Keys of sources of which nothing but the name may be told."""
    with_passages: bool = True


def plain_blocks(text: str) -> list[Block]:
    """Return the lines of a plain text as blocks; empty ones count, and the space around lines is kept."""
    return [Block("line", tokens=_line(line)) for line in text.replace("\r\n", "\n").split("\n")]


def _line(text: str) -> list[Token]:
    words = _words(text, [])
    rest = text[len(text.rstrip()) :]
    return [*words, Token("", "", rest)] if rest else words


def body_blocks(html: str, names: Names) -> list[Block]:
    """Return the blocks of a clean body."""
    reader = _Reader(names)
    if html:
        reader.read(parse(html))
    return reader.blocks


def _punctuation() -> str:
    """Return all punctuation and symbols of the first plane for a class of a regular expression."""
    signs = (chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] in "PS")
    return re.escape("".join(signs))


SIGNS: Final = _punctuation()
MARKS_OF_LETTERS: Final = (
    "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u3099\u309a\ufe00-\ufe0f"
)
LETTERS: Final = rf"[^\s{ATOM}{SIGNS}{LETTER_BY_LETTER}]+"
TOKEN: Final = re.compile(
    rf"(\s*)({ATOM}|[{LETTER_BY_LETTER}][{MARKS_OF_LETTERS}]*|{LETTERS}(?:[{INSIDE_WORDS}]{LETTERS})*|[^\s])"
)


class _Reader:
    """Goes through a tree once and cuts it into blocks."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.blocks: list[Block] = []
        self.open: list[str] = []
        self.marks: list[str] = []
        self.line = _Line()

    def read(self, root: HtmlElement) -> None:
        """Add the blocks of all that is in `root`."""
        self._text(root.text)
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if element is root:
                continue
            if event == "start":
                self._begin(element)
                self._text(element.text)
            else:
                self._end(element)
                self._text(element.tail)
        self._flush()

    def _begin(self, element: HtmlElement) -> None:
        tag = element.tag
        if element.get("data-cite") is not None:
            self.line.atom(self._citation(element))
        elif tag in MARKS or tag == "a":
            self.marks.append(MARKS[tag] if tag in MARKS else LINK + element.get("href", ""))
        elif tag == "br":
            self.line.atom(Token(f"\0{BREAK}", "↵", atom=BREAK))
        elif tag == "hr":
            self._flush()
            self.blocks.append(Block(RULE, tokens=[Token(f"\0{RULE}", "⸻", atom=RULE)]))
        elif found := read(element):
            self._flush()
            self.blocks.append(self._placed(found))
        else:
            self._enter(element)

    def _end(self, element: HtmlElement) -> None:
        tag = element.tag
        if element.get("data-cite") is not None or tag in ("br", "hr") or read(element):
            return
        if tag in MARKS or tag == "a":
            self.marks.pop()
            return
        if tag == "tr" or "tr" not in self.open:
            self._flush()
        self.open.pop()

    def _enter(self, element: HtmlElement) -> None:
        """Begin a block; a table's row is one, with signs between its cells."""
        tag = element.tag
        if "tr" not in self.open:
            self._flush()
        elif tag in ("td", "th") and element.getprevious() is not None:
            self._text(" ")
            self.line.atom(Token(f"\0{CELL}", "|", atom=CELL))
            self._text(" ")
        else:
            self._text(" ")
        self.open.append("pull" if element.get("data-pull") is not None else tag)

    def _text(self, text: str | None) -> None:
        if text:
            self.line.words(text, frozenset(self.marks))

    def _flush(self) -> None:
        tokens = self.line.tokens()
        self.line = _Line()
        if tokens:
            self.blocks.append(Block(*self._kind(), tokens))

    def _kind(self) -> tuple[str, int]:
        """Return the kind of block that the open elements make, the inner ones first, and its depth in lists."""
        lists = [tag for tag in self.open if tag in ("ul", "ol")]
        for tag in reversed(self.open):
            if tag in ("h2", "h3", "h4", "tr", "pull"):
                return tag, 0
            if tag == "li":
                return ("numbered" if lists and lists[-1] == "ol" else "bullet"), len(lists)
            if tag == "blockquote":
                return "quote", 0
        return "p", 0

    def _citation(self, element: HtmlElement) -> Token:
        marker = self._sayable(read_marker(element))
        name = self.names.cited.get(marker.source, f"#{marker.source}")
        said = [marker.source, marker.locator, marker.label, marker.passage, marker.mode]
        identity = "\0".join(["", CITATION, *said, *marker.via, marker.via_locator, marker.via_label])
        place = self.names.place(marker.locator, marker.label)
        read_in = self.names.place(marker.via_locator, marker.via_label) if marker.via else ""
        vias = (self.names.cited.get(key, f"#{key}") for key in marker.via)
        return Token(
            identity,
            f"[{', '.join(filter(None, [name, place, *vias, read_in]))}]",
            atom=CITATION,
            detail=marker.passage,
        )

    def _sayable(self, marker: Marker) -> Marker:
        """Return a marker without what must not be told of its source: that must not show as a change either."""
        if marker.source in self.names.unsaid:
            return Marker(marker.source, locator="", label="", passage="")
        if any(key in self.names.unsaid for key in marker.via):
            marker = replace(marker, via_locator="", via_label="")
        return marker if self.names.with_passages else replace(marker, passage="")

    def _placed(self, found: Placed) -> Block:
        """Return the block of a placed thing: an atom, and the words of its caption."""
        known = {Kind.PICTURE: self.names.pictures, Kind.ACTION: self.names.actions}.get(found.kind, {})
        unknown = found.key if found.kind is Kind.VIDEO else f"#{found.key}"
        line = _Line()
        line.atom(
            Token(
                f"\0{found.kind}\0{found.key}",
                f"[{known.get(found.key, unknown)}]",
                atom=str(found.kind),
                detail=found.key,
            )
        )
        line.words(f" {found.words}", frozenset())
        return Block(str(found.kind), tokens=line.tokens())


class _Line:
    """The words of one block with their marks, and atoms between them."""

    def __init__(self) -> None:
        self.text = ""
        self.starts: list[tuple[int, frozenset[str]]] = []
        self.atoms: list[Token] = []

    def words(self, text: str, marks: frozenset[str]) -> None:
        """Add text; white space is folded as browsers do, and none stays at the beginning."""
        folded = HTML_SPACE.sub(" ", text.replace(ATOM, ""))
        if not self.text or self.text.endswith(" "):
            folded = folded.lstrip(" ")
        self.starts.append((len(self.text), marks))
        self.text += folded

    def atom(self, token: Token) -> None:
        self.starts.append((len(self.text), frozenset()))
        self.text += ATOM
        self.atoms.append(token)

    def tokens(self) -> list[Token]:
        """Return all that was added as tokens."""
        atoms = iter(self.atoms)
        return [
            next(atoms)._replace(lead=token.lead) if token.text == ATOM else token
            for token in _words(self.text, self.starts)
        ]


def _words(text: str, starts: list[tuple[int, frozenset[str]]]) -> list[Token]:
    """Return the words and signs of a text; `starts` says from which place on which marks hold."""
    found = []
    current = 0
    for match in TOKEN.finditer(text):
        start, end = match.span(2)
        while current + 1 < len(starts) and starts[current + 1][0] <= start:
            current += 1
        marks = starts[current][1] if starts else NO_MARKS
        if current + 1 < len(starts) and starts[current + 1][0] < end:
            marks = _mixed(starts, current, end)
        word = sys.intern(match[2])
        found.append(Token(word, word, match[1], marks))
    return found


def _mixed(starts: list[tuple[int, frozenset[str]]], current: int, end: int) -> frozenset[str]:
    """Return the marks of a word that has several sorts of letters in it: what holds for a part of it, as partly."""
    sorts = [marks for start, marks in starts[current:] if start < end]
    whole = frozenset.intersection(*sorts)
    return whole | {PARTLY + mark for mark in frozenset.union(*sorts) - whole}
