"""The SQL of products' popularity."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

# Rows whose popularity does not change are not written.
_REPLACE = sa.text("""
WITH new AS (
    SELECT * FROM unnest(CAST(:product_ids AS uuid[]), CAST(:popularities AS smallint[]))
        AS new(product_id, popularity)
),
removed AS (
    DELETE FROM popular WHERE product_id NOT IN (SELECT product_id FROM new) RETURNING product_id
),
added AS (
    INSERT INTO popular SELECT product_id FROM new ON CONFLICT DO NOTHING
),
changed AS (
    UPDATE product_search SET popularity = target.popularity
    FROM (SELECT * FROM new UNION ALL SELECT product_id, 0 FROM removed) AS target
    WHERE product_search.product_id = target.product_id
        AND product_search.popularity <> target.popularity
    RETURNING product_search.product_id
)
SELECT count(DISTINCT product_id) FROM changed
""")


async def replace(connection: AsyncConnection, popularities: Mapping[UUID, int]) -> int:
    """Write the popularity of these products and reset that of all others.

    Return the number of products that changed. The caller holds the write lock and the index lock.
    """
    parameters = {
        "product_ids": list(popularities),
        "popularities": list(popularities.values()),
    }
    changed: int = (await connection.execute(_REPLACE, parameters)).scalar_one()
    return changed
