"""Brings a service's database to the shape that its code needs, with Alembic.

Code runs before and after each migration, so steps may only add; what is no longer used is taken
away a release later.
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
from chassis.db.database_url import understand
from chassis.db.settings import DatabaseSettings

LOCK = 7_205_112
"""Advisory lock key: two deployers of one database take turns."""


def upgrade(package: str, url: str, revision: str = "head") -> None:
    """Bring the database at `url` to a migration of `package`, the newest one; safe to repeat."""
    asyncio.run(_upgrade(package, url, revision))


async def _upgrade(package: str, url: str, revision: str) -> None:
    place, login = understand(url)
    engine = create_async_engine(place, poolclass=NullPool, connect_args=login)
    config = Config()
    config.set_main_option(
        "script_location", str(importlib.resources.files(package) / "migrations")
    )
    async with engine.connect() as connection:
        # Until the connection ends: each step commits by itself.
        await connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        # A migration that cannot get its lock soon must not hold up the shop behind it. Another
        # deployer may take longer, so this comes after its turn.
        await connection.execute(sa.text("SET lock_timeout = '5s'"))
        await connection.commit()
        await connection.run_sync(_run, config, revision)
    await engine.dispose()


def _run(connection: sa.Connection, config: Config, revision: str) -> None:
    config.attributes["connection"] = connection
    now = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if now is not None and now not in known:
        return  # A newer release was here, and has only added: going back changes no table.
    command.upgrade(config, revision)


def run_env() -> None:
    """What each service's migrations/env.py does.

    A step's locks end with the step: the next one may take minutes.
    """
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def main(package: str) -> None:
    """What `python -m SERVICE.migrate` does: `upgrade` on DATABASE_URL."""
    upgrade(package, load_or_exit(DatabaseSettings).database_url)
