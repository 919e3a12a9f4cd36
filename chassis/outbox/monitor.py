"""Reports the backlog of an outbox, in the log and as metrics."""

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

MAX_AGE = 60.0
"""Seconds that a message may wait before the report is a warning."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The undelivered messages of an outbox."""

    waiting: int
    """Messages that are due, wait for a retry, or are being delivered."""
    oldest_seconds: float
    """Age of the oldest of them; 0 when there is none."""
    parked: int
    """Parked messages."""

    @property
    def is_worrying(self) -> bool:
        """Whether an operator should look at the outbox."""
        return self.parked > 0 or self.oldest_seconds > MAX_AGE


def backlog_query(table: sa.Table) -> sa.Select[int, float, int]:
    """Return the query for a backlog. It reads only indexes of undelivered messages."""
    box = table.c
    parked = sa.select(sa.func.count()).where(box.parked_at.is_not(None))
    age = sa.func.extract("epoch", sa.func.now() - sa.func.min(box.created_at))
    return sa.select(
        sa.func.count(), sa.cast(sa.func.coalesce(age, 0), sa.Float), parked.scalar_subquery()
    ).where(box.delivered_at.is_(None), box.parked_at.is_(None))


async def read_backlog(database: Database, table: sa.Table) -> Backlog:
    """Return the backlog. Raise DomainError, DBAPIError."""
    async with database.reading() as connection:
        waiting, oldest, parked = (await connection.execute(backlog_query(table))).one()
    return Backlog(waiting, round(oldest, 1), parked)


async def report_backlog(
    database: Database, table: sa.Table, stop: asyncio.Event, *, every: float
) -> None:
    """Report the backlog now and then every `every` seconds, until `stop`.

    The log line is a warning while the backlog is worrying.
    """
    while not stop.is_set():
        try:
            backlog = await read_backlog(database, table)
        except (DomainError, DBAPIError) as error:
            # A failed count must not stop the relay that runs beside it.
            reason = error.message if isinstance(error, DomainError) else str(error.orig)
            _log.warning("outbox not counted", extra={"reason": reason})
        else:
            level = logging.WARNING if backlog.is_worrying else logging.INFO
            _log.log(level, "outbox", extra=asdict(backlog))
            telemetry.record(OUTBOX_WAITING, backlog.waiting)
            telemetry.record(OUTBOX_OLDEST, backlog.oldest_seconds)
            telemetry.record(OUTBOX_PARKED, backlog.parked)
        try:
            await asyncio.wait_for(stop.wait(), every)
        except TimeoutError:
            continue
