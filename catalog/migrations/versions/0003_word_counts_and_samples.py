"""Count the products that have each word, and index samples for words that most products have."""

from alembic import op

revision = "0003"
down_revision = "0002a"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_COME = "SELECT language, words, size, name_words, 1 AS sign FROM new_rows"
_GONE = "SELECT language, words, size, name_words, -1 AS sign FROM old_rows"


def _counting(event: str, rows: str, referencing: str) -> list[str]:
    """Return the function and the trigger that keep the counts; a statement writes a word once."""
    function = f"""
    CREATE FUNCTION tienda_count_words_on_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO search_sizes AS kept
            SELECT language, sum(sign), sum(sign * size), sum(sign * name_words)
            FROM ({rows}) AS changed GROUP BY language ORDER BY language
            ON CONFLICT (language) DO UPDATE SET
                products = kept.products + excluded.products,
                size = kept.size + excluded.size,
                name_words = kept.name_words + excluded.name_words;
        WITH change AS MATERIALIZED (
            SELECT language, word, sum(sign) AS products
            FROM ({rows}) AS changed, unnest(words) AS word
            GROUP BY language, word HAVING sum(sign) <> 0
        ),
        known AS (
            UPDATE search_words SET products = search_words.products + change.products
            FROM change
            WHERE search_words.language = change.language AND search_words.word = change.word
            RETURNING search_words.language, search_words.word
        )
        INSERT INTO search_words
            SELECT language, word, tienda_stem(language, word), products FROM change
            WHERE (language, word) NOT IN (SELECT language, word FROM known);
        RETURN NULL;
    END
    $$
    """  # noqa: S608 (no value of anybody's is in it)
    trigger = f"""
    CREATE TRIGGER count_words_on_{event} AFTER {event.upper()} ON product_search {referencing}
        FOR EACH STATEMENT EXECUTE FUNCTION tienda_count_words_on_{event}()
    """
    return [function, trigger]


_STATEMENTS = [
    # Words in lower case without accents, and their stems as the index has them. A stop word has an
    # empty stem.
    """
    CREATE TABLE search_words (
        language text NOT NULL,
        word text COLLATE "C" NOT NULL,
        stem text COLLATE "C" NOT NULL,
        products bigint NOT NULL,
        PRIMARY KEY (language, word)
    ) WITH (fillfactor = 70)
    """,
    "CREATE INDEX search_words_stem ON search_words (language, stem)",
    "CREATE INDEX search_words_letters ON search_words USING gin (word gin_trgm_ops)",
    """
    CREATE TABLE search_sizes (
        language text PRIMARY KEY,
        products bigint NOT NULL,
        size bigint NOT NULL,
        name_words bigint NOT NULL
    ) WITH (fillfactor = 50)
    """,
    # By language: an index of both languages would have the planner combine it with another index.
    *(
        f"CREATE INDEX product_search_{language}_{level} ON product_search USING gin (vector)"
        f" WHERE language = '{language}' AND level >= {level}"
        for language in ("es", "en")
        for level in (1, 2, 3)
    ),
    *(
        f"CREATE INDEX product_search_sample_{level} ON product_search (language, product_id)"
        f" WHERE level >= {level}"
        for level in (1, 2, 3)
    ),
    """
    CREATE FUNCTION tienda_fold(content text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT lower(tienda_plain(unaccent('unaccent', content)))
    $$
    """,
    """
    CREATE FUNCTION tienda_level(product_id uuid) RETURNS smallint
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT CASE
            WHEN uuid_hash(product_id) & 511 = 0 THEN 3
            WHEN uuid_hash(product_id) & 63 = 0 THEN 2
            WHEN uuid_hash(product_id) & 7 = 0 THEN 1
            ELSE 0
        END::smallint
    $$
    """,
    """
    CREATE FUNCTION tienda_stem(language text, word text) RETURNS text
        LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce((tsvector_to_array(
            to_tsvector(('tienda_' || language)::regconfig, tienda_words(language, word))
        ))[1], '')
    $$
    """,
    # Existing rows have no words yet. 0007 has them indexed again, and then they are counted.
    """
    INSERT INTO search_sizes SELECT language, count(*), 0, 0 FROM product_search GROUP BY language
    """,
    *_counting("insert", _COME, "REFERENCING NEW TABLE AS new_rows"),
    *_counting("delete", _GONE, "REFERENCING OLD TABLE AS old_rows"),
    *_counting(
        "update",
        f"{_COME} UNION ALL {_GONE}",
        "REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows",
    ),
]
