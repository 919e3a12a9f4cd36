"""The SQL that writes many products: one statement for each table, one array for each column.

A statement for each row would take several times as long, in PostgreSQL and in Python.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.products.state import columns_of
from catalog.products.upsert_plan import PlannedProduct

_UPSERT_PRODUCTS = sa.text("""
INSERT INTO products AS p (
    id, sku, slug, category_id, price_amount, currency, brand,
    digest, archived, draft, published, version, digest_version, created_at, updated_at
)
SELECT new.*, NOT new.archived, 1, 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:skus AS text[]), CAST(:slugs AS text[]),
    CAST(:categories AS uuid[]), CAST(:amounts AS bigint[]), CAST(:currencies AS text[]),
    CAST(:brands AS text[]), CAST(:digests AS bytea[]),
    CAST(:archived AS boolean[]), CAST(:drafts AS boolean[])
) AS new(
    id, sku, slug, category_id, price_amount, currency, brand, digest, archived, draft
)
ON CONFLICT (id) DO UPDATE SET
    sku = excluded.sku,
    slug = excluded.slug,
    category_id = excluded.category_id,
    price_amount = excluded.price_amount,
    currency = excluded.currency,
    brand = excluded.brand,
    archived = excluded.archived,
    draft = excluded.draft,
    published = p.published OR excluded.published,
    version = p.version + 1,
    digest = excluded.digest,
    digest_version = p.version + 1,
    updated_at = excluded.updated_at
""")

# Most rows of most imports have not changed. They are not written again.
_UPSERT_TEXTS = sa.text("""
INSERT INTO product_texts AS t (product_id, language, name, description, attributes)
SELECT product_id, language, name, description, CAST(attributes AS jsonb)
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:languages AS text[]), CAST(:names AS text[]),
    CAST(:descriptions AS text[]), CAST(:attributes AS text[])
) AS new(product_id, language, name, description, attributes)
ON CONFLICT (product_id, language) DO UPDATE SET
    name = excluded.name,
    description = excluded.description,
    attributes = excluded.attributes
WHERE (t.name, t.description, t.attributes)
    IS DISTINCT FROM (excluded.name, excluded.description, excluded.attributes)
""")
_DELETE_TEXTS = sa.text("""
DELETE FROM product_texts
WHERE product_id = ANY(CAST(:all_ids AS uuid[])) AND (product_id, language) NOT IN (
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:languages AS text[]))
)
""")

_UPSERT_IMAGES = sa.text("""
INSERT INTO pictures AS p (product_id, position, sources, alts)
SELECT product_id, position, CAST(sources AS jsonb), CAST(alts AS jsonb)
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:positions AS integer[]),
    CAST(:sources AS text[]), CAST(:alts AS text[])
) AS new(product_id, position, sources, alts)
ON CONFLICT (product_id, position) DO UPDATE SET sources = excluded.sources, alts = excluded.alts
WHERE (p.sources, p.alts) IS DISTINCT FROM (excluded.sources, excluded.alts)
""")
_DELETE_IMAGES = sa.text("""
DELETE FROM pictures
USING unnest(CAST(:all_ids AS uuid[]), CAST(:counts AS integer[])) AS new(product_id, count)
WHERE pictures.product_id = new.product_id AND pictures.position >= new.count
""")

_INSERT_CATEGORIES = sa.text("""
INSERT INTO categories (id, parent_id, slug, path, position)
SELECT id, parent_id, slug, string_to_array(path, '/'), CAST(:last_position AS integer) + number
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:parents AS uuid[]), CAST(:slugs AS text[]), CAST(:paths AS text[])
) WITH ORDINALITY AS new(id, parent_id, slug, path, number)
""")
_UPSERT_CATEGORY_NAMES = sa.text("""
INSERT INTO category_texts (category_id, language, name)
SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:languages AS text[]), CAST(:names AS text[]))
ON CONFLICT (category_id, language) DO UPDATE SET name = excluded.name
""")


async def insert_categories(
    connection: AsyncConnection,
    paths: Sequence[tuple[str, ...]],
    ids: Mapping[str, UUID],
    last_position: int,
) -> None:
    """Create the categories with these paths, in this order, behind the last position.

    A parent comes before its children, or exists already. `ids` has all their ids by slug.
    """
    parameters = {
        "ids": [ids[path[-1]] for path in paths],
        "parents": [ids[path[-2]] if len(path) > 1 else None for path in paths],
        "slugs": [path[-1] for path in paths],
        "paths": ["/".join(path) for path in paths],
        "last_position": last_position,
    }
    await connection.execute(_INSERT_CATEGORIES, parameters)


async def upsert_category_names(
    connection: AsyncConnection, names: Mapping[tuple[UUID, str], str]
) -> None:
    """Write names of categories, by category id and language."""
    parameters = {
        "ids": [category_id for category_id, _ in names],
        "languages": [language for _, language in names],
        "names": list(names.values()),
    }
    await connection.execute(_UPSERT_CATEGORY_NAMES, parameters)


async def upsert_products(
    connection: AsyncConnection,
    planned: Sequence[PlannedProduct],
    category_ids: Mapping[str, UUID],
    now: datetime,
) -> None:
    """Write the products' rows in `products`, without texts and images.

    `category_ids` has the ids of their categories by slug.
    """
    drafts = [product.draft for product in planned]
    state_columns = [columns_of(product.state) for product in planned]
    parameters = {
        "ids": [product.id for product in planned],
        "skus": [draft.sku for draft in drafts],
        "slugs": [product.slug for product in planned],
        "categories": [category_ids[draft.categories[-1].slug] for draft in drafts],
        "amounts": [draft.price.amount for draft in drafts],
        "currencies": [draft.price.currency for draft in drafts],
        "brands": [draft.brand for draft in drafts],
        "digests": [product.digest for product in planned],
        "archived": [archived for archived, _ in state_columns],
        "drafts": [draft for _, draft in state_columns],
        "now": now,
    }
    await connection.execute(_UPSERT_PRODUCTS, parameters)


async def replace_texts(connection: AsyncConnection, planned: Sequence[PlannedProduct]) -> None:
    """Write the products' texts in place of all that they had."""
    rows = [
        (product.id, language, text)
        for product in planned
        for language, text in product.draft.texts.items()
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
    await connection.execute(_DELETE_TEXTS, {"all_ids": _ids(planned), **keys})
    await connection.execute(_UPSERT_TEXTS, {**keys, **texts})


async def replace_images(connection: AsyncConnection, planned: Sequence[PlannedProduct]) -> None:
    """Write the products' images in place of all that they had."""
    rows = [
        (product.id, position, image)
        for product in planned
        for position, image in enumerate(product.draft.images)
    ]
    counts = [len(product.draft.images) for product in planned]
    await connection.execute(_DELETE_IMAGES, {"all_ids": _ids(planned), "counts": counts})
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
    await connection.execute(_UPSERT_IMAGES, parameters)


def _ids(planned: Sequence[PlannedProduct]) -> list[UUID]:
    return [product.id for product in planned]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
