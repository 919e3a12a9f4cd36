"""The lock that writers of products take in turns."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

_TURN = 7_205_201
"""Advisory lock key of those who write products."""


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until nobody else writes products; the turn ends with the transaction.

    Drafts claim SKUs, slugs and places in the tree in any order: without turns two imports could
    each wait for what the other has claimed.
    """
    turn = sa.func.pg_advisory_xact_lock(_TURN)
    # Searches are planned each time anew; a statement that writes a thousand rows must not be.
    once = sa.func.set_config("plan_cache_mode", "auto", sa.true())
    await connection.execute(sa.select(turn, once))
