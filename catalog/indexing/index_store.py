"""Keeps the search index in line with the products."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import DEFAULT_LANGUAGE, Language
from catalog.indexing.text_config import config_of
from catalog.tables import product_search

MAX_WORD_LENGTH = 40
"""Characters; what is longer is no word that anybody looks for."""

# What is held stays so until it is written: a price that changed meanwhile would be lost.
# Materialized: what is used twice, the vector above all, would be made twice.
_INDEX = """
WITH held AS MATERIALIZED (
    SELECT id, category_id, price_amount, brand, available
    FROM products WHERE id = ANY(:ids) AND NOT archived ORDER BY id FOR SHARE
),
shelf AS (
    SELECT c.id, string_agg(coalesce(said.name, fallback.name, up.slug), ' ') AS names
    FROM categories c
    JOIN categories up ON up.slug = ANY(c.path)
    LEFT JOIN category_texts said ON said.category_id = up.id AND said.language = :language
    LEFT JOIN category_texts fallback
        ON fallback.category_id = up.id AND fallback.language = :fallback
    WHERE c.id IN (SELECT category_id FROM held)
    GROUP BY c.id
),
found AS MATERIALIZED (
    SELECT p.*, tienda_fold(text.name) AS name_key,
        setweight(to_tsvector({config}, tienda_words(:language, text.name)), 'A')
        || setweight(to_tsvector({config}, tienda_words(
            :language, shelf.names || ' ' || p.brand
        )), 'B')
        || setweight(to_tsvector({config}, tienda_words(:language, details.words)), 'C')
        || setweight(to_tsvector({config}, tienda_words(:language, text.description)), 'D')
        AS vector,
        ARRAY(
            SELECT DISTINCT word
            FROM unnest(string_to_array(tienda_fold(concat_ws(
                ' ', text.name, shelf.names, p.brand, details.words, text.description
            )), ' ')) AS word
            WHERE word <> '' AND length(word) <= {longest}
        ) AS words
    FROM held p
    JOIN shelf ON shelf.id = p.category_id
    JOIN LATERAL (
        SELECT * FROM product_texts t WHERE t.product_id = p.id
        ORDER BY t.language = :language DESC, t.language = :fallback DESC
        LIMIT 1
    ) text ON true
    CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(pair->>0 || ' ' || (pair->>1), ' '), '') AS words
        FROM jsonb_array_elements(text.attributes) pair
    ) details
)
INSERT INTO product_search
    (product_id, language, name_key, vector, words, size, name_words, level,
    category_id, price, brand, available)
SELECT id, :language, name_key, vector, words,
    length(vector), cardinality(string_to_array(name_key, ' ')), tienda_level(id),
    category_id, price_amount, brand, available
FROM found
ON CONFLICT (product_id, language) DO UPDATE
SET name_key = excluded.name_key, vector = excluded.vector, words = excluded.words,
    size = excluded.size, name_words = excluded.name_words, level = excluded.level,
    category_id = excluded.category_id, price = excluded.price, brand = excluded.brand,
    available = excluded.available
"""


async def index(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Bring what can be found of these products in line with what they are now.

    A product without a text in some language is found in it by the text that is shown instead.
    """
    array = sa.bindparam("ids", list(ids), type_=pg.ARRAY(sa.Uuid()))
    for language in Language:
        statement = sa.text(
            _INDEX.format(config=config_of(language), longest=MAX_WORD_LENGTH)
        ).bindparams(
            array,
            sa.bindparam("language", language.value, type_=sa.Text()),
            sa.bindparam("fallback", DEFAULT_LANGUAGE.value, type_=sa.Text()),
        )
        await connection.execute(statement)


async def unlist(connection: AsyncConnection, product_id: UUID) -> None:
    """Let the product be found no more."""
    await connection.execute(
        product_search.delete().where(product_search.c.product_id == product_id)
    )
