"""What a page says of itself outside its text: `<meta>`, `<title>`, `<link>`, JSON-LD, its language. Nothing is judged here."""

from dataclasses import dataclass, field
from typing import Final

from sources.extraction.charsets import decode
from sources.extraction.markup import attributes, tokens

MOST_BYTES: Final = 4 * 1024 * 1024
MOST_TOKENS: Final = 200_000
MOST_TAGS: Final = 500
MOST_SCRIPTS: Final = 20
LONGEST_SCRIPT: Final = 500_000
LONGEST_CONTENT: Final = 5_000


@dataclass
class PageFacts:
    """`tags` are the contents of `<meta>` by their name in small letters, in their order; `title` the first title."""

    tags: dict[str, list[str]] = field(default_factory=dict)
    title: str = ""
    language: str = ""
    canonical: str = ""
    scripts: list[str] = field(default_factory=list)

    def first(self, *names: str) -> tuple[str, str]:
        """Return the first content of the first of these tags that has one, and the tag's name; "" and "" for none."""
        for name in names:
            for content in self.tags.get(name.lower(), ()):
                if content:
                    return content, name
        return "", ""

    def all(self, *names: str) -> tuple[list[str], str]:
        """Return all contents of the first of these tags that has one, and the tag's name."""
        for name in names:
            contents = [content for content in self.tags.get(name.lower(), ()) if content]
            if contents:
                return contents, name
        return [], ""


def read_page(body: bytes, charset: str = "", *, is_xml: bool = False) -> PageFacts:
    """Return what a page says of itself; reads no more than MOST_BYTES and MOST_TOKENS of it. Never raises."""
    facts = PageFacts()
    opened = ""
    for count, token in enumerate(tokens(decode(body[:MOST_BYTES], charset), is_xml=is_xml)):
        if count == MOST_TOKENS:
            break
        if not token.name:
            _text(facts, opened, token.data)
            continue
        opened = ""
        if token.is_end:
            continue
        if token.name in ("meta", "link", "html"):
            _tag(facts, token.name, attributes(token.data))
        elif token.name == "title" or (token.name == "script" and "ld+json" in token.data.lower()):
            opened = token.name
    return facts


def _text(facts: PageFacts, opened: str, text: str) -> None:
    if opened == "title" and not facts.title:
        facts.title = text.strip()[:LONGEST_CONTENT]
    elif opened == "script" and len(facts.scripts) < MOST_SCRIPTS and len(text) <= LONGEST_SCRIPT:
        facts.scripts.append(text)


def _tag(facts: PageFacts, name: str, found: dict[str, str]) -> None:
    if name == "html":
        facts.language = facts.language or found.get("lang") or found.get("xml:lang", "")
    elif name == "link":
        if "canonical" in found.get("rel", "").lower().split() and not facts.canonical:
            facts.canonical = found.get("href", "").strip()[:LONGEST_CONTENT]
    else:
        said = (found.get("name") or found.get("property") or found.get("itemprop") or "").strip().lower()
        content = found.get("content", "").strip()[:LONGEST_CONTENT]
        if not said and found.get("http-equiv", "").lower() == "content-language":
            said = "content-language"
        if said and content and sum(map(len, facts.tags.values())) < MOST_TAGS:
            facts.tags.setdefault(said, []).append(content)
