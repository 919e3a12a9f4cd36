"""A load balancer before the bffs: checks whether each is ready, and chooses one for a request."""

import asyncio
import time
from contextlib import suppress
from typing import cast

from bench.speed.connection import Connection
from local.ports import HOST

CHECK_INTERVAL = 0.25
"""Seconds between two health checks of a bff."""
CHECK_TIMEOUT = 3.0
"""Seconds that a health check may take, as for the load balancers on AWS."""
_CHECK = b"GET /readyz HTTP/1.1\r\nHost: shop\r\n\r\n"


class PooledConnection(Connection):
    """A connection that knows whether it is lost."""

    is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is not derived

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        super().connection_lost(exc)


class Target:
    """One bff, with a pool of connections to it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.is_healthy = True
        self.open = 0
        """Connections."""
        self.checks = 0
        self.failed_checks = 0
        self.slowest_check = 0.0
        """Seconds."""
        self._idle: list[PooledConnection] = []

    async def acquire(self) -> PooledConnection:
        """Return an idle connection, or a new one. Raise OSError."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_lost:
                return connection
            self.open -= 1
        connection = await _connect(self.port)
        self.open += 1
        return connection

    def release(self, connection: PooledConnection, *, is_good: bool) -> None:
        """Keep a good connection for the next request; close another one."""
        if is_good and not connection.is_lost:
            self._idle.append(connection)
        else:
            self.open -= 1
            connection.close()

    async def watch(self) -> None:
        """Check the bff's health until cancelled."""
        while True:
            began = time.perf_counter()
            self.is_healthy = await self._check()
            self.checks += 1
            self.failed_checks += not self.is_healthy
            self.slowest_check = max(self.slowest_check, time.perf_counter() - began)
            await asyncio.sleep(CHECK_INTERVAL)

    async def _check(self) -> bool:
        connection = None
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(CHECK_TIMEOUT):
                connection = await _connect(self.port)
                return (await connection.send(_CHECK)).status == 200
        if connection is not None:
            connection.close()
        return False


class LoadBalancer:
    """Chooses the bffs in turn."""

    def __init__(self, ports: list[int]) -> None:
        self.targets = [Target(port) for port in ports]
        self._next = 0

    def choose(self) -> Target:
        """Return the next healthy target or, if there is none, the next one."""
        self._next += 1
        healthy = [target for target in self.targets if target.is_healthy] or self.targets
        return healthy[self._next % len(healthy)]


async def _connect(port: int) -> PooledConnection:
    connection = await PooledConnection.open(HOST, port)
    assert isinstance(connection, PooledConnection)
    return connection
