"""The SQL of an operator's look at the outbox."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from orders.tables import orders, outbox


@dataclass(frozen=True, slots=True)
class Undelivered:
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


async def undelivered(connection: AsyncConnection, *, waiting: bool) -> AsyncIterator[Undelivered]:
    """Yield the parked messages, with `waiting` every one that is not delivered, oldest first."""
    is_parked = outbox.c.parked_at.is_not(None)
    wanted = sa.or_(is_parked, outbox.c.delivered_at.is_(None)) if waiting else is_parked
    found = (
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
        .where(wanted)
        .order_by(outbox.c.id)
    )
    async with connection.stream(found) as rows:
        async for row in rows:
            yield Undelivered(*row)


async def put_back(connection: AsyncConnection, messages: Sequence[UUID] | None) -> set[UUID]:
    """Make these parked messages due now as if never tried, or with None all; answer which were."""
    due_again = (
        sa.update(outbox)
        .where(outbox.c.parked_at.is_not(None))
        .values(parked_at=None, attempts=0, due_at=sa.func.now())
        .returning(outbox.c.id)
    )
    if messages is not None:
        due_again = due_again.where(outbox.c.id.in_(messages))
    return set((await connection.execute(due_again)).scalars())


async def why_not_parked(connection: AsyncConnection, messages: Sequence[UUID]) -> dict[UUID, str]:
    """Answer, for each of these messages that there is and that is not parked, how it stands."""
    found = sa.select(outbox.c.id, outbox.c.delivered_at.is_not(None)).where(
        outbox.c.id.in_(messages), outbox.c.parked_at.is_(None)
    )
    return {
        message: "it is delivered" if delivered else "it waits to be tried already"
        for message, delivered in await connection.execute(found)
    }
