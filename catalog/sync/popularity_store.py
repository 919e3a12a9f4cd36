"""The SQL of how well products sell."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

# Rows that say so already are left alone.
_NOTE = sa.text("""
WITH told AS (
    SELECT * FROM unnest(CAST(:product_ids AS uuid[]), CAST(:popularities AS smallint[]))
        AS told(product_id, popularity)
),
gone AS (
    DELETE FROM popular WHERE product_id NOT IN (SELECT product_id FROM told) RETURNING product_id
),
come AS (
    INSERT INTO popular SELECT product_id FROM told ON CONFLICT DO NOTHING
),
changed AS (
    UPDATE product_search found SET popularity = target.popularity
    FROM (SELECT * FROM told UNION ALL SELECT product_id, 0 FROM gone) AS target
    WHERE found.product_id = target.product_id AND found.popularity <> target.popularity
    RETURNING found.product_id
)
SELECT count(DISTINCT product_id) FROM changed
""")


async def note(connection: AsyncConnection, popularities: Mapping[UUID, int]) -> int:
    """Note how popular these products are, and that no others are; return how many changed.

    The caller has the turns of those who write products and of those who index them.
    """
    parameters = {
        "product_ids": list(popularities),
        "popularities": list(popularities.values()),
    }
    changed: int = (await connection.execute(_NOTE, parameters)).scalar_one()
    return changed
