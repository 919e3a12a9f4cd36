"""PostgreSQL by asyncpg and SQLAlchemy Core: one pool a process, one edge where work commits."""

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
from chassis.db.connection_queue import Lending
from chassis.db.database_url import understand
from chassis.errors import DomainError, Kind, Unavailable

_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    asyncpg.IdleInTransactionSessionTimeoutError,  # this process stood still meanwhile
    asyncpg.InsufficientResourcesError,  # a full disk, no memory, no connection left
    asyncpg.PostgresSystemError,  # its disk fails it
    asyncpg.ReadOnlySQLTransactionError,  # a failover: this one is no longer the primary
    OSError,
)
_BUSY = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.QueryCanceledError,  # it took longer than statement_timeout
)

_AS_LONG_BETWEEN = sa.text(
    "SELECT set_config('idle_in_transaction_session_timeout',"
    " current_setting('statement_timeout'), true)"
)


class Database:
    """A pool of connections to one database.

    Whatever is done on one raises Unavailable while the database is out of reach or out of room,
    and a DomainError of Kind.EXHAUSTED, BUSY, when it took too long or stood in another's way.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        assert isinstance(engine.pool, sa.QueuePool)
        self._lending = Lending(engine.pool)
        # One statement needs no BEGIN and COMMIT around it: it is one round trip without them.
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._one_moment = engine.execution_options(
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
        """Make the pool for a URL as `chassis.db.database_url` has it, not yet connected.

        `name` is what pg_stat_activity shows; `statement_timeout` is in seconds.
        `planner` has PostgreSQL's settings of that kind where the usual ones do not serve.
        """
        settings = {
            "application_name": name,
            "jit": "off",  # compiling costs more than these short statements take
            "statement_timeout": str(int(statement_timeout * 1000)),
            "lock_timeout": str(int(statement_timeout * 500)),
            # Nothing but the next statement is waited for in a transaction. One whose client has
            # been lost without a word would hold its locks for as long as this.
            "idle_in_transaction_session_timeout": str(int(statement_timeout * 500)),
            "timezone": "UTC",
            **planner,
        }
        place, login = understand(url)
        engine = create_async_engine(
            place,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5.0,
            pool_recycle=1800,
            json_deserializer=msgspec.json.decode,
            **telemetry.pool_options(),
            hide_parameters=True,  # a statement that fails is logged; what it carried is private
            connect_args={
                "server_settings": settings,
                "timeout": 5.0,
                # Longer than the server's own: it is for a connection on which no answer comes.
                "command_timeout": statement_timeout + 1.0,
                **login,
            },
        )
        sa.event.listen(engine.sync_engine, "checkout", _refuse_closed)
        telemetry.instrument(engine, name)
        return cls(engine)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commit what is done inside, or, on any exception, nothing of it."""
        with _translated():
            async with self._lending.room(), self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which each statement is a transaction of its own."""
        with _translated():
            async with self._lending.room(), self._autocommit.connect() as connection:
                yield connection

    reading = autocommit
    """For reads: each statement sees what is committed when it begins."""

    @asynccontextmanager
    async def direct(self) -> AsyncIterator[DirectConnection]:
        """As autocommit, by asyncpg itself: for the few statements that are run most."""
        with _translated():
            lent = await self._lending.lend()
            error: BaseException | None = None
            try:
                yield DirectConnection(lent)
            except BaseException as raised:
                error = raised
                raise
            finally:
                await self._lending.give_back(lent, error)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one moment, that of its first statement, and changes nothing.

        Between two statements may pass as long as one of them may take. While it is open
        PostgreSQL keeps every row version since.
        """
        with _translated():
            async with self._lending.room(), self._one_moment.begin() as connection:
                await connection.execute(_AS_LONG_BETWEEN)
                yield connection

    async def ping(self) -> None:
        """Return if the database answers, else raise Unavailable."""
        async with self.reading() as connection:
            await connection.execute(sa.text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    # The server ended it while nobody used it: the pool makes another. Costs no round trip.
    if connection.driver_connection.is_closed():
        raise sa.exc.DisconnectionError


class _translated:  # noqa: N801 (used as a with-statement's word)
    """Turns what may pass into domain errors: out of reach, or busy. Other errors pass through."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        cause = _driver_error(error) if isinstance(error, DBAPIError) else error
        if isinstance(cause, (PoolTimeout, *_BUSY)):
            raise DomainError("the database is busy", kind=Kind.EXHAUSTED, reason="BUSY") from error
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        # A value that asyncpg cannot send is a mistake of ours, an InterfaceError though it be.
        if lost or (isinstance(cause, _LOST) and not isinstance(cause, asyncpg.DataError)):
            raise Unavailable("the database does not answer") from error


def _driver_error(error: DBAPIError) -> BaseException | None:
    # SQLAlchemy's adapter wraps asyncpg's exception once more.
    return error.orig.__cause__ if error.orig is not None else None


def violated_constraint(error: DBAPIError) -> str | None:
    """Return the name of the constraint that an IntegrityError tells of."""
    name = getattr(_driver_error(error), "constraint_name", None)
    return str(name) if name else None
