"""Every check that the database alone can answer, and what they look at together."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from orders.audit import constraints, orders, outbox, stock
from orders.audit.finding import Audited

CHECKS = (
    constraints.CONSTRAINTS,
    stock.NOT_NEGATIVE,
    stock.ADDS_UP,
    stock.AVAILABILITY,
    orders.TOTALS,
    orders.HISTORY,
    outbox.TOLD,
    outbox.ONE_RECEIPT,
)

_COUNT = sa.text("""
SELECT
    (SELECT count(*) FROM orders) AS orders,
    (SELECT count(*) FROM stock) AS products,
    count(*) AS letters,
    count(parked_at) AS parked
FROM outbox
""")


async def count(connection: AsyncConnection) -> Audited:
    """Return how much there is to look at."""
    row = (await connection.execute(_COUNT)).one()
    return Audited(row.orders, row.products, row.letters, row.parked)
