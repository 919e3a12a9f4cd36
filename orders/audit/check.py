"""A check: one query that returns the violations of an invariant."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from orders.audit.finding import MAX_SHOWN, Finding, Findings

MAX_ORDERS = 20
"""Order numbers shown in a finding about a product."""


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant: its name, its sentence, and the query for its violations."""

    name: str
    sentence: str
    query: str
    """A SELECT of order_id, product_id, wrong, expected, found: one row for each violation."""

    async def run(self, connection: AsyncConnection) -> Findings:
        """Return the violations, the oldest order first."""
        rows = (await connection.execute(sa.text(_FINDINGS.format(self.query)), _LIMITS)).all()
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
        return Findings(self.name, shown, more=rows[0].total - len(rows) if rows else 0)


_LIMITS = {"most": MAX_SHOWN, "most_orders": MAX_ORDERS}

# Order numbers are looked up only for the violations that are shown.
_FINDINGS = """
WITH violation AS ({}),
shown AS (
    SELECT order_id, product_id, wrong, expected, found, count(*) OVER () AS total
    FROM violation
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
