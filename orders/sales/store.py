"""The SQL of sales.

Recent orders are found by their ids, which sort by time (`chassis.ids`). So the primary keys of
orders and lines serve, and placing an order maintains no further index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db.asyncpg_connection import DirectConnection
from chassis.ids import first_id_at
from orders.domain import Status
from orders.tables import order_lines, orders, outbox, stock

_SLACK = timedelta(minutes=5)
"""How much older an order's id may be than its time: the clocks of two machines differ."""
_MAX_LOW_STOCK = 50

_units = sa.func.sum(order_lines.c.quantity).label("units")
_BESTSELLERS = (
    sa.select(order_lines.c.product_id, _units)
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(
        order_lines.c.order_id >= sa.bindparam("first_id", type_=sa.Uuid()),
        orders.c.status != Status.CANCELLED.value,
    )
    .group_by(order_lines.c.product_id)
    # By id too, so that the order is the same each time.
    .order_by(_units.desc(), order_lines.c.product_id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
)


async def list_bestsellers(
    connection: DirectConnection, since: datetime, limit: int
) -> list[tuple[UUID, int]]:
    """Return products by units sold since then without cancelled orders, the most sold first."""
    rows = await connection.fetch(_BESTSELLERS, {"first_id": first_id_at(since), "most": limit})
    return [(row["product_id"], int(row["units"])) for row in rows]


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """Orders placed since a moment, by currency."""

    placed: Mapping[str, int]
    cancelled: Mapping[str, int]
    revenue: Mapping[str, int]
    """Minor units of the orders not cancelled; a currency without any is left out."""


async def count_orders_since(connection: AsyncConnection, since: datetime) -> OrderCounts:
    """Count the orders placed since then."""
    is_cancelled = orders.c.status == Status.CANCELLED
    by_currency = (
        sa.select(
            orders.c.currency,
            sa.func.count().label("placed"),
            sa.func.count().filter(is_cancelled).label("cancelled"),
            sa.func.sum(orders.c.total).filter(~is_cancelled).label("revenue"),
        )
        .where(orders.c.id >= first_id_at(since - _SLACK), orders.c.created_at >= since)
        .group_by(orders.c.currency)
        .order_by(orders.c.currency)
    )
    rows = (await connection.execute(by_currency)).all()
    return OrderCounts(
        placed={row.currency: row.placed for row in rows},
        cancelled={row.currency: row.cancelled for row in rows},
        revenue={row.currency: int(row.revenue) for row in rows if row.revenue is not None},
    )


async def count_unshipped(connection: AsyncConnection) -> int:
    """Count the orders that are not shipped yet."""
    unshipped = sa.select(sa.func.count()).where(orders.c.status == Status.CONFIRMED)
    return (await connection.execute(unshipped)).scalar_one()


async def list_low_stock(connection: AsyncConnection, level: int) -> list[tuple[UUID, int]]:
    """Return up to 50 products that have 1 to `level` units on hand, the lowest first."""
    low = (
        sa.select(stock.c.product_id, stock.c.on_hand)
        .where(stock.c.on_hand.between(1, level))
        .order_by(stock.c.on_hand, stock.c.product_id)
        .limit(_MAX_LOW_STOCK)
    )
    return [(row.product_id, row.on_hand) for row in await connection.execute(low)]


async def count_parked(connection: AsyncConnection) -> int:
    """Count the messages that are parked."""
    parked = sa.select(sa.func.count()).where(outbox.c.parked_at.is_not(None))
    return (await connection.execute(parked)).scalar_one()
