"""Country names in the languages of the site.

The codes are ISO 3166-1 alpha-2 and XK. The names are those of the Unicode CLDR 47 (`countries.json`, under the
Unicode License v3, `countries.LICENSE.txt`), because no translator should have to write 250 of them; they take no
position on any claim.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FALLBACK = "en"


def choices() -> list[tuple[str, str]]:
    """Return (code, name) of every country in the active language, ordered by name, an empty choice first."""
    return [("", "—"), *names(get_language() or FALLBACK)]


@cache
def names(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country in `language`, in English where the list lacks it, ordered by name."""
    table: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("countries.json").read_text("utf-8"))
    named = [(code, translations.get(language, translations[FALLBACK])) for code, translations in table.items()]
    return tuple(sorted(named, key=lambda pair: _sort_key(pair[1])))


def name_of(code: str) -> str:
    """Return the name of a country in the active language; a code that is none stays as it is."""
    return dict(names(get_language() or FALLBACK)).get(code, code)


def _sort_key(name: str) -> str:
    """Return the name without marks on letters, so that Åland stands under A."""
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char)).casefold()
