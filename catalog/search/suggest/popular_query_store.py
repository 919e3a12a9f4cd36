"""The SQL of what shoppers have searched and found."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language
from catalog.tables import past_queries

OFTEN = 3
"""Times that something must have been searched before others are told."""
_KEPT, _KEPT_IF_RARE = timedelta(days=90), timedelta(days=7)

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
    -- The one with more accents is the one spelt well.
    shown = CASE WHEN octet_length(excluded.shown) > octet_length(kept.shown)
        THEN excluded.shown ELSE kept.shown END
""")


async def add(
    connection: AsyncConnection, times: Mapping[tuple[Language, str], int], now: datetime
) -> None:
    """Count searches, by language and words."""
    await connection.execute(
        _PUT,
        {
            "languages": [language.value for language, _ in times],
            "shown": [words for _, words in times],
            "times": list(times.values()),
            "now": now,
        },
    )


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Drop what nobody has searched for long: what was searched seldom sooner than the rest."""
    asked = past_queries.c
    rare = sa.and_(asked.times < OFTEN, asked.last_asked < now - _KEPT_IF_RARE)
    old = sa.or_(asked.last_asked < now - _KEPT, rare)
    await connection.execute(past_queries.delete().where(old))
