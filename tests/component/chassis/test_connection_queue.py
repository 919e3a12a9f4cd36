"""Statements by asyncpg itself, and who gets a connection when."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest
import sqlalchemy as sa

from chassis import telemetry
from chassis.db import connection_queue
from chassis.db.database import Database
from chassis.errors import DomainError, Kind
from chassis.metrics import POOL_TIMEOUTS, POOL_WAIT

ADD = sa.text("INSERT INTO chairs VALUES (:name)")
COUNT = sa.text("SELECT count(*) FROM chairs")
PID = sa.text("SELECT pg_backend_pid()")
END = sa.text("SELECT pg_terminate_backend(:pid)").bindparams(sa.bindparam("pid", type_=sa.Integer))


@pytest.fixture(scope="module")
async def url(make_database):
    return await make_database("users")


@pytest.fixture(scope="module")
async def database(url):
    made = Database.connect(url, name="test", pool_size=4)
    async with made.transaction() as connection:
        await connection.execute(sa.text("CREATE TABLE chairs (name text UNIQUE)"))
    yield made
    await made.close()


SLEEP = sa.text("SELECT pg_sleep(5)")
BOTH = sa.select(sa.bindparam("given", type_=sa.Integer), sa.literal(7))


async def test_a_direct_statement_takes_values_and_has_constants_of_its_own(database):
    async with database.direct() as connection:
        assert [tuple(row) for row in await connection.fetch(BOTH, {"given": 1})] == [(1, 7)]
        assert [tuple(row) for row in await connection.fetch(BOTH, {"given": 2})] == [(2, 7)]


async def test_a_direct_statement_that_fails_leaves_its_connection_good(database):
    async with database.direct() as connection:
        await connection.fetch(ADD, {"name": "direct"})
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.fetch(ADD, {"name": "direct"})
        assert len(await connection.fetch(COUNT, {})) == 1


async def test_a_direct_statement_cut_off_gives_its_connection_to_nobody(database):
    async def sleep() -> None:
        async with database.direct() as connection:
            await connection.fetch(SLEEP, {})

    for _ in range(6):  # more than the pool has
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sleep(), 0.05)
    async with database.direct() as connection:
        assert [tuple(row) for row in await connection.fetch(BOTH, {"given": 1})] == [(1, 7)]


@pytest.fixture
async def single(url) -> AsyncIterator[Database]:
    """A database of one connection, for which all wait."""
    made = Database.connect(url, name="single", pool_size=1)
    yield made
    await made.close()


async def pid_of(database: Database, order: list[int] | None = None, number: int = 0) -> int:
    async with database.direct() as connection:
        [(pid,)] = await connection.fetch(PID, {})
        if order is not None:
            order.append(number)
        return int(pid)


async def test_who_has_waited_longest_is_served_first_with_the_connection_of_the_one_before(single):
    order: list[int] = []
    waiting = [asyncio.create_task(pid_of(single, order, number)) for number in range(8)]
    pids = await asyncio.gather(*waiting)
    assert order == list(range(8))
    assert len(set(pids)) == 1


@pytest.mark.parametrize("when", ["while they wait", "when it is theirs"])
async def test_who_leaves_takes_no_connection_with_them(single, when):
    async with single.direct():
        leaving = asyncio.create_task(pid_of(single))
        staying = asyncio.create_task(pid_of(single))
        await asyncio.sleep(0)
        if when == "while they wait":
            leaving.cancel()
    # Outside it has been handed to the first of them, who has not run yet.
    leaving.cancel()
    async with asyncio.timeout(2):
        assert await staying == await pid_of(single)
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_the_last_who_waits_leaves_it_to_whoever_comes(single):
    async with single.direct():
        leaving = asyncio.create_task(pid_of(single))
        await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait([leaving])
    async with asyncio.timeout(2):
        await pid_of(single)


async def test_who_waits_behind_a_statement_cut_off_gets_another_connection(single):
    async def sleep() -> None:
        async with single.direct() as connection:
            await connection.fetch(SLEEP, {})

    first = await pid_of(single)
    sleeping = asyncio.create_task(sleep())
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(pid_of(single)) for _ in range(2)]
    await asyncio.sleep(0)
    sleeping.cancel()
    second, third = await asyncio.gather(*waiting)
    assert second == third != first


async def test_who_wants_a_transaction_stands_in_the_same_queue(url):
    two = Database.connect(url, name="two", pool_size=2)
    order: list[int] = []

    async def change(number: int) -> None:
        async with two.transaction() as connection:
            await connection.execute(COUNT)
            order.append(number)

    # One of the two is out all the while: turns are those of the other.
    async with two.transaction():
        async with two.direct():
            wanting = [
                asyncio.create_task(change(number) if number % 3 else pid_of(two, order, number))
                for number in range(9)
            ]
            await asyncio.sleep(0)
        await asyncio.gather(*wanting)
    assert order == list(range(9))
    await two.close()


async def test_a_connection_that_the_server_ended_is_handed_to_nobody(single, database):
    async def sleep() -> None:
        async with single.direct() as connection:
            await connection.fetch(SLEEP, {})

    first = await pid_of(single)
    sleeping = asyncio.create_task(sleep())
    await asyncio.sleep(0.1)
    waiting = [asyncio.create_task(pid_of(single)) for _ in range(3)]
    await asyncio.sleep(0)
    async with database.direct() as connection:
        await connection.fetch(END, {"pid": first})
    with pytest.raises(DomainError):
        await sleeping
    pids = await asyncio.gather(*waiting)
    assert first not in pids
    assert len(set(pids)) == 1


async def test_whoever_waits_for_a_transaction_is_not_waited_out(single):
    async def again_and_again() -> None:
        while True:
            await pid_of(single)

    busy = [asyncio.create_task(again_and_again()) for _ in range(4)]
    async with asyncio.timeout(5):
        for _ in range(3):
            await single.ping()
    for task in busy:
        task.cancel()
    await asyncio.wait(busy)


async def test_who_waits_longer_than_the_pool_has_patience_for_is_told_so(single, monkeypatch):
    monkeypatch.setattr(sa.QueuePool, "timeout", lambda _: 0.05)
    async with single.direct():
        with pytest.raises(DomainError, match="busy") as caught:
            await pid_of(single)
    assert caught.value.kind is Kind.EXHAUSTED
    assert await pid_of(single)


class FakeExporter:
    """Keeps the values that are recorded."""

    def __init__(self) -> None:
        self._recorded: list[tuple[object, float]] = []

    def record(self, metric: object, value: float, _: object) -> None:
        self._recorded.append((metric, value))

    def observe(self, *_: object) -> None: ...

    record_span = observe

    def values_of(self, metric: object) -> list[float]:
        return [value for recorded, value in self._recorded if recorded is metric]


async def test_an_operator_sees_how_long_one_waits_for_another(url, monkeypatch):
    exporter = FakeExporter()
    monkeypatch.setattr(telemetry, "_exporter", exporter)
    seen = Database.connect(url, name="seen", pool_size=1)
    async with seen.direct():
        waiting = asyncio.create_task(pid_of(seen))
        await asyncio.sleep(0)  # it stands in the queue
        began = time.perf_counter()
        await asyncio.sleep(0.1)
        waited = time.perf_counter() - began
    await waiting
    assert max(exporter.values_of(POOL_WAIT)) >= waited
    monkeypatch.setattr(sa.QueuePool, "timeout", lambda _: 0.05)
    async with seen.direct():
        with pytest.raises(DomainError, match="busy"):
            await pid_of(seen)
    assert exporter.values_of(POOL_TIMEOUTS) == [1]
    await seen.close()


async def test_a_pool_that_has_no_connection_to_give_leaves_room_for_the_next(url, monkeypatch):
    lost = Database.connect(url, name="lost", pool_size=1)
    spawn = connection_queue.greenlet_spawn

    async def fail(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(connection_queue, "greenlet_spawn", fail)
    for _ in range(3):
        with pytest.raises(DomainError) as caught:
            await pid_of(lost)
        assert caught.value.kind is Kind.UNAVAILABLE
    monkeypatch.setattr(connection_queue, "greenlet_spawn", spawn)
    assert await pid_of(lost)
    await lost.close()
