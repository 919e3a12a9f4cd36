"""The SQL that writes many products: one statement a table, its rows as an array a column.

A statement with a row of parameters each costs several times as much, in PostgreSQL and in Python.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.products.upsert_plan import Placing

_PUT_PRODUCTS = sa.text("""
INSERT INTO products AS p (
    id, sku, slug, category_id, price_amount, currency, brand,
    digest, archived, version, digest_version, created_at, updated_at
)
SELECT fresh.*, false, 1, 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:skus AS text[]), CAST(:slugs AS text[]),
    CAST(:categories AS uuid[]), CAST(:amounts AS bigint[]), CAST(:currencies AS text[]),
    CAST(:brands AS text[]), CAST(:digests AS bytea[])
) AS fresh
ON CONFLICT (id) DO UPDATE SET
    sku = excluded.sku,
    slug = excluded.slug,
    category_id = excluded.category_id,
    price_amount = excluded.price_amount,
    currency = excluded.currency,
    brand = excluded.brand,
    archived = p.archived AND NOT CAST(:restore AS boolean),
    version = p.version + 1,
    digest = excluded.digest,
    digest_version = p.version + 1,
    updated_at = excluded.updated_at
""")

# What is sent again and again without a change is the bulk of most imports: its rows stay.
_PUT_TEXTS = sa.text("""
INSERT INTO product_texts AS t (product_id, language, name, description, attributes)
SELECT product_id, language, name, description, CAST(attributes AS jsonb)
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:languages AS text[]), CAST(:names AS text[]),
    CAST(:descriptions AS text[]), CAST(:attributes AS text[])
) AS fresh(product_id, language, name, description, attributes)
ON CONFLICT (product_id, language) DO UPDATE SET
    name = excluded.name,
    description = excluded.description,
    attributes = excluded.attributes
WHERE (t.name, t.description, t.attributes)
    IS DISTINCT FROM (excluded.name, excluded.description, excluded.attributes)
""")
_DROP_TEXTS = sa.text("""
DELETE FROM product_texts
WHERE product_id = ANY(CAST(:all AS uuid[])) AND (product_id, language) NOT IN (
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:languages AS text[]))
)
""")

_PUT_PICTURES = sa.text("""
INSERT INTO pictures AS p (product_id, position, sources, alts)
SELECT product_id, position, CAST(sources AS jsonb), CAST(alts AS jsonb)
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:positions AS integer[]),
    CAST(:sources AS text[]), CAST(:alts AS text[])
) AS fresh(product_id, position, sources, alts)
ON CONFLICT (product_id, position) DO UPDATE SET sources = excluded.sources, alts = excluded.alts
WHERE (p.sources, p.alts) IS DISTINCT FROM (excluded.sources, excluded.alts)
""")
_DROP_PICTURES = sa.text("""
DELETE FROM pictures
USING unnest(CAST(:all AS uuid[]), CAST(:counts AS integer[])) AS fresh(product_id, count)
WHERE pictures.product_id = fresh.product_id AND pictures.position >= fresh.count
""")

_OPEN_CATEGORIES = sa.text("""
INSERT INTO categories (id, parent_id, slug, path, position)
SELECT id, parent_id, slug, string_to_array(path, '/'), CAST(:last AS integer) + number
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:parents AS uuid[]), CAST(:slugs AS text[]), CAST(:paths AS text[])
) WITH ORDINALITY AS fresh(id, parent_id, slug, path, number)
""")
_NAME_CATEGORIES = sa.text("""
INSERT INTO category_texts (category_id, language, name)
SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:languages AS text[]), CAST(:names AS text[]))
ON CONFLICT (category_id, language) DO UPDATE SET name = excluded.name
""")


async def open_categories(
    connection: AsyncConnection,
    paths: Sequence[tuple[str, ...]],
    ids: Mapping[str, UUID],
    last: int,
) -> None:
    """Make the categories of these paths, those above them first, behind the `last` position.

    `ids` has theirs and those of the categories above them, by slug.
    """
    parameters = {
        "ids": [ids[path[-1]] for path in paths],
        "parents": [ids[path[-2]] if len(path) > 1 else None for path in paths],
        "slugs": [path[-1] for path in paths],
        "paths": ["/".join(path) for path in paths],
        "last": last,
    }
    await connection.execute(_OPEN_CATEGORIES, parameters)


async def name_categories(
    connection: AsyncConnection, names: Mapping[tuple[UUID, str], str]
) -> None:
    """Write names of categories, by id and language."""
    parameters = {
        "ids": [category_id for category_id, _ in names],
        "languages": [language for _, language in names],
        "names": list(names.values()),
    }
    await connection.execute(_NAME_CATEGORIES, parameters)


async def put_products(
    connection: AsyncConnection,
    placings: Sequence[Placing],
    categories: Mapping[str, UUID],
    now: datetime,
    *,
    restore: bool,
) -> None:
    """Write the products' own rows; `categories` has ids by slug.

    `restore` puts those on sale again that were archived.
    """
    drafts = [placing.draft for placing in placings]
    parameters = {
        "ids": [placing.id for placing in placings],
        "skus": [draft.sku for draft in drafts],
        "slugs": [placing.slug for placing in placings],
        "categories": [categories[draft.categories[-1].slug] for draft in drafts],
        "amounts": [draft.price.amount for draft in drafts],
        "currencies": [draft.price.currency for draft in drafts],
        "brands": [draft.brand for draft in drafts],
        "digests": [placing.digest for placing in placings],
        "now": now,
        "restore": restore,
    }
    await connection.execute(_PUT_PRODUCTS, parameters)


async def replace_texts(connection: AsyncConnection, placings: Sequence[Placing]) -> None:
    """Write the products' texts, in place of all that they had."""
    rows = [
        (placing.id, language, text)
        for placing in placings
        for language, text in placing.draft.texts.items()
    ]
    keys = {
        "ids": [product_id for product_id, _, _ in rows],
        "languages": [language for _, language, _ in rows],
    }
    texts = {
        "names": [text.name for _, _, text in rows],
        "descriptions": [text.description for _, _, text in rows],
        "attributes": [
            _json([[attribute.name, attribute.value] for attribute in text.attributes])
            for _, _, text in rows
        ],
    }
    await connection.execute(_DROP_TEXTS, {"all": _ids(placings), **keys})
    await connection.execute(_PUT_TEXTS, {**keys, **texts})


async def replace_pictures(connection: AsyncConnection, placings: Sequence[Placing]) -> None:
    """Write the products' pictures, in place of all that they had."""
    rows = [
        (placing.id, position, image)
        for placing in placings
        for position, image in enumerate(placing.draft.images)
    ]
    counts = [len(placing.draft.images) for placing in placings]
    await connection.execute(_DROP_PICTURES, {"all": _ids(placings), "counts": counts})
    if not rows:
        return
    parameters = {
        "ids": [product_id for product_id, _, _ in rows],
        "positions": [position for _, position, _ in rows],
        "sources": [
            _json([[source.key, source.width, source.height] for source in image.sources])
            for _, _, image in rows
        ],
        "alts": [_json(dict(image.alts)) for _, _, image in rows],
    }
    await connection.execute(_PUT_PICTURES, parameters)


def _ids(placings: Sequence[Placing]) -> list[UUID]:
    return [placing.id for placing in placings]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
