"""The bffs as a load balancer sees them: asked how they are, given requests while they are well."""

import asyncio
import time
from contextlib import suppress
from typing import cast

from bench.speed.connection import Connection
from local.ports import HOST

BETWEEN_LOOKS = 0.25
"""Seconds."""
PATIENCE = 3.0
"""Seconds that a look may take, as the load balancers have it on AWS."""
_LOOK = b"GET /readyz HTTP/1.1\r\nHost: shop\r\n\r\n"


class Line(Connection):
    """A connection that knows whether it is lost."""

    is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is not derived

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        super().connection_lost(exc)


class Target:
    """One bff."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.is_well = True
        self.open = 0
        self.asked = 0
        self.unwell = 0
        self.slowest = 0.0
        self._idle: list[Line] = []

    async def line(self) -> Line:
        """Return a connection that nobody uses, an open one if there is one. Raise OSError."""
        while self._idle:
            line = self._idle.pop()
            if not line.is_lost:
                return line
            self.open -= 1
        line = await Line.open(HOST, self.port)
        assert isinstance(line, Line)
        self.open += 1
        return line

    def give_back(self, line: Line, *, is_good: bool) -> None:
        """Keep a connection for the next, or close it."""
        if is_good and not line.is_lost:
            self._idle.append(line)
        else:
            self.open -= 1
            line.close()

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            began = time.perf_counter()
            self.is_well = await self._look()
            self.asked += 1
            self.unwell += not self.is_well
            self.slowest = max(self.slowest, time.perf_counter() - began)
            await asyncio.sleep(BETWEEN_LOOKS)

    async def _look(self) -> bool:
        line = None
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                line = await Line.open(HOST, self.port)
                return (await line.send(_LOOK)).status == 200
        if line is not None:
            line.close()
        return False

    def close(self) -> None:
        """Close what is idle."""
        for line in self._idle:
            line.close()


class Targets:
    """All of them, in turn."""

    def __init__(self, ports: list[int]) -> None:
        self.all = [Target(port) for port in ports]
        self._next = 0

    def choose(self) -> Target:
        """Return the next that is well or, when none is, the next."""
        self._next += 1
        well = [one for one in self.all if one.is_well] or self.all
        return well[self._next % len(well)]
