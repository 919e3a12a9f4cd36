"""Writes products and the categories they stand in."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import ProductDraft
from catalog.products import bulk_store
from catalog.products.upsert_plan import Known, KnownProduct, Plan, derived_slugs, paths_of
from catalog.tables import categories, category_texts, products


async def look_up(connection: AsyncConnection, drafts: Sequence[ProductDraft]) -> Known:
    """Return what the shop has of all that the drafts name."""
    skus = {draft.sku for draft in drafts}
    slugs = {
        slug for draft in drafts for slug in ([draft.slug] if draft.slug else derived_slugs(draft))
    }
    shelves = {category.slug for draft in drafts for category in draft.categories}
    is_good = (products.c.digest_version == products.c.version) & ~products.c.archived
    digest = sa.case((is_good, products.c.digest))
    same = await connection.execute(
        sa.select(products.c.sku, products.c.id, products.c.slug, digest.label("digest")).where(
            _among(products.c.sku, skus)
        )
    )
    owners = await connection.execute(
        sa.select(products.c.slug, products.c.id).where(_among(products.c.slug, slugs))
    )
    places = await connection.execute(
        sa.select(categories.c.slug, categories.c.path).where(_among(categories.c.slug, shelves))
    )
    return Known(
        products={row.sku: KnownProduct(row.id, row.slug, row.digest) for row in same},
        slug_owners={row.slug: row.id for row in owners},
        paths={row.slug: tuple(row.path) for row in places},
    )


async def archive(connection: AsyncConnection, product_id: UUID, now: datetime) -> None:
    """Take the product off the shelves."""
    await connection.execute(
        products.update()
        .where(products.c.id == product_id)
        .values(archived=True, version=products.c.version + 1, updated_at=now)
    )


async def put(
    connection: AsyncConnection,
    plan: Plan,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
    restore: bool,
) -> list[UUID]:
    """Write what is planned as a whole, new products or in place of the old, and the categories.

    `restore` puts those on sale again that were archived. Answers other products that a category's
    new name concerns: they are found by it.
    """
    placings = list(plan.placings.values())
    drafts = [*plan.unchanged, *(placing.draft for placing in placings)]
    ids = await _open_categories(connection, drafts, new_id)
    concerned = await _name_categories(connection, drafts, ids)
    if not placings:
        return concerned
    await bulk_store.put_products(connection, placings, ids, now, restore=restore)
    await bulk_store.replace_texts(connection, placings)
    await bulk_store.replace_pictures(connection, placings)
    return concerned


async def _open_categories(
    connection: AsyncConnection, drafts: Sequence[ProductDraft], new_id: Callable[[], UUID]
) -> dict[str, UUID]:
    """Make the categories that are new; return the ids of all of them by slug."""
    paths = dict.fromkeys(path for draft in drafts for path in paths_of(draft))
    slugs = [path[-1] for path in paths]
    found = await connection.execute(
        sa.select(categories.c.slug, categories.c.id).where(_among(categories.c.slug, slugs))
    )
    ids = {row.slug: row.id for row in found}
    new = [path for path in paths if path[-1] not in ids]
    if not new:
        return ids
    last = sa.select(sa.func.coalesce(sa.func.max(categories.c.position), 0))
    position: int = (await connection.execute(last)).scalar_one()
    ids |= {path[-1]: new_id() for path in new}
    await bulk_store.open_categories(connection, new, ids, position)
    return ids


async def _name_categories(
    connection: AsyncConnection, drafts: Sequence[ProductDraft], ids: dict[str, UUID]
) -> list[UUID]:
    """Write the names that are not as they were; return the products under those renamed."""
    wanted = {
        (ids[category.slug], language): name
        for draft in drafts
        for category in draft.categories
        for language, name in category.names.items()
    }
    table = category_texts
    found = await connection.execute(
        sa.select(table).where(_among(table.c.category_id, ids.values()))
    )
    had = {(row.category_id, row.language): row.name for row in found}
    changed = {key: name for key, name in wanted.items() if had.get(key) != name}
    if not changed:
        return []
    await bulk_store.name_categories(connection, changed)
    return await _products_under(connection, {category_id for category_id, _ in changed})


async def _products_under(connection: AsyncConnection, ids: set[UUID]) -> list[UUID]:
    slugs = sa.select(sa.func.array_agg(categories.c.slug)).where(_among(categories.c.id, ids))
    query = (
        sa.select(products.c.id)
        .join(categories, categories.c.id == products.c.category_id)
        .where(categories.c.path.overlap(slugs.scalar_subquery()), ~products.c.archived)
    )
    return list((await connection.execute(query)).scalars())


def _among(column: sa.Column[Any], values: Iterable[Any]) -> sa.ColumnElement[bool]:
    array = sa.bindparam(None, list(values), type_=pg.ARRAY(column.type), unique=True)
    return column == sa.any_(array)
