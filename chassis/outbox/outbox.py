"""The outbox: what must be told is written with the change itself, and told afterwards.

A row is claimed under a lease, delivered outside any transaction, and settled. A worker that dies
holding rows lets them go when the lease ends; delivery is thus at least once, and the row's id is
the event's, to drop doubles by. `chassis.outbox.relay` delivers them.
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
"""How long a message is its claimant's; a delivery must end well before."""


class Refused(Exception):
    """The receiver was there and would not take the message."""


def outbox_table(metadata: sa.MetaData) -> sa.Table:
    """Describe the table; its migration is the service's own."""
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
    """What it is about: an order, a product."""
    payload: Mapping[str, Any]
    attempts: int
    """This one included."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that could not be delivered this time."""

    message: OutboxMessage
    error: str
    again_at: datetime | None
    """None: parked, until somebody sees to it."""


class Outbox:
    """The rows of one outbox. Any number of claimants may work on them at once."""

    def __init__(self, database: Database, table: sa.Table, clock: Clock) -> None:
        self._database = database
        self._table = table
        self._clock = clock

    async def claim(self, most: int) -> list[OutboxMessage]:
        """Return up to `most` messages that are due, for LEASE this claimant's alone.

        Raise Unavailable.
        """
        box = self._table.c
        now = self._clock()
        due = (
            sa.select(box.id)
            .where(box.delivered_at.is_(None), box.parked_at.is_(None), box.due_at <= now)
            .order_by(box.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
            # As a plain subquery it may be run again for each row, and then takes more than asked.
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
        """Write down what came of messages, all or none of it. Raise Unavailable."""
        box = self._table.c
        mark = sa.update(self._table).where(box.delivered_at.is_(None))
        async with self._database.transaction() as connection:
            if delivered:
                ids = sorted(message.id for message in delivered)
                done = {"delivered_at": self._clock(), "parked_at": None, "last_error": None}
                await connection.execute(mark.where(box.id.in_(ids)).values(done))
            for one in undelivered:
                after = {"due_at": one.again_at} if one.again_at else {"parked_at": self._clock()}
                # Who was too slow, and lost it to another claimant, has no say in it any more.
                still_ours = (box.id == one.message.id) & (box.attempts == one.message.attempts)
                note = mark.where(still_ours).values(last_error=one.error, **after)
                await connection.execute(note)
