"""PostgreSQL by asyncpg and SQLAlchemy Core: one pool a process, one place that commits."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

import asyncpg
import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis import telemetry
from chassis.db.asyncpg_connection import DirectConnection
from chassis.db.connection_queue import ConnectionQueue
from chassis.db.database_url import parse_database_url
from chassis.errors import DomainError, Kind, Unavailable

_UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    asyncpg.IdleInTransactionSessionTimeoutError,  # this process hung meanwhile
    asyncpg.InsufficientResourcesError,  # a full disk, no memory, no connection left
    asyncpg.PostgresSystemError,  # its disk fails
    asyncpg.ReadOnlySQLTransactionError,  # a failover: this one is no longer the primary
    OSError,
)
_CONTENTION = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.QueryCanceledError,  # past statement_timeout
)

_LIMIT_IDLE_TIME = sa.text(
    "SELECT set_config('idle_in_transaction_session_timeout',"
    " current_setting('statement_timeout'), true)"
)


class Database:
    """A pool of connections to one database.

    Every use of a connection raises Unavailable while the database is unreachable or out of
    resources, and a DomainError of Kind.EXHAUSTED, BUSY, on timeouts, lock conflicts and deadlocks.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        assert isinstance(engine.pool, sa.QueuePool)
        self._queue = ConnectionQueue(engine.pool)
        # Without BEGIN and COMMIT, a single statement is one round trip.
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshot = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        name: str,
        pool_size: int = 10,
        statement_timeout: float = 10.0,
        planner: Mapping[str, str] = MappingProxyType({}),
    ) -> "Database":
        """Make a pool, not yet connected, for a URL as `chassis.db.database_url` describes it.

        `name` is shown in pg_stat_activity; `statement_timeout` is in seconds; `planner` has
        settings of PostgreSQL's planner that differ from its defaults.
        """
        settings = {
            "application_name": name,
            "jit": "off",  # compiling costs more than these short statements take
            "statement_timeout": str(int(statement_timeout * 1000)),
            "lock_timeout": str(int(statement_timeout * 500)),
            # A transaction whose client has vanished holds its locks for this long. A live client
            # sends the next statement at once.
            "idle_in_transaction_session_timeout": str(int(statement_timeout * 500)),
            "timezone": "UTC",
            **planner,
        }
        address, credentials = parse_database_url(url)
        engine = create_async_engine(
            address,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5.0,
            pool_recycle=1800,
            json_deserializer=msgspec.json.decode,
            **telemetry.pool_options(),
            hide_parameters=True,  # failed statements are logged; their values are private
            connect_args={
                "server_settings": settings,
                "timeout": 5.0,
                # Longer than the server's own timeout: for a connection that is cut without notice.
                "command_timeout": statement_timeout + 1.0,
                **credentials,
            },
        )
        sa.event.listen(engine.sync_engine, "checkout", _refuse_closed)
        telemetry.instrument(engine, name)
        return cls(engine)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction: commit after the block, or roll back if it raises."""
        with _domain_errors():
            async with self._queue.slot(), self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[AsyncConnection]:
        """Take a connection on which each statement is a transaction of its own."""
        with _domain_errors():
            async with self._queue.slot(), self._autocommit.connect() as connection:
                yield connection

    reading = autocommit
    """For reads: each statement sees what was committed when it began."""

    @asynccontextmanager
    async def direct(self) -> AsyncIterator[DirectConnection]:
        """Like `autocommit`, by asyncpg itself: for the few statements that run most often."""
        with _domain_errors():
            pooled = await self._queue.acquire()
            error: BaseException | None = None
            try:
                yield DirectConnection(pooled)
            except BaseException as raised:
                error = raised
                raise
            finally:
                await self._queue.release(pooled, error)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Open a read-only transaction that sees the database as of its first statement.

        It may be idle for as long as a statement may take. While it is open, PostgreSQL keeps every
        row version since.
        """
        with _domain_errors():
            async with self._queue.slot(), self._snapshot.begin() as connection:
                await connection.execute(_LIMIT_IDLE_TIME)
                yield connection

    async def ping(self) -> None:
        """Return if the database answers. Raise Unavailable."""
        async with self.reading() as connection:
            await connection.execute(sa.text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    # If the server closed it while it was idle, the pool makes another. This costs no round trip.
    if connection.driver_connection.is_closed():
        raise sa.exc.DisconnectionError


class _domain_errors:  # noqa: N801 (reads like a function in a with statement)
    """Turns temporary errors into domain errors, unavailable or busy; others pass through."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        cause = _driver_error(error) if isinstance(error, DBAPIError) else error
        if isinstance(cause, (PoolTimeout, *_CONTENTION)):
            raise DomainError("the database is busy", kind=Kind.EXHAUSTED, reason="BUSY") from error
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        # A value that asyncpg cannot encode is a bug here, although it is an InterfaceError.
        if lost or (isinstance(cause, _UNAVAILABLE) and not isinstance(cause, asyncpg.DataError)):
            raise Unavailable("the database does not answer") from error


def _driver_error(error: DBAPIError) -> BaseException | None:
    # SQLAlchemy's adapter wraps asyncpg's exception in one of its own.
    return error.orig.__cause__ if error.orig is not None else None


def violated_constraint(error: DBAPIError) -> str | None:
    """Return the name of the violated constraint of an IntegrityError."""
    name = getattr(_driver_error(error), "constraint_name", None)
    return str(name) if name else None
