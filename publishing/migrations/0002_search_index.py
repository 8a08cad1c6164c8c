"""The full-text index over the search documents: FTS5 tables in SQLite, a generated column in PostgreSQL.

A later migration that alters the table of documents in SQLite makes it anew, and so loses the triggers: it must
make them again. `tests/publishing/test_search.py` notices where one forgets.
"""

from django.db import migrations

SQLITE_FORWARDS = [
    """
    CREATE VIRTUAL TABLE publishing_search_stems USING fts5(
        title, summary, text, content='publishing_searchdocument', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE VIRTUAL TABLE publishing_search_words USING fts5(
        title, summary, text, content='publishing_searchdocument', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3 4'
    )
    """,
    "INSERT INTO publishing_search_stems (publishing_search_stems) VALUES ('rebuild')",
    "INSERT INTO publishing_search_words (publishing_search_words) VALUES ('rebuild')",
    """
    CREATE TRIGGER publishing_search_added AFTER INSERT ON publishing_searchdocument BEGIN
        INSERT INTO publishing_search_stems (rowid, title, summary, text)
            VALUES (new.id, new.title, new.summary, new.text);
        INSERT INTO publishing_search_words (rowid, title, summary, text)
            VALUES (new.id, new.title, new.summary, new.text);
    END
    """,
    """
    CREATE TRIGGER publishing_search_removed AFTER DELETE ON publishing_searchdocument BEGIN
        INSERT INTO publishing_search_stems (publishing_search_stems, rowid, title, summary, text)
            VALUES ('delete', old.id, old.title, old.summary, old.text);
        INSERT INTO publishing_search_words (publishing_search_words, rowid, title, summary, text)
            VALUES ('delete', old.id, old.title, old.summary, old.text);
    END
    """,
    """
    CREATE TRIGGER publishing_search_changed AFTER UPDATE ON publishing_searchdocument BEGIN
        INSERT INTO publishing_search_stems (publishing_search_stems, rowid, title, summary, text)
            VALUES ('delete', old.id, old.title, old.summary, old.text);
        INSERT INTO publishing_search_words (publishing_search_words, rowid, title, summary, text)
            VALUES ('delete', old.id, old.title, old.summary, old.text);
        INSERT INTO publishing_search_stems (rowid, title, summary, text)
            VALUES (new.id, new.title, new.summary, new.text);
        INSERT INTO publishing_search_words (rowid, title, summary, text)
            VALUES (new.id, new.title, new.summary, new.text);
    END
    """,
]

SQLITE_BACKWARDS = [
    "DROP TRIGGER publishing_search_changed",
    "DROP TRIGGER publishing_search_removed",
    "DROP TRIGGER publishing_search_added",
    "DROP TABLE publishing_search_words",
    "DROP TABLE publishing_search_stems",
]

# The first function drops the marks of Latin letters, as SQLite's tokenizer and publishing.search.words do, and all
# punctuation: the default parser takes “2000/60/EC” for the name of a file, and nobody would find it by “2000/60”.
POSTGRESQL_FORWARDS = [
    r"""
    CREATE FUNCTION publishing_search_vector(language text, title text, summary text, content text)
    RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    DECLARE
        stems regconfig := CASE language WHEN 'en' THEN 'english' WHEN 'hy' THEN 'armenian' WHEN 'ar' THEN 'arabic' ELSE 'simple' END;
        marks text := '([A-Za-z])[\u0300-\u036f]+';
        punctuation text := '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u055a-\u055f\u0589\u058a\u060c\u061b\u061f\u2000-\u206f]+';
        a text := regexp_replace(normalize(regexp_replace(normalize(title, NFD), marks, '\1', 'g'), NFC), punctuation, ' ', 'g');
        b text := regexp_replace(normalize(regexp_replace(normalize(summary, NFD), marks, '\1', 'g'), NFC), punctuation, ' ', 'g');
        d text := regexp_replace(normalize(regexp_replace(normalize(content, NFD), marks, '\1', 'g'), NFC), punctuation, ' ', 'g');
    BEGIN
        RETURN setweight(to_tsvector(stems, a), 'A') || setweight(to_tsvector('simple', a), 'A')
            || setweight(to_tsvector(stems, b), 'B') || setweight(to_tsvector('simple', b), 'B')
            || setweight(to_tsvector(stems, d), 'D') || setweight(to_tsvector('simple', d), 'D');
    END $$
    """,
    """
    ALTER TABLE publishing_searchdocument ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (publishing_search_vector(language::text, title, summary, text)) STORED
    """,
    "CREATE INDEX publishing_search_vector ON publishing_searchdocument USING gin (vector)",
]

POSTGRESQL_BACKWARDS = [
    "DROP INDEX publishing_search_vector",
    "ALTER TABLE publishing_searchdocument DROP COLUMN vector",
    "DROP FUNCTION publishing_search_vector(text, text, text, text)",
]


def forwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_FORWARDS, "postgresql": POSTGRESQL_FORWARDS})


def backwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACKWARDS, "postgresql": POSTGRESQL_BACKWARDS})


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
