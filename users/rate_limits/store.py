"""The SQL of limits, which all processes share: a bucket each, kept as the time when it is full.

(The generic cell rate algorithm: one time stands for how much is left and for when more comes.)
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from users.tables import limits

_TIME = sa.DateTime(timezone=True)
_FEW = 3
"""Buckets that are full again and are cleared away whenever a new one is made: more than come."""


async def take(
    connection: AsyncConnection, key: bytes, burst: int, every: timedelta, now: datetime
) -> timedelta | None:
    """Take one from the bucket of a key, which holds `burst` and gets one more each `every`.

    Answers None, or how long to wait for the next. Of several at once no two get the same one.
    """
    start = sa.func.greatest(limits.c.even_at, sa.literal(now, _TIME))
    insert = pg.insert(limits).values(key=key, even_at=now + every)
    taking: sa.sql.dml.ReturningInsert[Any] = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={"even_at": start + every},
        where=start + every <= sa.literal(now + every * burst, _TIME),
    ).returning(sa.literal_column("xmax = 0").label("is_new"))
    taken = (await connection.execute(taking)).one_or_none()
    if taken is None:
        even_at = sa.select(limits.c.even_at).where(limits.c.key == key)
        full = (await connection.execute(even_at)).scalar_one_or_none() or now
        return max(full + every - every * burst - now, timedelta(seconds=1))
    if taken.is_new:
        await _clear_away(connection, now)
    return None


async def give_back(connection: AsyncConnection, key: bytes, every: timedelta) -> None:
    """Put one back into the bucket."""
    statement = sa.update(limits).where(limits.c.key == key)
    await connection.execute(statement.values(even_at=limits.c.even_at - every))


async def keep(connection: AsyncConnection, key: bytes, until: datetime) -> None:
    """Keep a key that stands for something known, until then."""
    insert = pg.insert(limits).values(key=key, even_at=until)
    changed = {"even_at": insert.excluded.even_at}
    await connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=changed))


async def is_kept(connection: AsyncConnection, key: bytes, now: datetime) -> bool:
    """Whether the key is kept."""
    kept = sa.select(limits.c.key).where(limits.c.key == key, limits.c.even_at > now)
    return (await connection.execute(kept)).one_or_none() is not None


async def _clear_away(connection: AsyncConnection, now: datetime) -> None:
    full = sa.select(limits.c.key).where(limits.c.even_at < now).limit(_FEW)
    keys = full.with_for_update(skip_locked=True)
    await connection.execute(sa.delete(limits).where(limits.c.key.in_(keys)))
