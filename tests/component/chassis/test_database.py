"""Transactions, and a database that goes away."""

import asyncio
import logging

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chassis.db.database import Database, violated_constraint
from chassis.errors import DomainError, Kind, Unavailable
from tests.faults.link import Link

COUNT = sa.text("SELECT count(*) FROM chairs")
SLEEP = sa.text("SELECT pg_sleep(30)")
ADD = sa.text("INSERT INTO chairs VALUES (:name)")


@pytest.fixture(scope="module")
async def url(make_database):
    return await make_database("users")


@pytest.fixture(scope="module")
async def database(url):
    made = Database.connect(url, name="test", pool_size=4)
    async with made.transaction() as connection:
        await connection.execute(
            sa.text("CREATE TABLE chairs (name text CONSTRAINT one_chair_a_name UNIQUE)")
        )
    yield made
    await made.close()


async def add(database: Database, *names: str, then: str = "SELECT 1") -> None:
    async with database.transaction() as connection:
        for name in names:
            await connection.execute(ADD, {"name": name})
        await connection.execute(sa.text(then))


async def chairs(database: Database) -> int:
    async with database.reading() as connection:
        return int((await connection.execute(COUNT)).scalar_one())


async def test_what_is_done_inside_a_transaction_is_kept(database):
    before = await chairs(database)
    async with database.transaction() as connection:
        await connection.execute(ADD, {"name": "kept"})
        assert await chairs(database) == before
    assert await chairs(database) == before + 1


async def test_of_a_transaction_that_fails_nothing_is_kept(database):
    before = await chairs(database)
    with pytest.raises(sa.exc.DBAPIError, match="division by zero"):
        await add(database, "rolled back", then="SELECT 1 / 0")
    assert await chairs(database) == before


async def test_of_a_transaction_whose_caller_has_gone_nothing_is_kept(database):
    before = await chairs(database)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(add(database, "late", then="SELECT pg_sleep(30)"), timeout=0.2)
    assert await chairs(database) == before
    await database.ping()


async def still_sleeping(database: Database) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = :sleep"
    async with database.reading() as connection:
        found = await connection.execute(sa.text(query), {"sleep": SLEEP.text})
        return int(found.scalar_one())


@pytest.mark.parametrize("way", ["autocommit", "transaction"])
async def test_a_statement_ends_when_nobody_waits_for_it_any_more(database, way):
    async def sleep() -> None:
        async with getattr(database, way)() as connection:
            await connection.execute(SLEEP)

    asleep = asyncio.create_task(sleep())
    async with asyncio.timeout(20):  # sooner than the statement ends by itself
        while not await still_sleeping(database):  # noqa: ASYNC110 (the database tells nobody)
            await asyncio.sleep(0.02)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asleep, 0.01)
        while await still_sleeping(database):  # noqa: ASYNC110 (likewise)
            await asyncio.sleep(0.02)


async def test_a_broken_rule_is_reported_by_its_name_and_without_its_values(database):
    with pytest.raises(IntegrityError) as caught:
        await add(database, "private", "private")
    assert violated_constraint(caught.value) == "one_chair_a_name"
    assert "[SQL parameters hidden" in str(caught.value)


async def test_a_database_that_is_not_there_is_unavailable(url):
    nowhere = Database.connect(str(sa.make_url(url).set(port=1)), name="test")
    with pytest.raises(Unavailable):
        await nowhere.ping()
    with pytest.raises(Unavailable):
        async with nowhere.transaction():
            pytest.fail("there is no connection")
    await nowhere.close()


