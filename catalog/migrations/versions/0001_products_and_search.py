"""Create products, categories, images and the search index."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE TEXT SEARCH CONFIGURATION tienda_es (COPY = spanish)",
    """
    ALTER TEXT SEARCH CONFIGURATION tienda_es
        ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part
        WITH unaccent, spanish_stem
    """,
    "CREATE TEXT SEARCH CONFIGURATION tienda_en (COPY = english)",
    """
    ALTER TEXT SEARCH CONFIGURATION tienda_en
        ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part
        WITH unaccent, english_stem
    """,
    # Signs between words become spaces: the parser would read "160-200" as 160 and minus 200.
    """
    CREATE FUNCTION tienda_plain(content text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT btrim(regexp_replace(content, '[^[:alnum:]]+', ' ', 'g'))
    $$
    """,
    # Words as the stemmer gets them, for texts and queries alike. Without accents, "sarten" or
    # "decoracion" would get another stem than their plurals. So Spanish plurals in -es and -ces
    # become singular first.
    r"""
    CREATE FUNCTION tienda_words(language text, content text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT CASE language
            WHEN 'es' THEN regexp_replace(regexp_replace(
                tienda_plain(content),
                '([aeiou][ndlrj])es\M', '\1', 'gi'),
                '([aeiou])ces\M', '\1z', 'gi')
            ELSE tienda_plain(content)
        END
    $$
    """,
    """
    CREATE TABLE categories (
        id uuid PRIMARY KEY,
        parent_id uuid REFERENCES categories,
        slug text NOT NULL UNIQUE,
        path text[] NOT NULL,
        position integer NOT NULL
    )
    """,
    """
    CREATE TABLE category_texts (
        category_id uuid NOT NULL REFERENCES categories,
        language text NOT NULL,
        name text NOT NULL,
        PRIMARY KEY (category_id, language)
    )
    """,
    """
    CREATE TABLE products (
        id uuid PRIMARY KEY,
        sku text NOT NULL UNIQUE,
        slug text NOT NULL UNIQUE,
        category_id uuid NOT NULL REFERENCES categories,
        price_amount bigint NOT NULL CHECK (price_amount > 0),
        currency text NOT NULL,
        brand text NOT NULL,
        archived boolean NOT NULL,
        available boolean NOT NULL DEFAULT true,
        version bigint NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX products_category ON products (category_id)",
    "CREATE INDEX products_price ON products (price_amount, id)",
    """
    CREATE TABLE product_texts (
        product_id uuid NOT NULL REFERENCES products,
        language text NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        attributes jsonb NOT NULL,
        PRIMARY KEY (product_id, language)
    )
    """,
    """
    CREATE TABLE pictures (
        product_id uuid NOT NULL REFERENCES products,
        position integer NOT NULL,
        sources jsonb NOT NULL,
        alts jsonb NOT NULL,
        PRIMARY KEY (product_id, position)
    )
    """,
    # The collation is by code point: the key has no accents, and every machine sorts it alike.
    """
    CREATE TABLE product_search (
        product_id uuid NOT NULL REFERENCES products,
        language text NOT NULL,
        name_key text COLLATE "C" NOT NULL,
        vector tsvector NOT NULL,
        PRIMARY KEY (product_id, language)
    )
    """,
    "CREATE INDEX product_search_vector ON product_search USING gin (vector)",
    "CREATE INDEX product_search_words ON product_search USING gin (name_key gin_trgm_ops)",
    "CREATE INDEX product_search_name ON product_search (language, name_key, product_id)",
]
