"""The lock for writing products and categories."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK_KEY = 7_205_201
"""Key of PostgreSQL's advisory lock."""


async def acquire_write_lock(connection: AsyncConnection) -> None:
    """Wait for the lock, and hold it until the transaction ends.

    Drafts claim SKUs, slugs and places in the category tree in any order. Without the lock, two
    imports could each wait for what the other has claimed.
    """
    lock = sa.func.pg_advisory_xact_lock(_LOCK_KEY)
    # The service's connections plan each statement anew, which searches need. Planning a statement
    # with a thousand rows each time would be slow.
    plan_mode = sa.func.set_config("plan_cache_mode", "auto", sa.true())
    await connection.execute(sa.select(lock, plan_mode))
