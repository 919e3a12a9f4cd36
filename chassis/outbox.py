"""The outbox: what must be told is written with the change itself, and told afterwards.

A row is claimed under a lease, delivered outside any transaction, and marked. A worker that dies
holding rows lets them go when the lease ends; delivery is thus at least once, and the row's id is
the event's, to drop doubles by.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from chassis.clock import Clock
from chassis.database import Database
from chassis.errors import DomainError

_log = logging.getLogger("tienda.outbox")

LEASE = timedelta(seconds=30)
FIRST_DELAY, LONGEST_DELAY = 0.5, 20.0
"""Seconds between tries: doubling, half of it by chance."""
TRIES_WHEN_REFUSED = 5
"""A message that the receiver refuses will be refused again: it is parked soon."""
PATIENCE = timedelta(days=3)
"""How long a receiver may be out of reach before what waits for it is parked."""
TRIES_WHEN_AWAY = 240
"""And how often the letter must have been tried, which takes about an hour: it may be old because
the workers stood still, or because it was parked and somebody put it back."""


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
class Letter:
    """One row of the outbox, to be delivered."""

    id: UUID
    kind: str
    subject: UUID
    """What it is about: an order, a product."""
    payload: Mapping[str, Any]
    attempts: int
    """This one included."""
    created_at: datetime


Deliver = Callable[[Letter], Awaitable[None]]
"""Delivers one letter. Raises Refused, or anything else when the receiver is out of reach."""


class Relay:
    """Delivers what is due. Any number of them may run on one outbox at once."""

    def __init__(self, database: Database, table: sa.Table, deliver: Deliver, clock: Clock) -> None:
        self._database = database
        self._table = table
        self._deliver = deliver
        self._clock = clock

    async def run(self, stop: asyncio.Event, *, pause: float = 0.5, batch: int = 20) -> None:
        """Deliver until `stop`; look again after `pause` seconds when nothing was due."""
        while not stop.is_set():
            try:
                taken = await self.deliver_due(batch)
            except DomainError as error:
                _log.warning("outbox out of reach", extra={"reason": error.message})
                taken = 0
            if not taken:
                try:
                    await asyncio.wait_for(stop.wait(), pause)
                except TimeoutError:
                    continue

    async def deliver_due(self, batch: int = 20) -> int:
        """Deliver up to `batch` letters side by side and answer how many were taken up."""
        letters = await self._claim(batch)
        await asyncio.gather(*(self._deliver_one(letter) for letter in letters))
        return len(letters)

    async def _claim(self, batch: int) -> list[Letter]:
        box = self._table.c
        due = (
            sa.select(box.id)
            .where(box.delivered_at.is_(None), box.parked_at.is_(None), box.due_at <= self._clock())
            .order_by(box.due_at)
            .limit(batch)
            .with_for_update(skip_locked=True)
        )
        claim = (
            sa.update(self._table)
            .where(box.id.in_(due))
            .values(due_at=self._clock() + LEASE, attempts=box.attempts + 1)
            .returning(box.id, box.kind, box.subject, box.payload, box.attempts, box.created_at)
        )
        async with self._database.transaction() as connection:
            return [Letter(*row) for row in await connection.execute(claim)]

    async def _deliver_one(self, letter: Letter) -> None:
        about = {"event_id": str(letter.id), "kind": letter.kind, "attempts": letter.attempts}
        try:
            async with asyncio.timeout(LEASE.total_seconds() / 2):
                await self._deliver(letter)
        except Exception as error:  # noqa: BLE001 (one letter's trouble must not stop the others)
            park = self._is_hopeless(letter, error)
            _log.log(
                logging.ERROR if park else logging.WARNING,
                "parked" if park else "not delivered, will try again",
                extra={**about, "error": type(error).__name__},
            )
            await self._mark(letter, **self._after_failure(letter, error, park=park))
        else:
            _log.info("delivered", extra=about)
            await self._mark(letter, delivered_at=self._clock(), last_error=None)

    def _is_hopeless(self, letter: Letter, error: Exception) -> bool:
        if isinstance(error, Refused):
            return letter.attempts >= TRIES_WHEN_REFUSED
        is_old = self._clock() - letter.created_at > PATIENCE
        return is_old and letter.attempts >= TRIES_WHEN_AWAY

    def _after_failure(self, letter: Letter, error: Exception, *, park: bool) -> dict[str, Any]:
        text = f"{type(error).__name__}: {error}"[:500]
        if park:
            return {"parked_at": self._clock(), "last_error": text}
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(letter.attempts, 10))
        # Half by chance: what failed together must not come back together.
        delay *= 0.5 + random.random() / 2  # noqa: S311 (spreads load, guards nothing)
        return {"due_at": self._clock() + timedelta(seconds=delay), "last_error": text}

    async def _mark(self, letter: Letter, **values: Any) -> None:
        mark = sa.update(self._table).where(self._table.c.id == letter.id).values(**values)
        async with self._database.transaction() as connection:
            await connection.execute(mark)
