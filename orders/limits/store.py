"""The SQL of rate limits, each stored as the time when all that was taken will have come back.

That is the generic cell rate algorithm (GCRA). `orders.placement.statement` counts orders the same
way, within the statement that places them.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

_TAKE = sa.text("""
WITH taken AS (
    INSERT INTO limits AS bucket (key, even_at, version)
    VALUES (:key, CAST(:now AS timestamptz) + CAST(:spacing AS interval), 1)
    ON CONFLICT (key) DO UPDATE
    SET even_at = greatest(bucket.even_at, CAST(:now AS timestamptz)) + CAST(:spacing AS interval),
        version = bucket.version + 1
    WHERE greatest(bucket.even_at, CAST(:now AS timestamptz)) + CAST(:spacing AS interval)
        <= CAST(:now AS timestamptz) + CAST(:window AS interval)
    RETURNING key
)
SELECT EXISTS (SELECT FROM taken) AS is_taken,
    (SELECT even_at FROM limits WHERE key = :key) AS even_at
""")

GIVE_BACK = sa.text("""
UPDATE limits SET even_at = even_at - CAST(:spacing AS interval), version = version + 1
WHERE key = :key
""")

_DELETE_FULL = sa.text("""
DELETE FROM limits WHERE key IN (
    SELECT key FROM limits WHERE even_at < CAST(:before AS timestamptz)
    ORDER BY even_at LIMIT :most FOR UPDATE SKIP LOCKED
)
""")

_DELETE_HOLDERS = sa.text("""
DELETE FROM order_holders WHERE (key, order_id) IN (
    SELECT holder.key, holder.order_id
    FROM order_holders AS holder LEFT JOIN orders ON orders.id = holder.order_id
    WHERE orders.status IS DISTINCT FROM 'confirmed'
    LIMIT :most
)
""")


async def take(
    connection: AsyncConnection,
    key: bytes,
    spacing: timedelta,
    window: timedelta,
    now: datetime,
) -> timedelta | None:
    """Take one from the key's bucket; return None, or the time until there is one again.

    The bucket holds as many as have room in `window`, and gets one back after each `spacing`. Of
    concurrent callers none gets what another has taken.
    """
    values = {"key": key, "now": now, "spacing": spacing, "window": window}
    row = (await connection.execute(_TAKE, values)).one()
    if row.is_taken:
        return None
    even_at = row.even_at or now  # None: it was full a moment ago
    return max(even_at + spacing - window - now, timedelta(seconds=1))


async def give_back(connection: AsyncConnection, key: bytes, spacing: timedelta) -> None:
    """Put back what was taken for nothing."""
    await connection.execute(GIVE_BACK, {"key": key, "spacing": spacing})


async def delete_full(connection: AsyncConnection, before: datetime, most: int) -> int:
    """Delete buckets that have been full since `before`; return how many."""
    done = await connection.execute(_DELETE_FULL, {"before": before, "most": most})
    return done.rowcount


async def delete_holders(connection: AsyncConnection, most: int) -> int:
    """Forget who holds the units of orders that no longer wait to be shipped."""
    return (await connection.execute(_DELETE_HOLDERS, {"most": most})).rowcount
