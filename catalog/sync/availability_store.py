"""The SQL of what is sold out."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

# No index has either column: the new version of a row stays on its page, and no index hears of it.
_MARK = sa.text("""
WITH said AS (
    SELECT * FROM unnest(
        CAST(:product_ids AS uuid[]), CAST(:available AS boolean[]), CAST(:versions AS bigint[])
    ) AS change(product_id, available, version)
),
changed AS (
    UPDATE products
    SET available = said.available, available_version = said.version
    FROM said
    WHERE products.id = said.product_id AND products.available_version < said.version
)
SELECT products.id FROM products JOIN said ON said.product_id = products.id
""")


async def mark(connection: AsyncConnection, changes: Mapping[UUID, tuple[bool, int]]) -> set[UUID]:
    """Note whether each product is available, as of a version, unless a newer one is noted.

    Answers those products that there are. The caller has the turn of those who write products.
    """
    parameters = {
        "product_ids": list(changes),
        "available": [available for available, _ in changes.values()],
        "versions": [version for _, version in changes.values()],
    }
    return set((await connection.execute(_MARK, parameters)).scalars())
