"""All checks that need the database alone, and how much they cover."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from orders.audit import constraints, orders, outbox, stock
from orders.audit.finding import Scope

CHECKS = (
    constraints.CONSTRAINTS,
    stock.NOT_NEGATIVE,
    stock.ADDS_UP,
    stock.AVAILABILITY,
    orders.TOTALS,
    orders.HISTORY,
    outbox.NOTIFICATIONS,
    outbox.ONE_RECEIPT,
)

_COUNT = sa.text("""
SELECT
    (SELECT count(*) FROM orders) AS orders,
    (SELECT count(*) FROM stock) AS products,
    count(*) AS messages,
    count(parked_at) AS parked
FROM outbox
""")


async def measure_scope(connection: AsyncConnection) -> Scope:
    """Count what there is to check."""
    row = (await connection.execute(_COUNT)).one()
    return Scope(row.orders, row.products, row.messages, row.parked)
