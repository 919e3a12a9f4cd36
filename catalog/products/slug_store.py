"""The SQL that reads the slugs of products for sale."""

import sqlalchemy as sa

from catalog.domain import ProductSlug
from catalog.tables import products
from chassis.db.asyncpg_connection import DirectConnection

_SLUGS = (
    sa.select(products.c.slug, products.c.updated_at)
    .where(~products.c.archived)
    .order_by(products.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer()))
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
_COUNT = sa.select(sa.func.count().label("total")).where(~products.c.archived)


async def list_slugs(connection: DirectConnection, skip: int, limit: int) -> list[ProductSlug]:
    """Return a page of slugs, those of the oldest products first."""
    rows = await connection.fetch(_SLUGS, {"limit": limit, "skip": skip})
    return [ProductSlug(row["slug"], row["updated_at"]) for row in rows]


async def count_slugs(connection: DirectConnection) -> int:
    """Return how many products are for sale."""
    (row,) = await connection.fetch(_COUNT, {})
    return int(row["total"])
