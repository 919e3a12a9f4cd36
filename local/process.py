"""A child process, without threads.

asyncio's own subprocesses wait in threads on Python 3.11, which `preexec_fn` does not allow.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from local.preexec import before_exec

_PASSED_VARIABLES = ("HOME", "LANG", "LC_ALL", "PATH", "SHOP_CURRENCY", "TMPDIR", "TZ")


def environment(state: Path, **more: str) -> dict[str, str]:
    """Return an environment of a few inherited variables and `more`: no proxies, no credentials.

    Settings of OpenTelemetry and of limits are passed on. `TIENDA_STATE` names the store of the
    process.
    """
    kept = {
        key: value
        for key, value in os.environ.items()
        if key in _PASSED_VARIABLES or key.startswith(("PYTHON", "OTEL_", "LIMIT_", "SMS_"))
    }
    # glibc keeps an arena for each thread; programs with an event loop need no more than two.
    return {"MALLOC_ARENA_MAX": "2", **kept, "TIENDA_STATE": str(state), **more}


class Process:
    """A child process that ends when this process ends, even by SIGKILL."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        output: IO[bytes] | int,
        orphaned: signal.Signals = signal.SIGKILL,
        keep_open: Sequence[int] = (),
    ) -> None:
        """Start it, from the main thread. Raise OSError.

        `output` is a file, or subprocess.PIPE to read `lines`; `orphaned` is the signal that it
        gets when this process ends; `keep_open` are file descriptors that it inherits.
        """
        self._popen = subprocess.Popen(
            command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=keep_open,
            preexec_fn=before_exec(orphaned),  # noqa: PLW1509 (one thread)
        )
        self._ended = asyncio.Event()
        self._pidfd = os.pidfd_open(self._popen.pid)
        asyncio.get_running_loop().add_reader(self._pidfd, self._on_end)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    @property
    def is_alive(self) -> bool:
        """Whether it is running."""
        return not self._ended.is_set()

    async def ended(self) -> int:
        """Wait until it ends; return its exit status, negative for a signal."""
        await self._ended.wait()
        return self._popen.wait()

    async def lines(self) -> AsyncIterator[str]:
        """Yield the lines of its output until it closes it."""
        assert self._popen.stdout is not None
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self._popen.stdout
        )
        try:
            async for line in reader:
                yield line.decode(errors="replace").rstrip()
        finally:
            transport.close()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal if it is running."""
        if self.is_alive:
            self._popen.send_signal(number)

    async def stop(self, number: signal.Signals, grace: float) -> None:
        """Send it `number`, and kill it if it is still running after `grace` seconds."""
        self.send(number)
        try:
            async with asyncio.timeout(grace):
                await self._ended.wait()
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self._ended.wait()

    def _on_end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._pidfd)
        os.close(self._pidfd)
        self._popen.wait()
        self._ended.set()
