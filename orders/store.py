"""The SQL of orders: reading them, changing their status, and enqueuing messages about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.contact.postal_address import PostalAddress
from chassis.money import Money
from orders.domain import (
    Buyer,
    Channel,
    Contact,
    Order,
    OrderLine,
    Status,
    StatusChange,
)
from orders.sale_terms import load_sale_terms
from orders.tables import order_history, order_lines, orders, outbox


async def find_order(connection: AsyncConnection, order_id: UUID) -> Order | None:
    """Return the order with its lines and history, or None."""
    matching = await _select(connection, orders.c.id == order_id)
    return matching[0] if matching else None


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order, and what tells who repeats its request."""

    order: Order
    request_hash: bytes
    guest_cart: str | None
    """The cart that the guest's browser had, by its key; None for a customer, or without one."""


async def find_placed(
    connection: AsyncConnection, scope: str, idempotency_key: str
) -> PlacedOrder | None:
    """Return the order that was placed with this key, if any."""
    row = (
        await connection.execute(
            sa.select(orders.c.id, orders.c.request_hash, orders.c.guest_cart).where(
                orders.c.scope == scope, orders.c.idempotency_key == idempotency_key
            )
        )
    ).one_or_none()
    if row is None:
        return None
    order = await find_order(connection, row.id)
    assert order is not None, "an order is never deleted"
    return PlacedOrder(order, row.request_hash, row.guest_cart)


async def list_orders(
    connection: AsyncConnection,
    *,
    customer_id: UUID | None,
    status: Status | None,
    before_number: int | None,
    limit: int,
) -> list[Order]:
    """Return orders newest first: one customer's or, for None, everybody's."""
    conditions = [
        orders.c.customer_id == customer_id if customer_id else sa.true(),
        orders.c.status == status if status else sa.true(),
        orders.c.number < before_number if before_number else sa.true(),
    ]
    return await _select(connection, sa.and_(*conditions), limit)


async def _select(
    connection: AsyncConnection, condition: sa.ColumnElement[bool], limit: int = 1
) -> list[Order]:
    newest_first = sa.select(orders).where(condition).order_by(orders.c.number.desc()).limit(limit)
    rows = (await connection.execute(newest_first)).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    lines: dict[UUID, list[sa.Row[Any]]] = {order_id: [] for order_id in ids}
    history: dict[UUID, list[StatusChange]] = {order_id: [] for order_id in ids}
    their_lines = sa.select(order_lines).where(order_lines.c.order_id.in_(ids))
    for line in await connection.execute(their_lines.order_by(order_lines.c.position)):
        lines[line.order_id].append(line)
    their_history = sa.select(order_history).where(order_history.c.order_id.in_(ids))
    for change in await connection.execute(their_history.order_by(order_history.c.changed_at)):
        history[change.order_id].append(StatusChange(Status(change.status), change.changed_at))
    return [_order(row, lines[row.id], history[row.id]) for row in rows]


def _order(row: sa.Row[Any], lines: Sequence[sa.Row[Any]], history: list[StatusChange]) -> Order:
    return Order(
        id=row.id,
        number=row.number,
        buyer=Buyer(
            customer_id=row.customer_id,
            contact=Contact(**row.contact),
            address=PostalAddress(**row.address),
            channels=tuple(Channel(channel) for channel in row.channels),
            language=row.language,
        ),
        lines=tuple(
            OrderLine(
                line.product_id, line.name, line.quantity, Money(line.unit_price, row.currency)
            )
            for line in lines
        ),
        total=Money(row.total, row.currency),
        status=Status(row.status),
        history=tuple(history),
        guest_token=row.guest_token,
        created_at=row.created_at,
        terms=load_sale_terms(row.terms),
    )


async def update_status(
    connection: AsyncConnection, order_id: UUID, before: Status, after: Status
) -> bool:
    """Change the status from `before` to `after`; return False if it was not `before`.

    Of two concurrent changes, one succeeds.
    """
    updated = await connection.execute(
        sa.update(orders)
        .where(orders.c.id == order_id, orders.c.status == before)
        .values(status=after)
        .returning(orders.c.id)
    )
    return updated.one_or_none() is not None


async def add_history(
    connection: AsyncConnection, order_id: UUID, status: Status, actor: str, at: datetime
) -> None:
    """Record that `actor` changed the order's status."""
    await connection.execute(
        sa.insert(order_history).values(
            order_id=order_id, status=status, actor=actor, changed_at=at
        )
    )


async def delete_history(connection: AsyncConnection, order_id: UUID, status: Status) -> None:
    """Forget that the order was in this status."""
    await connection.execute(
        sa.delete(order_history).where(
            order_history.c.order_id == order_id, order_history.c.status == status
        )
    )


async def enqueue_messages(
    connection: AsyncConnection,
    kinds: Sequence[str],
    order_id: UUID,
    due_at: datetime | None = None,
) -> None:
    """Add a message of each kind to the outbox, to be delivered from `due_at` on, or at once."""
    due = {"due_at": due_at} if due_at else {}
    rows = [{"kind": kind, "subject": order_id, **due} for kind in kinds]
    await connection.execute(sa.insert(outbox), rows)


async def withdraw_messages(
    connection: AsyncConnection, kinds: Sequence[str], order_id: UUID
) -> int:
    """Delete those of the messages whose delivery has not begun; return how many."""
    deleted = await connection.execute(
        sa.delete(outbox).where(
            outbox.c.subject == order_id,
            outbox.c.kind.in_(kinds),
            outbox.c.attempts == 0,
            outbox.c.delivered_at.is_(None),
        )
    )
    return deleted.rowcount
