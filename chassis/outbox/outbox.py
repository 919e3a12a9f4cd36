"""The outbox: messages are written in the transaction of the change, and delivered afterwards.

A message is claimed under a lease, delivered outside any transaction, and settled. When a worker
dies, its leases run out and other workers deliver its messages. So delivery is at least once;
receivers recognise a duplicate by the message's id. `chassis.outbox.relay` delivers the messages.

A message that cannot be delivered is parked: it is not retried until an operator does so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from chassis.clock import Clock
from chassis.db.database import Database

LEASE = timedelta(seconds=20)
"""How long a claimed message belongs to its worker; its delivery must end before."""


class Refused(Exception):
    """The receiver responded, and rejected the message."""


def outbox_table(metadata: sa.MetaData) -> sa.Table:
    """Return the table; each service has its own migration for it."""
    time = sa.DateTime(timezone=True)
    return sa.Table(
        "outbox",
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.text("uuidv7()")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("payload", pg.JSONB, nullable=False, server_default="{}"),
        sa.Column("created_at", time, nullable=False, server_default=sa.func.now()),
        sa.Column("due_at", time, nullable=False, server_default=sa.func.now()),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_error", sa.Text),
        sa.Column("delivered_at", time),
        sa.Column("parked_at", time),
    )


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One row of the outbox, to be delivered."""

    id: UUID
    kind: str
    subject: UUID
    """The id of what it is about: an order, a product, an account."""
    payload: Mapping[str, Any]
    attempts: int
    """Deliveries tried, this one included."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message whose delivery failed, and what follows."""

    message: OutboxMessage
    error: str
    retry_at: datetime | None
    """None: park the message."""


class Outbox:
    """One outbox. Any number of workers may claim its messages at the same time."""

    def __init__(self, database: Database, table: sa.Table, clock: Clock) -> None:
        self._database = database
        self._table = table
        self._clock = clock

    async def claim(self, limit: int) -> list[OutboxMessage]:
        """Return up to `limit` messages that are due, and hold them for LEASE.

        Raise Unavailable.
        """
        box = self._table.c
        now = self._clock()
        due = (
            sa.select(box.id)
            .where(box.delivered_at.is_(None), box.parked_at.is_(None), box.due_at <= now)
            .order_by(box.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            # A plain subquery may be executed again for each row, and so claim too many.
            .cte("due")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        claim = (
            sa.update(self._table)
            .where(box.id == due.c.id)
            .values(due_at=now + LEASE, attempts=box.attempts + 1)
            .returning(box.id, box.kind, box.subject, box.payload, box.attempts, box.created_at)
        )
        async with self._database.autocommit() as connection:
            return [OutboxMessage(*row) for row in await connection.execute(claim)]

    async def settle(
        self, delivered: Sequence[OutboxMessage], undelivered: Sequence[Undelivered] = ()
    ) -> None:
        """Record the outcome of deliveries, all or none of it. Raise Unavailable."""
        box = self._table.c
        mark = sa.update(self._table).where(box.delivered_at.is_(None))
        async with self._database.transaction() as connection:
            if delivered:
                ids = sorted(message.id for message in delivered)
                values = {"delivered_at": self._clock(), "parked_at": None, "last_error": None}
                await connection.execute(mark.where(box.id.in_(ids)).values(values))
            for failed in undelivered:
                retry_at, message = failed.retry_at, failed.message
                next_step = {"due_at": retry_at} if retry_at else {"parked_at": self._clock()}
                # A message whose lease ran out may have been claimed, and counted, by another.
                still_ours = (box.id == message.id) & (box.attempts == message.attempts)
                update = mark.where(still_ours).values(last_error=failed.error, **next_step)
                await connection.execute(update)
