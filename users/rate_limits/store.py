"""The SQL of token buckets, each stored as the time when it will be full again.

This is the generic cell rate algorithm (GCRA): that one time determines how many tokens are left
and when the next one comes.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from users.tables import limits

_TIME = sa.DateTime(timezone=True)
_CLEANUP_BATCH = 3
"""Full buckets that are deleted whenever a new one is inserted, so that the table stays small."""


async def take_token(
    connection: AsyncConnection, key: bytes, burst: int, interval: timedelta, now: datetime
) -> timedelta | None:
    """Take a token from the key's bucket, which holds `burst` and gets one more per `interval`.

    Return None, or the time until the next token if there is none. Concurrent callers never get the
    same token.
    """
    start = sa.func.greatest(limits.c.even_at, sa.literal(now, _TIME))
    insert = pg.insert(limits).values(key=key, even_at=now + interval)
    take: sa.sql.dml.ReturningInsert[Any] = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={"even_at": start + interval},
        where=start + interval <= sa.literal(now + interval * burst, _TIME),
    ).returning(sa.literal_column("xmax = 0").label("is_new"))
    taken = (await connection.execute(take)).one_or_none()
    if taken is None:
        even_at = sa.select(limits.c.even_at).where(limits.c.key == key)
        full = (await connection.execute(even_at)).scalar_one_or_none() or now
        return max(full + interval - interval * burst - now, timedelta(seconds=1))
    if taken.is_new:
        await _delete_full(connection, now)
    return None


async def return_token(connection: AsyncConnection, key: bytes, interval: timedelta) -> None:
    """Put a token back into the bucket."""
    statement = sa.update(limits).where(limits.c.key == key)
    await connection.execute(statement.values(even_at=limits.c.even_at - interval))


async def remember(connection: AsyncConnection, key: bytes, until: datetime) -> None:
    """Remember a key until this time."""
    insert = pg.insert(limits).values(key=key, even_at=until)
    changed = {"even_at": insert.excluded.even_at}
    await connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=changed))


async def is_remembered(connection: AsyncConnection, key: bytes, now: datetime) -> bool:
    """Whether the key is remembered."""
    remembered = sa.select(limits.c.key).where(limits.c.key == key, limits.c.even_at > now)
    return (await connection.execute(remembered)).one_or_none() is not None


async def _delete_full(connection: AsyncConnection, now: datetime) -> None:
    full = sa.select(limits.c.key).where(limits.c.even_at < now).limit(_CLEANUP_BATCH)
    keys = full.with_for_update(skip_locked=True)
    await connection.execute(sa.delete(limits).where(limits.c.key.in_(keys)))
