"""Single statements by asyncpg itself, on a connection of SQLAlchemy's pool.

For what the shop does most. SQLAlchemy compiles the statement, once; its work around each run, four
times what asyncpg's is, is left out.
"""

import asyncio
import functools
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi, dialect
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from chassis import telemetry


class DirectConnection:
    """A connection on which each statement is a transaction of its own."""

    def __init__(self, lent: PoolProxiedConnection) -> None:
        self._lent = lent

    async def fetch(
        self, statement: "sa.Executable | Written", values: Mapping[str, Any]
    ) -> list[asyncpg.Record]:
        """Answer the rows.

        The statement must be one that is kept: it is compiled once. Values go to asyncpg as they
        are.
        """
        as_written = statement if isinstance(statement, Written) else _written_once(statement)
        driver: Any = self._lent.driver_connection
        rows: list[asyncpg.Record] = await driver.fetch(
            as_written.sql,
            *(values.get(name, constant) for name, constant in as_written.parameters),
        )
        return rows


_IN_A_ROW = 16
"""How often a connection goes from hand to hand before the pool looks at it again, and lends it to
whoever else waits."""


class Lender:
    """Lends a pool's connections for single statements, to whoever has waited longest.

    Where somebody waits, a connection is handed on without the pool: to go through it, and wait in
    its queue, costs as much as asyncpg does for the statement.
    """

    def __init__(self, pool: sa.QueuePool) -> None:
        self._pool = pool
        self._free = pool.size()
        self._waiting: deque[asyncio.Future[PoolProxiedConnection | None]] = deque()

    async def lend(self) -> PoolProxiedConnection:
        """Take a connection, once there is one; `give_back` must follow.

        Raises SQLAlchemy's TimeoutError when there is none for as long as the pool has patience,
        and what asyncpg raises: no engine is between to tell SQLAlchemy's own error by.
        """
        if self._free and not self._waiting:
            self._free -= 1
        else:
            with telemetry.waiting(self._pool):
                handed_on = await self._wait()
            if handed_on is not None:
                return handed_on
        try:
            lent = await greenlet_spawn(self._pool.connect)
        except BaseException as error:
            self._make_room()
            if isinstance(error, AsyncAdapt_asyncpg_dbapi.Error):
                raise (error.__cause__ or error) from None
            raise
        lent.info[_HANDED_ON] = 0
        return lent

    async def _wait(self) -> PoolProxiedConnection | None:
        """Answer a connection that was handed on, or None: there is room to take one."""
        turn: asyncio.Future[PoolProxiedConnection | None] = (
            asyncio.get_running_loop().create_future()
        )
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._pool.timeout()):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                # It came in the very moment in which this one left.
                if (lent := turn.result()) is None:
                    self._make_room()
                else:
                    await self.give_back(lent, None)
            if isinstance(error, TimeoutError):
                raise PoolTimeout("no connection was given back in time") from None
            raise

    async def give_back(self, lent: PoolProxiedConnection, error: BaseException | None) -> None:
        """Give it back; after what is no answer of the server's own, close it."""
        is_good = error is None or isinstance(error, asyncpg.PostgresError)
        if is_good and self._waiting and lent.info[_HANDED_ON] < _IN_A_ROW:
            lent.info[_HANDED_ON] += 1
            if self._next(lent):
                return
        try:
            if not is_good:
                # Cancelled or cut off in the middle: what comes next on it is nobody's.
                await greenlet_spawn(lent.invalidate)
            await greenlet_spawn(lent.close)
        finally:
            self._make_room()

    def _make_room(self) -> None:
        if not self._next(None):
            self._free += 1

    def _next(self, lent: PoolProxiedConnection | None) -> bool:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(lent)
                return True
        return False


_HANDED_ON = "handed on"


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as asyncpg takes it."""

    sql: str
    parameters: tuple[tuple[str, Any], ...]
    """What $1, $2 and so on are: names, and the statement's own constants."""


def written(statement: sa.Executable) -> Written:
    """Compile a statement.

    For those of which there are many: SQLAlchemy's tree of one is a thousand objects, each of which
    the garbage collector looks at.
    """
    assert isinstance(statement, sa.ClauseElement)
    compiled: Any = statement.compile(dialect=dialect())  # type: ignore[no-untyped-call]
    parameters = ((name, compiled.params[name]) for name in compiled.positiontup or ())
    return Written(str(compiled), tuple(parameters))


_written_once = functools.lru_cache(maxsize=256)(written)
