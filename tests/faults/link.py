"""The harness' hand on the wire between orders and its database."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process

PATIENCE = 10.0


class Link:
    """A wire to a port of this machine, carried by a process of its own: tests.faults.wire."""

    def __init__(self, target: int) -> None:
        self.port = 0
        """Where it takes connections, once it is open; the same ever after."""
        self._target = target
        self._wire: Process | None = None

    async def open(self) -> None:
        """Take connections."""
        if self._wire is None:
            self._wire = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.faults.wire",
                str(self._target),
                stdin=PIPE,
                stdout=PIPE,
            )
        self.port = await self._have(is_open=True)

    async def cut(self) -> None:
        """Reset every connection, and refuse new ones until `open`."""
        await self._have(is_open=False)

    async def slow_down(self, latency: float) -> None:
        """Hold each chunk back for so many seconds, either way."""
        await self._have(latency=latency)

    async def silence(self, *, is_silent: bool) -> None:
        """Swallow all, or stop swallowing.

        A connection that lost something so is dead for good, as one is that a firewall has
        forgotten; its ends are not told.
        """
        await self._have(is_silent=is_silent)

    async def close(self) -> None:
        """End it."""
        if self._wire is not None:
            assert self._wire.stdin is not None
            self._wire.stdin.close()
            await self._wire.wait()
            self._wire = None

    async def _have(self, **order: object) -> int:
        wire = self._wire
        assert wire is not None, "the link was never opened"
        assert wire.stdin is not None
        assert wire.stdout is not None
        wire.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            done = await wire.stdout.readline()
        assert done, "the link has died"
        return int(json.loads(done)["port"])
