"""Migrates a service's database with Alembic.

The same code runs before and after each migration, so migrations may only add; what is no longer
used is dropped a release later.
"""

import asyncio
import importlib.resources

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.config import load_or_exit
from chassis.db.database_url import parse_database_url
from chassis.db.settings import DatabaseSettings

LOCK_KEY = 7_205_112
"""Advisory lock: only one deployer at a time migrates a database."""


def upgrade(package: str, url: str, revision: str = "head") -> None:
    """Migrate the database at `url` to a revision of `package`, by default the newest.

    It is safe to repeat.
    """
    asyncio.run(_upgrade(package, url, revision))


async def _upgrade(package: str, url: str, revision: str) -> None:
    address, credentials = parse_database_url(url)
    engine = create_async_engine(address, poolclass=NullPool, connect_args=credentials)
    config = Config()
    config.set_main_option(
        "script_location", str(importlib.resources.files(package) / "migrations")
    )
    async with engine.connect() as connection:
        # A session lock, since each migration commits by itself.
        await connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        # The shop's statements queue behind a migration that waits for a lock: it must not wait for
        # long. Set only now, since the wait for another deployer may be longer.
        await connection.execute(sa.text("SET lock_timeout = '5s'"))
        await connection.commit()
        await connection.run_sync(_run, config, revision)
    await engine.dispose()


def _run(connection: sa.Connection, config: Config, revision: str) -> None:
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    revisions = ScriptDirectory.from_config(config).walk_revisions()
    if current is not None and current not in {each.revision for each in revisions}:
        return  # A newer release has migrated it, and has only added: this release can run on it.
    command.upgrade(config, revision)


def run_env() -> None:
    """Run the migrations, from each service's migrations/env.py.

    Each is a transaction, so that its locks end with it: the next one may take minutes.
    """
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def main(package: str) -> None:
    """Upgrade the database at DATABASE_URL, for `python -m SERVICE.migrate`."""
    upgrade(package, load_or_exit(DatabaseSettings).database_url)
