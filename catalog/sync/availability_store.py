"""The SQL of products' availability."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

# No index contains these columns, so PostgreSQL updates the row on its page (HOT), and no index.
_UPDATE = sa.text("""
WITH new AS (
    SELECT * FROM unnest(
        CAST(:product_ids AS uuid[]), CAST(:available AS boolean[]), CAST(:versions AS bigint[])
    ) AS new(product_id, available, version)
),
updated AS (
    UPDATE products
    SET available = new.available, available_version = new.version
    FROM new
    WHERE products.id = new.product_id AND products.available_version < new.version
)
SELECT products.id FROM products JOIN new ON new.product_id = products.id
""")


async def update(
    connection: AsyncConnection, availability: Mapping[UUID, tuple[bool, int]]
) -> set[UUID]:
    """Write the availability of each product, unless a newer version of it is already written.

    The values are availability and version. Return the products that exist. The caller holds the
    write lock.
    """
    parameters = {
        "product_ids": list(availability),
        "available": [available for available, _ in availability.values()],
        "versions": [version for _, version in availability.values()],
    }
    return set((await connection.execute(_UPDATE, parameters)).scalars())
