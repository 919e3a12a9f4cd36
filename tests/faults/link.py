"""Controls the network link between orders and its database."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process

PATIENCE = 10.0


class Link:
    """A link to a port of this machine, through a proxy process: tests.faults.tcp_proxy."""

    def __init__(self, target: int) -> None:
        self.port = 0
        """The port that it listens on, once open; it stays the same."""
        self._target = target
        self._process: Process | None = None

    async def open(self) -> None:
        """Accept connections."""
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.faults.tcp_proxy",
                str(self._target),
                stdin=PIPE,
                stdout=PIPE,
            )
        self.port = await self._send(is_open=True)

    async def cut(self) -> None:
        """Reset every connection, and refuse new ones until `open`."""
        await self._send(is_open=False)

    async def slow_down(self, latency: float) -> None:
        """Delay each chunk by so many seconds, either way."""
        await self._send(latency=latency)

    async def silence(self, *, is_silent: bool) -> None:
        """Drop everything, or stop doing so.

        A connection that lost something stays dead, as if a firewall had forgotten it; its ends are
        not told.
        """
        await self._send(is_silent=is_silent)

    async def close(self) -> None:
        """End the proxy."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            await self._process.wait()
            self._process = None

    async def _send(self, **command: object) -> int:
        proxy = self._process
        assert proxy is not None, "the link was never opened"
        assert proxy.stdin is not None
        assert proxy.stdout is not None
        proxy.stdin.write(json.dumps(command).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            done = await proxy.stdout.readline()
        assert done, "the link has died"
        return int(json.loads(done)["port"])
