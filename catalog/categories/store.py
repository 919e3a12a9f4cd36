"""The SQL that changes the tree of categories. The caller has the turn of those who write."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import (
    Category,
    Language,
)
from catalog.tables import categories, category_texts, products
from catalog.translations import category_name

# What stands before its own slug in each path gives way to the new parent's path.
_REHANG = sa.text("""
UPDATE categories
SET path = CAST(:above AS text[]) || path[array_position(path, :slug) : cardinality(path)]
WHERE :slug = ANY(path)
""").bindparams(sa.bindparam("slug", type_=sa.Text()))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as the tree has it; `path` goes from the top down to its own slug."""

    id: UUID
    path: tuple[str, ...]


async def find(connection: AsyncConnection, slug: str) -> Shelf | None:
    """Return the category of that slug."""
    query = sa.select(categories.c.id, categories.c.path).where(categories.c.slug == slug)
    row = (await connection.execute(query)).one_or_none()
    return row and Shelf(row.id, tuple(row.path))


async def depth_below(connection: AsyncConnection, slug: str) -> int:
    """Return how many categories the longest way down from here has, this one among them."""
    path = categories.c.path
    deepest = sa.func.max(sa.func.cardinality(path) - sa.func.array_position(path, slug) + 1)
    query = sa.select(deepest).where(_at_or_below(slug))
    found: int = (await connection.execute(query)).scalar_one()
    return found


async def open_shelf(connection: AsyncConnection, shelf: Shelf, parent_id: UUID | None) -> None:
    """Make a category, behind all others."""
    last = sa.select(sa.func.coalesce(sa.func.max(categories.c.position), 0) + 1)
    await connection.execute(
        categories.insert().values(
            id=shelf.id,
            parent_id=parent_id,
            slug=shelf.path[-1],
            path=list(shelf.path),
            position=last.scalar_subquery(),
        )
    )


async def move(connection: AsyncConnection, shelf: Shelf, parent: Shelf | None) -> None:
    """Hang the category, with all below it, under another one; None: at the top."""
    above = list(parent.path) if parent else []
    await connection.execute(_REHANG, {"slug": shelf.path[-1], "above": above})
    await connection.execute(
        categories.update()
        .where(categories.c.id == shelf.id)
        .values(parent_id=parent.id if parent else None)
    )


async def rename(connection: AsyncConnection, category_id: UUID, names: Mapping[str, str]) -> None:
    """Write the names given by language; an empty one goes."""
    table = category_texts
    gone = [language for language, name in names.items() if not name]
    if gone:
        await connection.execute(
            table.delete().where(table.c.category_id == category_id, table.c.language.in_(gone))
        )
    rows = [
        {"category_id": category_id, "language": language, "name": name}
        for language, name in names.items()
        if name
    ]
    if rows:
        fresh = pg.insert(table)
        replaced = fresh.on_conflict_do_update(
            index_elements=["category_id", "language"], set_={"name": fresh.excluded.name}
        )
        await connection.execute(replaced, rows)


async def is_used(connection: AsyncConnection, shelf: Shelf) -> bool:
    """Whether products, archived ones too, or other categories stand in it."""
    held = sa.exists().where(products.c.category_id == shelf.id)
    parted = sa.exists().where(categories.c.parent_id == shelf.id)
    return bool((await connection.execute(sa.select(sa.or_(held, parted)))).scalar_one())


async def remove(connection: AsyncConnection, shelf: Shelf) -> None:
    """Take away a category that nothing stands in."""
    await rename(connection, shelf.id, dict.fromkeys(await _languages(connection, shelf.id), ""))
    await connection.execute(categories.delete().where(categories.c.id == shelf.id))


async def products_below(
    connection: AsyncConnection, slug: str, after: UUID | None, limit: int
) -> list[UUID]:
    """Return up to `limit` products for sale in the category and below it, by id, behind one."""
    below = sa.select(categories.c.id).where(_at_or_below(slug))
    query = sa.select(products.c.id).where(products.c.category_id.in_(below), ~products.c.archived)
    if after is not None:
        query = query.where(products.c.id > after)
    return list((await connection.execute(query.order_by(products.c.id).limit(limit))).scalars())


async def _languages(connection: AsyncConnection, category_id: UUID) -> Collection[str]:
    query = sa.select(category_texts.c.language).where(category_texts.c.category_id == category_id)
    return (await connection.execute(query)).scalars().all()


def _at_or_below(slug: str) -> sa.ColumnElement[bool]:
    return sa.literal(slug, sa.Text) == sa.any_(categories.c.path)


async def list_categories(connection: AsyncConnection, language: Language) -> list[Category]:
    """Return the whole tree, depth first, with how many products are for sale in each."""
    counts = (
        sa.select(products.c.category_id, sa.func.count().label("held"))
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
            sa.func.coalesce(counts.c.held, 0).label("held"),
        )
        .outerjoin(counts, counts.c.category_id == categories.c.id)
        .order_by(categories.c.position, categories.c.slug)
    )
    rows = (await connection.execute(query)).all()
    totals = roll_up((row.path, row.held) for row in rows)
    rank = {row.slug: number for number, row in enumerate(rows)}
    depth_first = sorted(rows, key=lambda row: [rank[slug] for slug in row.path])
    return [Category(row.slug, row.name, tuple(row.path), totals[row.slug]) for row in depth_first]


def roll_up(counts: Iterable[tuple[Sequence[str], int]]) -> dict[str, int]:
    """Add each path's count to every category on it; return the sums by slug."""
    totals: dict[str, int] = {}
    for path, count in counts:
        for slug in path:
            totals[slug] = totals.get(slug, 0) + count
    return totals
