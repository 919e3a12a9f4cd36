"""The SQL of the category tree. Who changes it holds the write lock of products."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.categories.tree import roll_up
from catalog.domain import Category, Language
from catalog.tables import categories, category_texts, products
from catalog.translations import category_name

# In each path through the category, the new parent's path replaces what stands before the
# category's own slug.
_MOVE_PATHS = sa.text("""
UPDATE categories
SET path = CAST(:parent_path AS text[]) || path[array_position(path, :slug) : cardinality(path)]
WHERE :slug = ANY(path)
""").bindparams(sa.bindparam("slug", type_=sa.Text()))


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category as the table has it."""

    id: UUID
    path: tuple[str, ...]
    """Slugs from the top of the tree down to the category's own."""


async def find(connection: AsyncConnection, slug: str) -> CategoryRow | None:
    """Return the category with this slug."""
    query = sa.select(categories.c.id, categories.c.path).where(categories.c.slug == slug)
    row = (await connection.execute(query)).one_or_none()
    return row and CategoryRow(row.id, tuple(row.path))


async def list_categories(connection: AsyncConnection, language: Language) -> list[Category]:
    """Return the whole tree, depth first, with how many products are for sale in each category."""
    counts = (
        sa.select(products.c.category_id, sa.func.count().label("product_count"))
        .where(~products.c.archived)
        .group_by(products.c.category_id)
        .subquery()
    )
    query = (
        sa.select(
            categories.c.slug,
            categories.c.path,
            categories.c.position,
            category_name(language).label("name"),
            sa.func.coalesce(counts.c.product_count, 0).label("product_count"),
        )
        .outerjoin(counts, counts.c.category_id == categories.c.id)
        .order_by(categories.c.position, categories.c.slug)
    )
    rows = (await connection.execute(query)).all()
    totals = roll_up((row.path, row.product_count) for row in rows)
    rank = {row.slug: number for number, row in enumerate(rows)}
    depth_first = sorted(rows, key=lambda row: [rank[slug] for slug in row.path])
    return [Category(row.slug, row.name, tuple(row.path), totals[row.slug]) for row in depth_first]


async def names_by_slug(connection: AsyncConnection) -> dict[str, dict[str, str]]:
    """Return the names that categories have: by the category's slug, by language."""
    query = sa.select(categories.c.slug, category_texts.c.language, category_texts.c.name).join(
        category_texts, category_texts.c.category_id == categories.c.id
    )
    names: dict[str, dict[str, str]] = {}
    for slug, language, name in await connection.execute(query):
        names.setdefault(slug, {})[language] = name
    return names


async def count_all_products(connection: AsyncConnection) -> dict[str, int]:
    """Return how many products, in any state, are directly in each category that has some."""
    query = (
        sa.select(categories.c.slug, sa.func.count().label("products"))
        .join(products, products.c.category_id == categories.c.id)
        .group_by(categories.c.slug)
    )
    return {row.slug: row.products for row in await connection.execute(query)}


async def list_product_ids(
    connection: AsyncConnection, slug: str, after: UUID | None, limit: int
) -> list[UUID]:
    """Return up to `limit` products for sale in the category and below it.

    They are in the order of their ids, from the first one behind `after` on.
    """
    subtree = sa.select(categories.c.id).where(_is_in_subtree(slug))
    query = sa.select(products.c.id).where(
        products.c.category_id.in_(subtree), ~products.c.archived
    )
    if after is not None:
        query = query.where(products.c.id > after)
    return list((await connection.execute(query.order_by(products.c.id).limit(limit))).scalars())


async def height(connection: AsyncConnection, slug: str) -> int:
    """Return how many levels the tree has from this category down, its own included."""
    path = categories.c.path
    levels = sa.func.max(sa.func.cardinality(path) - sa.func.array_position(path, slug) + 1)
    query = sa.select(levels).where(_is_in_subtree(slug))
    count: int = (await connection.execute(query)).scalar_one()
    return count


async def is_used(connection: AsyncConnection, category: CategoryRow) -> bool:
    """Return whether the category holds products, archived ones too, or other categories."""
    has_products = sa.exists().where(products.c.category_id == category.id)
    has_children = sa.exists().where(categories.c.parent_id == category.id)
    query = sa.select(sa.or_(has_products, has_children))
    return bool((await connection.execute(query)).scalar_one())


async def insert(
    connection: AsyncConnection, category: CategoryRow, parent_id: UUID | None
) -> None:
    """Add a category, behind all others."""
    position = sa.select(sa.func.coalesce(sa.func.max(categories.c.position), 0) + 1)
    await connection.execute(
        categories.insert().values(
            id=category.id,
            parent_id=parent_id,
            slug=category.path[-1],
            path=list(category.path),
            position=position.scalar_subquery(),
        )
    )


async def move(
    connection: AsyncConnection, category: CategoryRow, parent: CategoryRow | None
) -> None:
    """Move the category, with all below it, under another one; None: to the top of the tree."""
    parent_path = list(parent.path) if parent else []
    await connection.execute(_MOVE_PATHS, {"slug": category.path[-1], "parent_path": parent_path})
    await connection.execute(
        categories.update()
        .where(categories.c.id == category.id)
        .values(parent_id=parent.id if parent else None)
    )


async def set_names(
    connection: AsyncConnection, category_id: UUID, names: Mapping[str, str]
) -> None:
    """Write the category's names by language; remove those that are empty."""
    table = category_texts
    removed = [language for language, name in names.items() if not name]
    if removed:
        await connection.execute(
            table.delete().where(table.c.category_id == category_id, table.c.language.in_(removed))
        )
    rows = [
        {"category_id": category_id, "language": language, "name": name}
        for language, name in names.items()
        if name
    ]
    if rows:
        insert_names = pg.insert(table)
        upsert = insert_names.on_conflict_do_update(
            index_elements=["category_id", "language"], set_={"name": insert_names.excluded.name}
        )
        await connection.execute(upsert, rows)


async def delete(connection: AsyncConnection, category: CategoryRow) -> None:
    """Delete a category that holds nothing."""
    languages = await _languages(connection, category.id)
    await set_names(connection, category.id, dict.fromkeys(languages, ""))
    await connection.execute(categories.delete().where(categories.c.id == category.id))


async def _languages(connection: AsyncConnection, category_id: UUID) -> Collection[str]:
    query = sa.select(category_texts.c.language).where(category_texts.c.category_id == category_id)
    return (await connection.execute(query)).scalars().all()


def _is_in_subtree(slug: str) -> sa.ColumnElement[bool]:
    """Return whether a row of `categories` is the one with this slug or below it."""
    return sa.literal(slug, sa.Text) == sa.any_(categories.c.path)
