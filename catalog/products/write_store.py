"""The SQL that writes products, together with the categories that their drafts name."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import ProductDraft, ProductState
from catalog.products import bulk_store
from catalog.products.state import columns_of, state_of
from catalog.products.upsert_plan import (
    ExistingProduct,
    ExistingRecords,
    UpsertPlan,
    category_paths,
    derived_slugs,
)
from catalog.tables import categories, category_texts, products


async def find_existing(
    connection: AsyncConnection, drafts: Sequence[ProductDraft]
) -> ExistingRecords:
    """Return what the shop has of all that the drafts name."""
    skus = {draft.sku for draft in drafts}
    slugs = {
        slug for draft in drafts for slug in ([draft.slug] if draft.slug else derived_slugs(draft))
    }
    category_slugs = {category.slug for draft in drafts for category in draft.categories}
    is_current = products.c.digest_version == products.c.version
    columns = (products.c.sku, products.c.id, products.c.slug, products.c.archived)
    digest = sa.case((is_current, products.c.digest)).label("digest")
    product_rows = await connection.execute(
        sa.select(*columns, products.c.draft, digest).where(_is_any(products.c.sku, skus))
    )
    slug_rows = await connection.execute(
        sa.select(products.c.slug, products.c.id).where(_is_any(products.c.slug, slugs))
    )
    category_rows = await connection.execute(
        sa.select(categories.c.slug, categories.c.path).where(
            _is_any(categories.c.slug, category_slugs)
        )
    )
    return ExistingRecords(
        products={
            row.sku: ExistingProduct(
                row.id, row.slug, row.digest, state_of(archived=row.archived, draft=row.draft)
            )
            for row in product_rows
        },
        slug_owners={row.slug: row.id for row in slug_rows},
        category_paths={row.slug: tuple(row.path) for row in category_rows},
    )


async def archive(connection: AsyncConnection, product_id: UUID, now: datetime) -> None:
    """Archive the product: it is for sale no more."""
    archived, draft = columns_of(ProductState.ARCHIVED)
    await connection.execute(
        products.update()
        .where(products.c.id == product_id)
        .values(archived=archived, draft=draft, version=products.c.version + 1, updated_at=now)
    )


async def write(
    connection: AsyncConnection,
    plan: UpsertPlan,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> list[UUID]:
    """Write the planned products in place of what they were, and the categories of all drafts.

    Return the products, others among them, whose categories have a new name: the index has the
    names of a product's categories.
    """
    planned = list(plan.products.values())
    drafts = [*plan.unchanged, *(product.draft for product in planned)]
    category_ids = await _ensure_categories(connection, drafts, new_id)
    affected_ids = await _name_categories(connection, drafts, category_ids)
    if not planned:
        return affected_ids
    await bulk_store.upsert_products(connection, planned, category_ids, now)
    await bulk_store.replace_texts(connection, planned)
    await bulk_store.replace_images(connection, planned)
    return affected_ids


async def _ensure_categories(
    connection: AsyncConnection, drafts: Sequence[ProductDraft], new_id: Callable[[], UUID]
) -> dict[str, UUID]:
    """Create the categories that are missing; return the ids of all of the drafts' by slug."""
    paths = dict.fromkeys(path for draft in drafts for path in category_paths(draft))
    slugs = [path[-1] for path in paths]
    rows = await connection.execute(
        sa.select(categories.c.slug, categories.c.id).where(_is_any(categories.c.slug, slugs))
    )
    ids = {row.slug: row.id for row in rows}
    missing = [path for path in paths if path[-1] not in ids]
    if not missing:
        return ids
    query = sa.select(sa.func.coalesce(sa.func.max(categories.c.position), 0))
    last_position: int = (await connection.execute(query)).scalar_one()
    ids |= {path[-1]: new_id() for path in missing}
    await bulk_store.insert_categories(connection, missing, ids, last_position)
    return ids


async def _name_categories(
    connection: AsyncConnection, drafts: Sequence[ProductDraft], category_ids: dict[str, UUID]
) -> list[UUID]:
    """Write the category names that differ; return the products in and below those categories."""
    names = {
        (category_ids[category.slug], language): name
        for draft in drafts
        for category in draft.categories
        for language, name in category.names.items()
    }
    table = category_texts
    rows = await connection.execute(
        sa.select(table).where(_is_any(table.c.category_id, category_ids.values()))
    )
    current_names = {(row.category_id, row.language): row.name for row in rows}
    changed = {key: name for key, name in names.items() if current_names.get(key) != name}
    if not changed:
        return []
    await bulk_store.upsert_category_names(connection, changed)
    return await _products_below(connection, {category_id for category_id, _ in changed})


async def _products_below(connection: AsyncConnection, category_ids: set[UUID]) -> list[UUID]:
    slugs = sa.select(sa.func.array_agg(categories.c.slug)).where(
        _is_any(categories.c.id, category_ids)
    )
    query = (
        sa.select(products.c.id)
        .join(categories, categories.c.id == products.c.category_id)
        .where(categories.c.path.overlap(slugs.scalar_subquery()), ~products.c.archived)
    )
    return list((await connection.execute(query)).scalars())


def _is_any(column: sa.Column[Any], values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """Return whether the column has one of the values, which go as one array parameter."""
    array = sa.bindparam(None, list(values), type_=pg.ARRAY(column.type), unique=True)
    return column == sa.any_(array)
