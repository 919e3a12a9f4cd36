"""The SQL of orders: reading them, moving them on, and telling of it in the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.money import Money
from orders.domain import (
    Address,
    Buyer,
    Channel,
    Contact,
    Line,
    Order,
    Status,
    StatusChange,
)
from orders.sale_terms import kept_terms
from orders.tables import order_history, order_lines, orders, outbox


async def find_order(connection: AsyncConnection, order_id: UUID) -> Order | None:
    """Return the order with its lines and history, or None."""
    found = await _read(connection, orders.c.id == order_id)
    return found[0] if found else None


async def find_placed(
    connection: AsyncConnection, scope: str, idempotency_key: str
) -> tuple[Order, bytes] | None:
    """Return the order that the key stands for, and the hash of the request that placed it."""
    row = (
        await connection.execute(
            sa.select(orders.c.id, orders.c.request_hash).where(
                orders.c.scope == scope, orders.c.idempotency_key == idempotency_key
            )
        )
    ).one_or_none()
    if row is None:
        return None
    order = await find_order(connection, row.id)
    assert order is not None, "an order is never deleted"
    return order, row.request_hash


async def list_orders(
    connection: AsyncConnection,
    *,
    customer_id: UUID | None,
    status: Status | None,
    before_number: int | None,
    limit: int,
) -> list[Order]:
    """Return orders newest first: of one customer or, with None, of everybody."""
    conditions = [
        orders.c.customer_id == customer_id if customer_id else sa.true(),
        orders.c.status == status if status else sa.true(),
        orders.c.number < before_number if before_number else sa.true(),
    ]
    return await _read(connection, sa.and_(*conditions), limit)


async def _read(
    connection: AsyncConnection, condition: sa.ColumnElement[bool], limit: int = 1
) -> list[Order]:
    found = sa.select(orders).where(condition).order_by(orders.c.number.desc()).limit(limit)
    rows = (await connection.execute(found)).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    lines: dict[UUID, list[sa.Row[Any]]] = {order_id: [] for order_id in ids}
    history: dict[UUID, list[StatusChange]] = {order_id: [] for order_id in ids}
    of_these = sa.select(order_lines).where(order_lines.c.order_id.in_(ids))
    for line in await connection.execute(of_these.order_by(order_lines.c.position)):
        lines[line.order_id].append(line)
    steps = sa.select(order_history).where(order_history.c.order_id.in_(ids))
    for step in await connection.execute(steps.order_by(order_history.c.changed_at)):
        history[step.order_id].append(StatusChange(Status(step.status), step.changed_at))
    return [_order(row, lines[row.id], history[row.id]) for row in rows]


def _order(row: sa.Row[Any], lines: Sequence[sa.Row[Any]], history: list[StatusChange]) -> Order:
    return Order(
        id=row.id,
        number=row.number,
        buyer=Buyer(
            customer_id=row.customer_id,
            contact=Contact(**row.contact),
            address=Address(**row.address),
            channels=tuple(Channel(channel) for channel in row.channels),
            language=row.language,
        ),
        lines=tuple(
            Line(line.product_id, line.name, line.quantity, Money(line.unit_price, row.currency))
            for line in lines
        ),
        total=Money(row.total, row.currency),
        status=Status(row.status),
        history=tuple(history),
        guest_token=row.guest_token,
        created_at=row.created_at,
        terms=kept_terms(row.terms),
    )


async def move(connection: AsyncConnection, order_id: UUID, before: Status, after: Status) -> bool:
    """Change the status if it is `before`; return whether it was. Of two at once, one wins."""
    moved = await connection.execute(
        sa.update(orders)
        .where(orders.c.id == order_id, orders.c.status == before)
        .values(status=after)
        .returning(orders.c.id)
    )
    return moved.one_or_none() is not None


async def write_history(
    connection: AsyncConnection, order_id: UUID, status: Status, actor: str, at: datetime
) -> None:
    """Note that the order came to `status`, by whom and when."""
    await connection.execute(
        sa.insert(order_history).values(
            order_id=order_id, status=status, actor=actor, changed_at=at
        )
    )


async def write_outbox(connection: AsyncConnection, kinds: Sequence[str], subject: UUID) -> None:
    """Add one message of each kind, to be delivered once this is committed."""
    rows = [{"kind": kind, "subject": subject} for kind in kinds]
    await connection.execute(sa.insert(outbox), rows)
