"""Who gets one of a pool's connections when: whoever has waited longest."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from chassis import telemetry

_IN_A_ROW = 16
"""How often a connection goes from hand to hand before the pool sees whether it has come of age."""
_HANDED_ON = "handed on"


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    takes_another: bool
    """Whether a connection will do that somebody else has just used."""
    came: asyncio.Future[PoolProxiedConnection | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    """With a connection, or with room to take one from the pool."""


class Lending:
    """The queue before a pool; all who want one of its connections stand in it.

    For single statements a connection is handed on without the pool, where somebody waits: to go
    through it, and wait in its own queue, costs as much as asyncpg does for the statement.
    """

    def __init__(self, pool: sa.QueuePool) -> None:
        self._pool = pool
        self._free = pool.size()
        self._waiting: deque[_Turn] = deque()

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """Wait until the pool has a connection to give; one may be taken while this is open.

        Raise SQLAlchemy's TimeoutError when it has none for as long as it has patience.
        """
        await self._turn(takes_another=False)
        try:
            yield
        finally:
            self._make_room()

    async def lend(self) -> PoolProxiedConnection:
        """Take a connection, once there is one; `give_back` must follow.

        Raise as `room` does, and what asyncpg raises: no engine is between to tell SQLAlchemy's
        own error by.
        """
        handed_on = await self._turn(takes_another=True)
        if handed_on is not None:
            return handed_on
        try:
            lent: PoolProxiedConnection = await greenlet_spawn(self._pool.connect)
        except BaseException as error:
            self._make_room()
            if isinstance(error, AsyncAdapt_asyncpg_dbapi.Error):
                raise (error.__cause__ or error) from None
            raise
        lent.info[_HANDED_ON] = 0
        return lent

    async def give_back(self, lent: PoolProxiedConnection, error: BaseException | None) -> None:
        """Give it back; after what is no answer of the server's own, close it."""
        if error is None and self._hand_on(lent):
            return
        try:
            if error is not None and not _is_answer(error):
                # Cancelled or cut off in the middle: what comes next on it is nobody's.
                await greenlet_spawn(lent.invalidate)
            await greenlet_spawn(lent.close)
        finally:
            self._make_room()

    async def _turn(self, *, takes_another: bool) -> PoolProxiedConnection | None:
        if self._free and not self._waiting:
            self._free -= 1
            return None
        turn = _Turn(takes_another)
        self._waiting.append(turn)
        try:
            with telemetry.pool_wait(self._pool):
                return await self._wait(turn)
        except BaseException:
            if turn.came.done() and not turn.came.cancelled():
                # It came in the very moment in which this one left.
                if (lent := turn.came.result()) is None:
                    self._make_room()
                else:
                    await self.give_back(lent, None)
            raise

    async def _wait(self, turn: _Turn) -> PoolProxiedConnection | None:
        try:
            async with asyncio.timeout(self._pool.timeout()):
                return await turn.came
        except TimeoutError:
            raise PoolTimeout("no connection was given back in time") from None

    def _hand_on(self, lent: PoolProxiedConnection) -> bool:
        turn = self._first()
        if turn is None or not turn.takes_another or lent.info[_HANDED_ON] >= _IN_A_ROW:
            return False
        driver: Any = lent.driver_connection
        if driver.is_closed():
            return False
        lent.info[_HANDED_ON] += 1
        self._waiting.popleft().came.set_result(lent)
        return True

    def _make_room(self) -> None:
        if self._first() is None:
            self._free += 1
        else:
            self._waiting.popleft().came.set_result(None)

    def _first(self) -> _Turn | None:
        while self._waiting and self._waiting[0].came.done():
            self._waiting.popleft()  # they have left
        return self._waiting[0] if self._waiting else None


def _is_answer(error: BaseException) -> bool:
    """Whether the server refused a statement, and goes on on that connection."""
    if not isinstance(error, asyncpg.PostgresError):
        return False
    # Connections that are lost, and those that the server ends, as when it stops.
    return not (error.sqlstate or "").startswith(("08", "57P"))
