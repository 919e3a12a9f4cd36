"""A check: one query that answers what breaks an invariant, and nothing else."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from orders.audit.finding import MAX_SHOWN, Finding, Findings

MAX_ORDERS = 20
"""Numbers of orders that a finding about a product names."""


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant: its name, what must hold, and a query for what does not."""

    name: str
    sentence: str
    query: str
    """A SELECT of order_id, product_id, wrong, expected, found: a row for each offence."""

    async def look(self, connection: AsyncConnection) -> Findings:
        """Return what breaks it, the oldest order first."""
        rows = (await connection.execute(sa.text(_SHOW.format(self.query)), _LIMITS)).all()
        shown = [
            Finding(
                invariant=self.name,
                wrong=row.wrong,
                expected=row.expected,
                found=row.found,
                order_id=row.order_id,
                order_number=row.number,
                product_id=row.product_id,
                orders=tuple(row.orders or ()),
            )
            for row in rows
        ]
        return Findings(self.name, shown, more=rows[0].all_of_them - len(rows) if rows else 0)


_LIMITS = {"most": MAX_SHOWN, "most_orders": MAX_ORDERS}

# Names and numbers are looked up for what is shown alone.
_SHOW = """
WITH offence AS ({}),
shown AS (
    SELECT order_id, product_id, wrong, expected, found, count(*) OVER () AS all_of_them
    FROM offence
    ORDER BY order_id, product_id, wrong, expected
    LIMIT :most
)
SELECT shown.*, orders.number, holding.orders
FROM shown
LEFT JOIN orders ON orders.id = shown.order_id
LEFT JOIN LATERAL (
    SELECT array_agg(number ORDER BY number DESC) AS orders
    FROM (
        SELECT number FROM orders
        WHERE id IN (SELECT order_id FROM order_lines WHERE product_id = shown.product_id)
        ORDER BY number DESC
        LIMIT :most_orders
    ) AS newest
) AS holding ON shown.product_id IS NOT NULL
ORDER BY shown.order_id, shown.product_id, wrong, expected
"""
