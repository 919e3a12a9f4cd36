"""Tells now and then how much waits in an outbox: what piles up must be seen soon."""

import asyncio
import logging
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from chassis import telemetry
from chassis.db.database import Database
from chassis.errors import DomainError
from chassis.metrics import OUTBOX_OLDEST, OUTBOX_PARKED, OUTBOX_WAITING

_log = logging.getLogger("tienda.outbox")

LATE = 60.0
"""Seconds that a message may wait before it is worth a warning."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What an outbox holds that is not delivered."""

    waiting: int
    """Messages that wait for their turn or their next try, or are being delivered just now."""
    oldest_seconds: float
    """How long the oldest of them has been waiting since it was written; 0 when there is none."""
    parked: int
    """Messages that wait for somebody to look at them."""

    @property
    def is_worrying(self) -> bool:
        """Whether somebody should look."""
        return self.parked > 0 or self.oldest_seconds > LATE


def question(table: sa.Table) -> sa.Select[int, float, int]:
    """Return the query for a backlog. It reads indexes that hold undelivered messages alone."""
    box = table.c
    parked = sa.select(sa.func.count()).where(box.parked_at.is_not(None))
    age = sa.func.extract("epoch", sa.func.now() - sa.func.min(box.created_at))
    return sa.select(
        sa.func.count(), sa.cast(sa.func.coalesce(age, 0), sa.Float), parked.scalar_subquery()
    ).where(box.delivered_at.is_(None), box.parked_at.is_(None))


async def backlog(database: Database, table: sa.Table) -> Backlog:
    """Count what is not delivered. Raise DomainError, DBAPIError."""
    async with database.reading() as connection:
        waiting, oldest, parked = (await connection.execute(question(table))).one()
    return Backlog(waiting, round(oldest, 1), parked)


async def watch(database: Database, table: sa.Table, stop: asyncio.Event, *, every: float) -> None:
    """Log a line `outbox` at once and then every so many seconds, until `stop`.

    It is a warning while messages are parked or the oldest is late.
    """
    while not stop.is_set():
        try:
            now = await backlog(database, table)
        except (DomainError, DBAPIError) as error:
            # Not to know is no reason to stop those who deliver beside it.
            reason = error.message if isinstance(error, DomainError) else str(error.orig)
            _log.warning("outbox not counted", extra={"reason": reason})
        else:
            level = logging.WARNING if now.is_worrying else logging.INFO
            _log.log(level, "outbox", extra=asdict(now))
            telemetry.record(OUTBOX_WAITING, now.waiting)
            telemetry.record(OUTBOX_OLDEST, now.oldest_seconds)
            telemetry.record(OUTBOX_PARKED, now.parked)
        try:
            await asyncio.wait_for(stop.wait(), every)
        except TimeoutError:
            continue
