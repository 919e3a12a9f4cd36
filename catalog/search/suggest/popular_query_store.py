"""The SQL of popular queries."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language
from catalog.tables import past_queries

MIN_TIMES_ASKED = 3
"""How often a query must have been made before it is suggested to others."""
_MAX_AGE, _MAX_AGE_IF_RARE = timedelta(days=90), timedelta(days=7)

_PUT = sa.text("""
INSERT INTO past_queries AS kept (language, folded, shown, times, last_asked)
SELECT language, tienda_fold(shown), max(shown), sum(times), CAST(:now AS timestamptz)
FROM unnest(CAST(:languages AS text[]), CAST(:shown AS text[]), CAST(:times AS bigint[]))
    AS fresh(language, shown, times)
GROUP BY language, tienda_fold(shown)
ORDER BY language, tienda_fold(shown)
ON CONFLICT (language, folded) DO UPDATE SET
    times = kept.times + excluded.times,
    last_asked = excluded.last_asked,
    -- The spelling with more accents is the correct one.
    shown = CASE WHEN octet_length(excluded.shown) > octet_length(kept.shown)
        THEN excluded.shown ELSE kept.shown END
""")


async def add_counts(
    connection: AsyncConnection, times: Mapping[tuple[Language, str], int], now: datetime
) -> None:
    """Add these counts to the queries, by language and words."""
    await connection.execute(
        _PUT,
        {
            "languages": [language.value for language, _ in times],
            "shown": [words for _, words in times],
            "times": list(times.values()),
            "now": now,
        },
    )


async def delete_old(connection: AsyncConnection, now: datetime) -> None:
    """Delete queries that have not been made for long; rare ones sooner."""
    query = past_queries.c
    is_rare = query.times < MIN_TIMES_ASKED
    old_if_rare = sa.and_(is_rare, query.last_asked < now - _MAX_AGE_IF_RARE)
    old = sa.or_(query.last_asked < now - _MAX_AGE, old_if_rare)
    await connection.execute(past_queries.delete().where(old))
