"""Reads the slugs of all that is for sale."""

import sqlalchemy as sa

from catalog.domain import Slug
from catalog.tables import products
from chassis.db.asyncpg_connection import DirectConnection

_SLUGS = (
    sa.select(products.c.slug, products.c.updated_at)
    .where(~products.c.archived)
    .order_by(products.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
_COUNT = sa.select(sa.func.count().label("total")).where(~products.c.archived)


async def read(connection: DirectConnection, skip: int, limit: int) -> list[Slug]:
    """Return a page of them, the oldest first."""
    rows = await connection.fetch(_SLUGS, {"most": limit, "skip": skip})
    return [Slug(row["slug"], row["updated_at"]) for row in rows]


async def count(connection: DirectConnection) -> int:
    """Return how many there are."""
    (row,) = await connection.fetch(_COUNT, {})
    return int(row["total"])
