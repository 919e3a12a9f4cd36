"""The SQL of the operator's tool for the outbox."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from orders.tables import orders, outbox


@dataclass(frozen=True, slots=True)
class UndeliveredMessage:
    """A message that is not delivered: parked, or waiting for its turn or its next try."""

    id: UUID
    kind: str
    subject: UUID
    """The id of an order or a product."""
    order_number: int | None
    attempts: int
    age: timedelta
    last_error: str | None
    parked: bool


async def list_undelivered(
    connection: AsyncConnection, *, include_waiting: bool
) -> AsyncIterator[UndeliveredMessage]:
    """Yield the parked messages and, if asked to, those that wait; oldest first."""
    is_parked = outbox.c.parked_at.is_not(None)
    is_undelivered = sa.or_(is_parked, outbox.c.delivered_at.is_(None))
    messages = (
        sa.select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.subject,
            orders.c.number,
            outbox.c.attempts,
            sa.func.now() - outbox.c.created_at,
            outbox.c.last_error,
            is_parked,
        )
        .select_from(outbox.outerjoin(orders, orders.c.id == outbox.c.subject))
        .where(is_undelivered if include_waiting else is_parked)
        .order_by(outbox.c.id)
    )
    async with connection.stream(messages) as rows:
        async for row in rows:
            yield UndeliveredMessage(*row)


async def requeue_parked(
    connection: AsyncConnection, message_ids: Sequence[UUID] | None
) -> set[UUID]:
    """Make these parked messages, or for None all, due now with no attempts; return their ids."""
    requeue = (
        sa.update(outbox)
        .where(outbox.c.parked_at.is_not(None))
        .values(parked_at=None, attempts=0, due_at=sa.func.now())
        .returning(outbox.c.id)
    )
    if message_ids is not None:
        requeue = requeue.where(outbox.c.id.in_(message_ids))
    return set((await connection.execute(requeue)).scalars())


async def why_not_parked(
    connection: AsyncConnection, message_ids: Sequence[UUID]
) -> dict[UUID, str]:
    """Return the state of each of these messages that exists and is not parked."""
    not_parked = sa.select(outbox.c.id, outbox.c.delivered_at.is_not(None)).where(
        outbox.c.id.in_(message_ids), outbox.c.parked_at.is_(None)
    )
    return {
        message_id: "it is delivered" if delivered else "it waits to be tried already"
        for message_id, delivered in await connection.execute(not_parked)
    }
