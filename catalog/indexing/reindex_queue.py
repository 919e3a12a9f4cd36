"""The SQL of what an import has written and the search does not know yet."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.tables import unindexed

_TURN = 7_205_202
"""Advisory lock key of those who index. Who needs the writers' turn too takes that one first."""

_IDS = sa.bindparam("ids", type_=pg.ARRAY(sa.Uuid()))


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until nobody else indexes products; the turn ends with the transaction.

    What is read in it is what the last writer has committed, so the last word on a product is
    indexed last.
    """
    turn = sa.func.pg_advisory_xact_lock(_TURN)
    once = sa.func.set_config("plan_cache_mode", "auto", sa.true())
    await connection.execute(sa.select(turn, once))


async def note(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Note that these products are to be indexed."""
    fresh = pg.insert(unindexed).from_select(["product_id"], sa.select(sa.func.unnest(_IDS)))
    await connection.execute(fresh.on_conflict_do_nothing(), {"ids": list(ids)})


async def settle(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Note that these are."""
    settled = unindexed.delete().where(unindexed.c.product_id == sa.any_(_IDS))
    await connection.execute(settled, {"ids": list(ids)})


async def left(connection: AsyncConnection, limit: int) -> list[UUID]:
    """Return up to `limit` products that are to be indexed."""
    query = sa.select(unindexed.c.product_id).limit(limit)
    return list((await connection.execute(query)).scalars())
