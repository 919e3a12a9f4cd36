"""Writes the search index: a row for each product and language."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import DEFAULT_LANGUAGE, Language
from catalog.indexing.text_config import config_of, config_with_stop_words
from catalog.tables import product_search, products

MAX_WORD_LENGTH = 40
"""Characters of an indexed word; nobody searches for longer ones."""

# The products stay locked until their rows are written, or a concurrent price change would be lost.
# `computed` is materialized: otherwise expressions that are used twice, such as the vector, would
# be computed twice.
_INDEX = """
WITH locked AS MATERIALIZED (
    SELECT id, category_id, price_amount, brand, available
    FROM products WHERE id = ANY(:ids) AND NOT archived ORDER BY id FOR SHARE
),
category AS (
    SELECT c.id, string_agg(coalesce(own.name, fallback.name, up.slug), ' ; ') AS names,
        string_agg(coalesce(own.name, fallback.name, up.slug), E'\n') AS lines
    FROM categories c
    JOIN categories up ON up.slug = ANY(c.path)
    LEFT JOIN category_texts own ON own.category_id = up.id AND own.language = :language
    LEFT JOIN category_texts fallback
        ON fallback.category_id = up.id AND fallback.language = :fallback
    WHERE c.id IN (SELECT category_id FROM locked)
    GROUP BY c.id
),
folded AS MATERIALIZED (
    SELECT p.*,
        tienda_fold(text.name) AS name_key,
        tienda_fold(category.names || ' ; ' || p.brand) AS kind,
        tienda_fold(attributes.words) AS details,
        tienda_fold(text.description) AS description,
        concat_ws(E'\n', text.name, category.lines, p.brand, attributes.lines) AS lines
    FROM locked p
    JOIN category ON category.id = p.category_id
    JOIN LATERAL (
        SELECT * FROM product_texts t WHERE t.product_id = p.id
        ORDER BY t.language = :language DESC, t.language = :fallback DESC
        LIMIT 1
    ) text ON true
    CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(pair->>0 || ' ' || (pair->>1), ' ; '), '') AS words,
            string_agg(pair->>1, E'\n') AS lines
        FROM jsonb_array_elements(text.attributes) pair
    ) attributes
),
spelled AS MATERIALIZED (
    SELECT *,
        tienda_other_spellings(name_key) AS other_name,
        tienda_other_spellings(concat_ws(' ', kind, details, description)) AS other_words
    FROM folded
),
computed AS MATERIALIZED (
    SELECT *,
        setweight(to_tsvector({config}, tienda_inflected(:language, name_key)), 'A')
        || setweight(to_tsvector({config}, tienda_inflected(:language, kind)), 'B')
        || setweight(to_tsvector({config}, tienda_inflected(:language, details)), 'C')
        || setweight(to_tsvector({config}, tienda_inflected(:language, description)), 'D')
        AS vector,
        setweight(to_tsvector({config}, other_name), 'A')
        || setweight(to_tsvector({config}, other_words), 'C')
        AS other_vector,
        ARRAY(
            SELECT DISTINCT word
            FROM unnest(
                string_to_array(concat_ws(
                    ' ', name_key, kind, details, description, other_name, other_words
                ), ' ')
            ) AS word
            WHERE word <> '' AND length(word) <= {max_word_length}
        ) AS words
    FROM spelled
),
listed AS MATERIALIZED (
    SELECT id, lines,
        tienda_stop_words(:language, name_key) AS name,
        tienda_stop_words(:language, kind || ' ' || details) AS others
    FROM folded
),
-- A search for a stop word looks for it in names and the like only: texts are full of them. Neither
-- they nor other spellings make a text longer.
stopped AS (
    SELECT id,
        setweight(to_tsvector({all_words}, coalesce(name, '')), 'A')
        || setweight(to_tsvector({all_words}, coalesce(others, '')), 'C')
        AS vector,
        named.words AS named_stop_words,
        tienda_final_words(:language, lines, named.words) AS final_stop_words
    FROM listed
    CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT word) AS words
        FROM unnest(string_to_array(concat_ws(' ', name, others), ' ')) AS word
    ) named
    WHERE named.words IS NOT NULL
)
INSERT INTO product_search
    (product_id, language, name_key, vector, words, size, name_words, level,
    category_id, price, brand, available, named_stop_words, final_stop_words)
SELECT id, :language, name_key,
    computed.vector || other_vector || coalesce(stopped.vector, ''), words,
    length(computed.vector), cardinality(string_to_array(name_key, ' ')), tienda_level(id),
    category_id, price_amount, brand, available,
    coalesce(named_stop_words, '{{}}'), coalesce(final_stop_words, '{{}}')
FROM computed LEFT JOIN stopped USING (id)
ON CONFLICT (product_id, language) DO UPDATE
SET name_key = excluded.name_key, vector = excluded.vector, words = excluded.words,
    named_stop_words = excluded.named_stop_words, final_stop_words = excluded.final_stop_words,
    size = excluded.size, name_words = excluded.name_words, level = excluded.level,
    category_id = excluded.category_id, price = excluded.price, brand = excluded.brand,
    available = excluded.available
"""


async def index_products(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Write the search index rows of these products, in each language.

    A product without a text in a language is indexed in it by the text that is shown instead. A
    product that is not for sale has no rows.
    """
    array = sa.bindparam("ids", list(ids), type_=pg.ARRAY(sa.Uuid()))
    query = sa.select(products.c.id).where(products.c.id == sa.any_(array), products.c.archived)
    if unlisted := (await connection.execute(query)).scalars().all():
        await _remove(connection, unlisted)
    for language in Language:
        sql = _INDEX.format(
            config=config_of(language),
            all_words=config_with_stop_words(language),
            max_word_length=MAX_WORD_LENGTH,
        )
        statement = sa.text(sql).bindparams(
            array,
            sa.bindparam("language", language.value, type_=sa.Text()),
            sa.bindparam("fallback", DEFAULT_LANGUAGE.value, type_=sa.Text()),
        )
        await connection.execute(statement)


async def _remove(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    array = sa.bindparam("ids", list(ids), type_=pg.ARRAY(sa.Uuid()))
    await connection.execute(
        product_search.delete().where(product_search.c.product_id == sa.any_(array))
    )
