"""Migrations, one deployer or many."""

import asyncio
import os

import pytest
import sqlalchemy as sa

from chassis.db.database import Database
from chassis.db.migrations import upgrade
from local import postgres
from local.databases import create_databases
from tests.conftest import DATABASE_PASSWORD


@pytest.fixture
async def empty(postgres_port):
    """The URL of a database of users that nobody has migrated."""
    suffix = f"_empty_{os.getpid()}"
    server = postgres.Server(postgres_port, DATABASE_PASSWORD)
    await create_databases(server, suffix)
    return server.url("users" + suffix, role="users")


async def test_deployers_at_once_and_one_after_another_bring_a_database_up_once(empty):
    at_once = [asyncio.to_thread(upgrade, "users", empty) for _ in range(3)]
    await asyncio.gather(*at_once)
    await asyncio.to_thread(upgrade, "users", empty)
    database = Database.connect(empty, name="test")
    async with database.reading() as connection:
        versions = await connection.execute(sa.text("SELECT version_num FROM alembic_version"))
        assert len(versions.all()) == 1
        await connection.execute(sa.text("SELECT id FROM accounts"))
    await database.close()
