"""The SQL of sales.

Orders of late are found by their ids, which sort by time (`chassis.ids`): the primary keys of
orders and of lines serve, and placing an order keeps up no index more.
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
"""How much older an order's id may be than what its time says: clocks of two machines differ."""
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
    # The product's id, so that the order is the same each time.
    .order_by(_units.desc(), order_lines.c.product_id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
)


async def bestsellers(
    connection: DirectConnection, since: datetime, limit: int
) -> list[tuple[UUID, int]]:
    """Return products by units sold since then, cancelled orders aside, the most first."""
    rows = await connection.fetch(_BESTSELLERS, {"first_id": first_id_at(since), "most": limit})
    return [(row["product_id"], int(row["units"])) for row in rows]


@dataclass(frozen=True, slots=True)
class Counts:
    """Orders placed since a moment, by currency."""

    placed: Mapping[str, int]
    cancelled: Mapping[str, int]
    revenue: Mapping[str, int]
    """Minor units of those not cancelled; a currency without any is left out."""


async def counts_since(connection: AsyncConnection, since: datetime) -> Counts:
    """Count what was placed since then."""
    is_cancelled = orders.c.status == Status.CANCELLED
    found = (
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
    rows = (await connection.execute(found)).all()
    return Counts(
        placed={row.currency: row.placed for row in rows},
        cancelled={row.currency: row.cancelled for row in rows},
        revenue={row.currency: int(row.revenue) for row in rows if row.revenue is not None},
    )


async def count_waiting(connection: AsyncConnection) -> int:
    """Count the orders that have not left."""
    waiting = sa.select(sa.func.count()).where(orders.c.status == Status.CONFIRMED)
    return (await connection.execute(waiting)).scalar_one()


async def low_stock(connection: AsyncConnection, level: int) -> list[tuple[UUID, int]]:
    """Return what has `level` units or fewer, but some, the lowest first; 50 products at most."""
    found = (
        sa.select(stock.c.product_id, stock.c.on_hand)
        .where(stock.c.on_hand.between(1, level))
        .order_by(stock.c.on_hand, stock.c.product_id)
        .limit(_MAX_LOW_STOCK)
    )
    return [(row.product_id, row.on_hand) for row in await connection.execute(found)]


async def count_parked(connection: AsyncConnection) -> int:
    """Count the messages that are parked."""
    parked = sa.select(sa.func.count()).where(outbox.c.parked_at.is_not(None))
    return (await connection.execute(parked)).scalar_one()
