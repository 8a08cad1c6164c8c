"""Search in PostgreSQL: the generated column `vector` of the document table with its GIN index, made by migration 0002.

The vector holds every word twice: by its stem in the language of the item, so that “polluted rivers” finds
“river pollution”, and as it is, because a word that is being typed (“directiv”) is longer than the stem of what
it will be (“direct”).
"""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from publishing.search.words import Word

CONFIGURATIONS: Final = {"latin": "english", "armenian": "armenian", "arabic": "arabic"}

TERM: Final = "(to_tsquery(%(stemmer{number})s::regconfig, %(stem{number})s) || to_tsquery('simple', %(word{number})s))"

# Weights of D, C, B, A: text, (unused), summary, title; 1 divides by the logarithm of the length.
# Among equals the newest comes first.
RANKED: Final = """
    WITH query AS MATERIALIZED (SELECT {query} AS words)
    SELECT document.id FROM publishing_searchdocument AS document, query
    WHERE document.vector @@ query.words
        AND (%(language)s::text IS NULL OR document.language = %(language)s)
        AND (%(year)s::integer IS NULL OR date_part('year', document.dated AT TIME ZONE 'UTC') = %(year)s)
    ORDER BY ts_rank('{{0.1, 0.1, 0.4, 1.0}}', document.vector, query.words, 1) DESC,
        document.dated DESC NULLS LAST, document.id DESC
    LIMIT %(limit)s OFFSET %(offset)s
"""


def ranked(words: Sequence[Word], *, language: str | None, year: int | None, limit: int, offset: int) -> list[int]:
    """Return the keys of the documents that hold every one of `words` (at least one), best first."""
    parameters: dict[str, str | int | None] = {"language": language, "year": year, "limit": limit, "offset": offset}
    query = []
    for number, word in enumerate(words):
        parameters |= {
            f"stemmer{number}": CONFIGURATIONS[word.script],
            f"stem{number}": " | ".join(f"'{text}'" for text in word.spellings),
            f"word{number}": " | ".join(f"'{text}'{':*' if word.is_prefix else ''}" for text in word.spellings),
        }
        query.append(TERM.format(number=number))
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(query=" && ".join(query)), parameters)
        return [row[0] for row in cursor.fetchall()]


def mend() -> None:
    """Do nothing: the column is generated and cannot differ from the documents."""
