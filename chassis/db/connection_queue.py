"""A fair queue for a pool's connections: whoever has waited longest is served first."""

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

_MAX_HANDOVERS = 16
"""How often a connection is handed over before it returns to the pool, which recycles old ones."""
_HANDOVERS = "handovers"


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    accepts_handover: bool
    """Whether it can take a connection that another waiter has just used."""
    served: asyncio.Future[PoolProxiedConnection | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    """Resolves to a connection, or to None: take one from the pool."""


class ConnectionQueue:
    """The queue in front of a pool, for everyone who needs one of its connections.

    A connection that was used for a single statement is handed over to the next waiter directly:
    returning it to the pool and taking it again costs as much time as a statement.
    """

    def __init__(self, pool: sa.QueuePool) -> None:
        self._pool = pool
        self._free = pool.size()
        self._waiters: deque[_Waiter] = deque()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a connection, which the block may take from the pool.

        Raise SQLAlchemy's TimeoutError when none is free within the pool's timeout.
        """
        await self._next_connection(accepts_handover=False)
        try:
            yield
        finally:
            self._free_slot()

    async def acquire(self) -> PoolProxiedConnection:
        """Wait for a connection and take it; `release` must follow.

        Raise SQLAlchemy's TimeoutError as `slot` does, and asyncpg's own errors: there is no
        engine to wrap them in SQLAlchemy's.
        """
        handed_over = await self._next_connection(accepts_handover=True)
        if handed_over is not None:
            return handed_over
        try:
            pooled: PoolProxiedConnection = await greenlet_spawn(self._pool.connect)
        except BaseException as error:
            self._free_slot()
            if isinstance(error, AsyncAdapt_asyncpg_dbapi.Error):
                raise (error.__cause__ or error) from None
            raise
        pooled.info[_HANDOVERS] = 0
        return pooled

    async def release(self, pooled: PoolProxiedConnection, error: BaseException | None) -> None:
        """Give a connection back; close it if the `error` is not only a statement's."""
        if error is None and self._hand_over(pooled):
            return
        try:
            if error is not None and not _is_statement_error(error):
                # A statement was cancelled or cut off: its result may still arrive.
                await greenlet_spawn(pooled.invalidate)
            await greenlet_spawn(pooled.close)
        finally:
            self._free_slot()

    async def _next_connection(self, *, accepts_handover: bool) -> PoolProxiedConnection | None:
        if self._free and not self._waiters:
            self._free -= 1
            return None
        waiter = _Waiter(accepts_handover)
        self._waiters.append(waiter)
        try:
            with telemetry.pool_wait(self._pool):
                return await self._wait(waiter)
        except BaseException:
            if waiter.served.done() and not waiter.served.cancelled():
                # It was served in the moment in which it gave up.
                if (pooled := waiter.served.result()) is None:
                    self._free_slot()
                else:
                    await self.release(pooled, None)
            raise

    async def _wait(self, waiter: _Waiter) -> PoolProxiedConnection | None:
        try:
            async with asyncio.timeout(self._pool.timeout()):
                return await waiter.served
        except TimeoutError:
            raise PoolTimeout("no connection was given back in time") from None

    def _hand_over(self, pooled: PoolProxiedConnection) -> bool:
        waiter = self._first_waiter()
        if (
            waiter is None
            or not waiter.accepts_handover
            or pooled.info[_HANDOVERS] >= _MAX_HANDOVERS
        ):
            return False
        driver: Any = pooled.driver_connection
        if driver.is_closed():
            return False
        pooled.info[_HANDOVERS] += 1
        self._waiters.popleft().served.set_result(pooled)
        return True

    def _free_slot(self) -> None:
        if self._first_waiter() is None:
            self._free += 1
        else:
            self._waiters.popleft().served.set_result(None)

    def _first_waiter(self) -> _Waiter | None:
        while self._waiters and self._waiters[0].served.done():
            self._waiters.popleft()  # it has given up
        return self._waiters[0] if self._waiters else None


def _is_statement_error(error: BaseException) -> bool:
    """Whether a statement failed on the server, and the connection is still usable."""
    if not isinstance(error, asyncpg.PostgresError):
        return False
    # Class 08 is a lost connection; 57P is one that the server ends, as when it shuts down.
    return not (error.sqlstate or "").startswith(("08", "57P"))
