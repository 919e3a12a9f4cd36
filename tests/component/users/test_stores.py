"""What users keeps, on a real PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.db.database import Database
from chassis.ids import new_id
from users.accounts import closed_account_store
from users.mail_links import store as link_store
from users.rate_limits import store as rate_limit_store
from users.tables import accounts

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
async def database(make_database):
    database = Database.connect(await make_database("users"), name="test", pool_size=4)
    yield database
    await database.close()


async def test_accounts_that_are_closed_at_once_get_their_places_one_after_the_other(database):
    """Else a reader could see the later place first, and never look for the earlier again."""
    first, second = new_id(), new_id()

    async def close(account_id: UUID) -> None:
        async with database.transaction() as connection:
            await closed_account_store.add_closed_account(connection, account_id, NOW)

    async with database.transaction() as connection:
        await closed_account_store.add_closed_account(connection, first, NOW)
        closing = asyncio.create_task(close(second))
        async with asyncio.timeout(30), database.reading() as watcher:
            waits = sa.text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            while not (await watcher.execute(waits)).scalar_one():
                assert not closing.done(), "it did not wait"
                await asyncio.sleep(0.01)
    await closing
    async with database.reading() as connection:
        listed = await closed_account_store.list_closed(connection, 0, 10)
    assert [account.id for account in listed] == [first, second]


async def test_an_address_is_remembered_until_its_time_and_no_longer(database):
    async with database.autocommit() as connection:
        await rate_limit_store.remember(connection, b"key", NOW)
        known = [
            await rate_limit_store.is_remembered(connection, b"key", now)
            for now in (NOW - MOMENT, NOW, NOW + MOMENT)
        ]
    assert known == [True, False, False]


async def test_a_link_that_has_just_run_out_is_deleted(database):
    account = new_id()
    async with database.transaction() as connection:
        email = {"email": "a@example.com", "email_key": "a@example.com"}
        row = {"id": account, **email, "name": "A", "language": "es", "role": "customer"}
        insert = sa.insert(accounts).values(**row, password_hash="-", created_at=NOW, channels=[])
        await connection.execute(insert)
        for digest, end in ((b"over", NOW), (b"good", NOW + MOMENT)):
            purpose = link_store.LinkPurpose.RESET
            await link_store.add_link(connection, digest, account, purpose, end)
        await link_store.delete_expired_links(connection, NOW)
        left = await connection.execute(sa.text("SELECT digest FROM mail_links"))
        assert [bytes(row.digest) for row in left] == [b"good"]
