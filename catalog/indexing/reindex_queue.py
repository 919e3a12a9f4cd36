"""The queue of products that are written but not indexed yet, and the lock for indexing."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.tables import unindexed

_INDEX_LOCK = 7_205_202
"""Key of the advisory lock. Who needs the write lock too takes this one first."""

_IDS = sa.bindparam("ids", type_=pg.ARRAY(sa.Uuid()))


async def acquire_index_lock(connection: AsyncConnection) -> None:
    """Wait until no other transaction indexes products; released at the end of the transaction.

    Its holder reads what the last writer has committed, so the last version of a product is indexed
    last.
    """
    lock = sa.func.pg_advisory_xact_lock(_INDEX_LOCK)
    keep_plans = sa.func.set_config("plan_cache_mode", "auto", sa.true())
    await connection.execute(sa.select(lock, keep_plans))


async def enqueue(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Add products to the queue, unless they are in it already."""
    rows = pg.insert(unindexed).from_select(["product_id"], sa.select(sa.func.unnest(_IDS)))
    await connection.execute(rows.on_conflict_do_nothing(), {"ids": list(ids)})


async def dequeue(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Remove products from the queue: they are indexed."""
    indexed = unindexed.delete().where(unindexed.c.product_id == sa.any_(_IDS))
    await connection.execute(indexed, {"ids": list(ids)})


async def list_queued(connection: AsyncConnection, limit: int) -> list[UUID]:
    """Return up to `limit` products of the queue, in no particular order."""
    query = sa.select(unindexed.c.product_id).limit(limit)
    return list((await connection.execute(query)).scalars())
