"""Every word that a page shows is inside a translate tag: templates hold no bare words."""

import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType

from tests.site.messages import ROOT, is_for_staff, template_files

# Names that are the same in every language.
NAMES = {"RSS", "Atom", "JSON", "Feed", "BibTeX", "RIS", "CSL", "SHA"}
SHOWN = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
# What <meta> says to machines, in their words.
FOR_MACHINES = {"viewport", "color-scheme", "robots", "twitter:card"}
WORD = re.compile(r"[^\W\d_]+")

PUBLIC = [path for path in template_files() if not is_for_staff(path.relative_to(ROOT).as_posix())]


class Words(HTMLParser):
    """Collects (line, words) of what a page shows and no translate tag gave."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_data(self, data: str) -> None:
        self._note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        for name in SHOWN & values.keys():
            self._note(values[name] or "")
        if tag == "meta" and values.get("name") not in FOR_MACHINES:
            self._note(values.get("content") or "")

    def _note(self, text: str) -> None:
        if set(WORD.findall(text)) - NAMES:
            self.found.append((self.getpos()[0], " ".join(text.split())))


def bare_words(source: str) -> list[tuple[int, str]]:
    """Return (line, words) for the words of a template outside its tags."""
    parser = Words()
    parser.feed(without_tags(source))
    parser.close()
    return parser.found


def without_tags(source: str) -> str:
    """Return a template without its tags and without what is inside comments and blocktranslate; lines stay."""
    kept, until = [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(maxsplit=1)[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if token.token_type == TokenType.TEXT and not until:
            kept.append(token.contents)
        else:
            kept.append(" " + "\n" * token.contents.count("\n"))
        if word in {"comment", "blocktranslate", "blocktrans"} and not until:
            until = f"end{word}"
        elif word == until:
            until = ""
    return "".join(kept)


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_words_are_inside_translate_tags(path):
    found = bare_words(path.read_text("utf-8"))
    assert not found, "\n".join(f"{path.relative_to(ROOT)}:{line}: {words}" for line, words in found)


def test_names_that_need_no_translation_are_in_use():
    text = " ".join(without_tags(path.read_text("utf-8")) for path in PUBLIC)
    assert not NAMES - set(WORD.findall(text))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", [(1, "Hello")]),
        ("<p>\n  {{ name }},\n  reader</p>", [(1, ", reader")]),
        ("<p>{% if a %}yes{% endif %}</p>", [(1, "yes")]),
        ('<img alt="A river" src="river.png">', [(1, "A river")]),
        ("\n<a aria-label=\"{{ name }}, more\" href='x'>{{ name }}</a>", [(2, ", more")]),
        ('<meta name="description" content="Our site">', [(1, "Our site")]),
        ("<p>Բարև</p>", [(1, "Բարև")]),
        ("{% translate 'Hello' %} – 12 · {{ name }}", []),
        ("{% blocktranslate trimmed count n=1 %}one{% plural %}{{ n }} more{% endblocktranslate %}<p>RSS</p>", []),
        ('{% comment %}For {% include "x" %}: words{% endcomment %}{# more #}<p class="a b">{{ words }}</p>', []),
        ('<meta name="viewport" content="width=device-width">', []),
        ("<!-- note --><p {% if rtl %}dir='rtl'{% endif %}></p>", []),
    ],
)
def test_bare_words_are_found(source, found):
    assert bare_words(source) == found