async def test_a_connection_that_is_lost_is_unavailable_and_the_next_call_has_another(
    database, url, caplog
):
    caplog.set_level(logging.CRITICAL)  # the pool tells of the connection that it lost
    other = Database.connect(url, name="other")
    working = asyncio.create_task(add(database, "lost", then="SELECT pg_sleep(30) /* lose me */"))
    killing = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query LIKE '%lose me%' AND pid <> pg_backend_pid() AND state = 'active'"
    )
    async with asyncio.timeout(20), other.reading() as killer:
        while not (await killer.execute(killing)).all():  # noqa: ASYNC110 (the database tells nobody)
            await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await working
    await database.ping()
    await other.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", Kind.UNAVAILABLE),  # disk_full
        ("53200", Kind.UNAVAILABLE),  # out_of_memory
        ("53300", Kind.UNAVAILABLE),  # too_many_connections
        ("58030", Kind.UNAVAILABLE),  # io_error
        ("25P03", Kind.UNAVAILABLE),  # idle_in_transaction_session_timeout
        ("25006", Kind.UNAVAILABLE),  # read_only_sql_transaction
        ("55P03", Kind.EXHAUSTED),  # lock_not_available
        ("40P01", Kind.EXHAUSTED),  # deadlock_detected
    ],
)
async def test_what_may_pass_is_told_so(database, code, kind):
    fail = f"DO $$ BEGIN RAISE EXCEPTION 'it fails' USING ERRCODE = '{code}'; END $$"
    for edge in (database.transaction, database.autocommit):
        with pytest.raises(DomainError) as caught:
            async with edge() as connection:
                await connection.execute(sa.text(fail))
        assert caught.value.kind is kind
        assert "it fails" not in caught.value.message


async def test_who_waits_too_long_is_let_go(database, url):
    hasty = Database.connect(url, name="test", statement_timeout=0.2)
    await add(database, "wanted by two")
    lock = sa.text("SELECT FROM chairs WHERE name = 'wanted by two' FOR UPDATE")
    async with database.transaction() as first:
        await first.execute(lock)
        for waiting in (lock, sa.text("SELECT pg_sleep(30)")):
            with pytest.raises(DomainError, match="busy") as caught:
                async with hasty.transaction() as second:
                    await second.execute(waiting)
            assert caught.value.kind is Kind.EXHAUSTED
    await hasty.close()


async def test_connections_that_the_server_ended_meanwhile_trouble_nobody(url, caplog):
    caplog.set_level(logging.CRITICAL)  # the pool tells of the connections that it lost
    idle = Database.connect(url, name="idle", pool_size=3)
    await asyncio.gather(*(idle.ping() for _ in range(3)))
    other = Database.connect(url, name="other")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'"
    async with other.reading() as connection:
        ended = (await connection.execute(sa.text(end))).all()
    assert ended
    await asyncio.sleep(0.2)
    for _ in range(4):
        await idle.ping()
    async with idle.transaction() as connection:
        await connection.execute(COUNT)
    for database in (idle, other):
        await database.close()


async def test_a_connection_that_falls_silent_is_given_up(url, caplog):
    caplog.set_level(logging.CRITICAL)  # the pool tells of the connection that it lost
    port = sa.make_url(url).port
    assert port is not None
    link = Link(port)
    await link.open()
    by_link = str(sa.make_url(url).set(port=link.port).render_as_string(hide_password=False))
    far = Database.connect(by_link, name="far", pool_size=1, statement_timeout=0.5)
    await far.ping()
    await link.silence(is_silent=True)
    async with asyncio.timeout(10):
        with pytest.raises(Unavailable):
            await far.ping()
        await link.silence(is_silent=False)
        await far.ping()
    await far.close()
    await link.close()


async def test_a_snapshot_stays_at_its_moment(database):
    async with database.snapshot() as connection:
        before = (await connection.execute(COUNT)).scalar_one()
        await add(database, "later")
        assert (await connection.execute(COUNT)).scalar_one() == before
    assert await chairs(database) == before + 1


async def test_a_snapshot_may_pause_for_as_long_as_a_statement_may_take(url):
    patient = Database.connect(url, name="test", statement_timeout=40)
    between = sa.text("SHOW idle_in_transaction_session_timeout")
    async with patient.snapshot() as connection:
        assert (await connection.execute(between)).scalar_one() == "40s"
    async with patient.transaction() as connection:
        assert (await connection.execute(between)).scalar_one() == "20s"
    await patient.close()


async def test_a_snapshot_changes_nothing(database):
    with pytest.raises(Unavailable):
        async with database.snapshot() as connection:
            await connection.execute(ADD, {"name": "never"})
    await add(database, "after a snapshot the connection writes again")
