"""Search in SQLite: two FTS5 indexes over the document table, made by migration 0002 and kept in step by triggers.

`publishing_search_stems` knows words by their English stem, so that “polluted rivers” finds “river pollution”.
`publishing_search_words` knows them as they are: a word that is being typed (“directiv”) is longer than the stem
of what it will be (“direct”), and only this index finds it.
"""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from publishing.search.words import Word

TABLES: Final = ("publishing_search_stems", "publishing_search_words")

# The title weighs most, then the summary, then the text. Among equals the newest comes first.
RANKED: Final = """
    WITH hit (id, score) AS (
        SELECT rowid, bm25(publishing_search_stems, 10.0, 4.0, 1.0)
        FROM publishing_search_stems WHERE publishing_search_stems MATCH %(stems)s
        UNION ALL
        SELECT rowid, bm25(publishing_search_words, 10.0, 4.0, 1.0)
        FROM publishing_search_words WHERE publishing_search_words MATCH %(unfinished)s
            AND (%(finished)s = '' OR rowid IN (
                SELECT rowid FROM publishing_search_stems
                WHERE publishing_search_stems MATCH coalesce(nullif(%(finished)s, ''), '"-"')))
    ), best (id, score) AS MATERIALIZED (
        SELECT id, min(score) FROM hit GROUP BY id
    )
    SELECT document.id FROM best JOIN publishing_searchdocument AS document ON document.id = best.id
    WHERE (%(language)s IS NULL OR document.language = %(language)s)
        AND (%(year)s IS NULL OR strftime('%%Y', document.dated) = %(year)s)
    ORDER BY best.score, document.dated DESC, document.id DESC
    LIMIT %(limit)s OFFSET %(offset)s
"""


def ranked(words: Sequence[Word], *, language: str | None, year: int | None, limit: int, offset: int) -> list[int]:
    """Return the keys of the documents that hold every one of `words` (at least one), best first."""
    parameters = {
        "stems": _query(words, prefixes=False),
        "unfinished": _query([word for word in words if word.is_prefix], prefixes=True),
        "finished": _query([word for word in words if not word.is_prefix], prefixes=False),
        "language": language,
        "year": None if year is None else f"{year:04d}",
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANKED, parameters)
        return [row[0] for row in cursor.fetchall()]


def mend() -> None:
    """Build the indexes anew from the documents, for a database file that was copied or repaired by hand."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608 - our own names


def _query(words: Sequence[Word], *, prefixes: bool) -> str:
    """Return an FTS5 query for all of `words`. Each is quoted and holds letters and digits only: no syntax gets in."""
    end = '"*' if prefixes else '"'
    # Quotation marks of the same kind inside each other would be Python 3.12, but stop xgettext reading the file.
    spellings = [" OR ".join('"' + text + end for text in word.spellings) for word in words]
    return " AND ".join(f"({alternatives})" for alternatives in spellings)
