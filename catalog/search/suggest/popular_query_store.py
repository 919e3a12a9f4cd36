"""The SQL of popular queries.

A query counts once for each client that made it, so nobody makes it popular alone. Of a client only
a hash is kept, with a salt that is replaced every month: then nobody can tell whose it was.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language
from catalog.tables import past_queries

MIN_CLIENTS = 3
"""How many clients must have made a query before it is suggested to others."""
_MAX_AGE, _MAX_AGE_IF_RARE = timedelta(days=90), timedelta(days=7)
_MAX_AGE_OF_SALT = timedelta(days=30)


class AskedQuery(NamedTuple):
    """A query that a client made."""

    language: Language
    shown: str
    """The words in lower case, as they were typed."""
    network: str
    """See chassis.client_network."""


_GIVEN = """
    SELECT language, tienda_fold(shown) AS folded, shown, network
    FROM unnest(CAST(:languages AS text[]), CAST(:shown AS text[]), CAST(:networks AS text[]))
        AS given(language, shown, network)
"""
_PUT = sa.text(f"""
INSERT INTO past_queries AS kept (language, folded, shown, times, last_asked)
SELECT language, folded, max(shown), 0, CAST(:now AS timestamptz) FROM ({_GIVEN}) fresh
GROUP BY language, folded ORDER BY language, folded
ON CONFLICT (language, folded) DO UPDATE SET
    last_asked = excluded.last_asked,
    -- The spelling with more accents is the correct one.
    shown = CASE WHEN octet_length(excluded.shown) > octet_length(kept.shown)
        THEN excluded.shown ELSE kept.shown END
""")  # noqa: S608 (made of constants)
_COUNT = sa.text(f"""
WITH added AS (
    INSERT INTO past_query_clients (language, folded, client)
    SELECT DISTINCT language, folded, sha256(convert_to(salt || network, 'UTF8'))
    FROM ({_GIVEN}) fresh, client_salt
    ON CONFLICT DO NOTHING RETURNING language, folded
)
UPDATE past_queries kept SET times = kept.times + counted.clients
FROM (SELECT language, folded, count(*) AS clients FROM added GROUP BY language, folded) counted
WHERE kept.language = counted.language AND kept.folded = counted.folded
""")  # noqa: S608 (made of constants)
_RENEW_SALT = sa.text("""
WITH renewed AS (
    UPDATE client_salt SET salt = concat(gen_random_uuid(), gen_random_uuid()), since = :now
    WHERE since < :oldest RETURNING since
)
DELETE FROM past_query_clients WHERE EXISTS (SELECT FROM renewed)
""")


async def add(connection: AsyncConnection, asked: Collection[AskedQuery], now: datetime) -> None:
    """Keep these queries, and count the clients that had not made them before."""
    languages, shown, networks = zip(*asked, strict=True)
    given = {
        "languages": [language.value for language in languages],
        "shown": list(shown),
        "networks": list(networks),
    }
    # Rows are locked in one order, which the second statement keeps to.
    await connection.execute(_PUT, {**given, "now": now})
    await connection.execute(_RENEW_SALT, {"now": now, "oldest": now - _MAX_AGE_OF_SALT})
    await connection.execute(_COUNT, given)


async def delete_old(connection: AsyncConnection, now: datetime) -> None:
    """Delete queries that have not been made for long; rare ones sooner."""
    query = past_queries.c
    is_rare = query.times < MIN_CLIENTS
    old_if_rare = sa.and_(is_rare, query.last_asked < now - _MAX_AGE_IF_RARE)
    old = sa.or_(query.last_asked < now - _MAX_AGE, old_if_rare)
    await connection.execute(past_queries.delete().where(old))
