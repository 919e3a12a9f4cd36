"""The relay as it runs: many messages, slow ones, receivers away, a database lost and back."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import Clock, system_clock
from chassis.db.database import Database
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.outbox.outbox import LEASE, Outbox, OutboxMessage, Undelivered
from chassis.outbox.relay import Relay
from orders.tables import outbox as table


class FailingOutbox(Outbox):
    """Cannot write down what came of messages so many times."""

    failures = 0

    async def settle(
        self, delivered: Sequence[OutboxMessage], undelivered: Sequence[Undelivered] = ()
    ) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable("the database does not answer")
        await super().settle(delivered, undelivered)


@dataclass
class Box:
    database: Database
    outbox: FailingOutbox
    delivered: Counter[UUID] = field(default_factory=Counter)

    async def write(self, count: int) -> list[UUID]:
        rows = [{"id": new_id(), "kind": "some.kind", "subject": new_id()} for _ in range(count)]
        async with self.database.transaction() as connection:
            await connection.execute(sa.insert(table), rows)
        return [row["id"] for row in rows]

    async def count(self, condition: sa.ColumnElement[bool]) -> int:
        async with self.database.reading() as connection:
            found = sa.select(sa.func.count()).select_from(table).where(condition)
            return int((await connection.execute(found)).scalar_one())

    async def until_settled(self, count: int) -> None:
        async with asyncio.timeout(60):
            while await self.count(table.c.delivered_at.is_not(None)) < count:  # noqa: ASYNC110 (another process could settle them)
                await asyncio.sleep(0.02)

    async def deliver(self, message: OutboxMessage) -> None:
        self.delivered[message.id] += 1

    @asynccontextmanager
    async def running(
        self,
        deliver: Callable[[OutboxMessage], Awaitable[None]],
        at_once: int,
        clock: Clock = system_clock,
    ) -> AsyncIterator[None]:
        stop = asyncio.Event()
        relay = Relay(self.outbox, deliver, clock, max_concurrent=at_once)
        running = asyncio.create_task(relay.run(stop, pause=0.02))
        yield
        stop.set()
        await running


@pytest.fixture
async def box(make_database) -> AsyncIterator[Box]:
    database = Database.connect(await make_database("orders"), name="test")
    yield Box(database, FailingOutbox(database, table, system_clock))
    await database.close()


async def test_a_slow_message_holds_up_no_other(box: Box) -> None:
    first, *_ = await box.write(100)
    hold = asyncio.Event()

    async def deliver(message: OutboxMessage) -> None:
        if message.id == first:
            await hold.wait()
        await box.deliver(message)

    async with box.running(deliver, at_once=4):
        await box.until_settled(99)
        assert first not in box.delivered
        hold.set()
        await box.until_settled(100)
    assert set(box.delivered.values()) == {1}


async def test_what_was_delivered_while_the_database_was_away_is_not_delivered_twice(
    box: Box,
) -> None:
    await box.write(200)
    box.outbox.failures = 3

    async def deliver(message: OutboxMessage) -> None:
        # Some come back while others are being written down.
        await asyncio.sleep(message.id.int % 7 / 1000)
        await box.deliver(message)

    async with box.running(deliver, at_once=10):
        await box.until_settled(200)
    assert box.outbox.failures == 0
    assert len(box.delivered) == 200
    assert set(box.delivered.values()) == {1}


class Pauses:
    """Stands in for the pauses of a relay: they pass at once, and its clock goes on by them."""

    def __init__(self) -> None:
        # New messages are due by the database's clock, which may be a little ahead.
        self._began = datetime.now(UTC) + timedelta(seconds=5)
        self.seconds = 0.0
        """Passed so far."""

    def clock(self) -> datetime:
        return self._began + timedelta(seconds=self.seconds)

    async def wait_for(self, _: asyncio.Event, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


async def test_while_nothing_gets_through_few_are_tried(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = 1.5
    written = await box.write(300)
    pauses = Pauses()
    monkeypatch.setattr("chassis.outbox.relay._wait_for", pauses.wait_for)
    box.outbox = FailingOutbox(box.database, table, pauses.clock)
    failed: list[UUID] = []
    delivered_at: dict[UUID, float] = {}

    async def deliver(message: OutboxMessage) -> None:
        if pauses.seconds < away:
            failed.append(message.id)
            raise ConnectionError("nobody there")
        delivered_at[message.id] = pauses.seconds
        await box.deliver(message)

    async with box.running(deliver, at_once=10, clock=pauses.clock):
        await box.until_settled(300)
    assert 10 <= len(failed) <= 100
    # Those that were never tried go at once; the others when their time comes.
    assert max(delivered_at[one] for one in written if one not in failed) < away + 5


async def test_who_lost_a_message_to_another_has_no_say_in_it(box: Box) -> None:
    now = datetime.now(UTC) + timedelta(seconds=5)
    await box.write(1)
    (lost,) = await Outbox(box.database, table, lambda: now).claim(5)
    later = now + LEASE + timedelta(seconds=1)
    second = Outbox(box.database, table, lambda: later)
    (held,) = await second.claim(5)
    assert held.attempts == 2
    await box.outbox.settle([], [Undelivered(lost, "too slow", now)])
    await box.outbox.settle([], [Undelivered(lost, "too slow", None)])
    assert await second.claim(5) == [], "the second claimant's lease stands"
    await second.settle([held])
    assert await box.count(table.c.delivered_at.is_not(None)) == 1
    assert await box.count(table.c.parked_at.is_not(None)) == 0


async def test_a_claim_takes_no_more_than_asked(box: Box) -> None:
    await box.write(60)
    now = datetime.now(UTC) + timedelta(seconds=5)
    claimants = [Outbox(box.database, table, lambda: now) for _ in range(6)]
    claims = await asyncio.gather(*(one.claim(7) for one in claimants))
    assert [len(claim) for claim in claims] == [7] * 6
    ids = {message.id for claim in claims for message in claim}
    assert len(ids) == 42
