"""One child process: started, watched and stopped without a thread.

asyncio's own subprocesses wait in threads on Python 3.11, and `preexec_fn` wants none.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from local.preexec import before_exec

_PASSED = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")


def environment(state: Path, **more: str) -> dict[str, str]:
    """Return a clean environment: no proxies, no stray credentials, no settings of other programs.

    Those of OpenTelemetry are for the store, should there be any.

    `TIENDA_STATE` names the store that the process belongs to.
    """
    kept = {
        key: value
        for key, value in os.environ.items()
        if key in _PASSED or key.startswith(("PYTHON", "OTEL_"))
    }
    # Arenas are kept by glibc for each thread; two are enough for programs with an event loop.
    return {"MALLOC_ARENA_MAX": "2", **kept, "TIENDA_STATE": str(state), **more}


class Process:
    """A child that ends when this process does, by whatever cause."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        output: IO[bytes] | int,
        orphaned: signal.Signals = signal.SIGKILL,
        leave_root: bool = False,
        keep_open: Sequence[int] = (),
    ) -> None:
        """Start it, from the main thread. Raise OSError.

        `output` is where it writes (a file, or subprocess.PIPE to read `lines`); `orphaned` is
        what the kernel sends it when this process is gone; `keep_open` are descriptors that it
        inherits.
        """
        self._popen = subprocess.Popen(
            command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=keep_open,
            preexec_fn=before_exec(orphaned, leave_root=leave_root),  # noqa: PLW1509 (one thread)
        )
        self._ended = asyncio.Event()
        self._pidfd = os.pidfd_open(self._popen.pid)
        asyncio.get_running_loop().add_reader(self._pidfd, self._note_end)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.is_set()

    async def ended(self) -> int:
        """Return its exit status once it has ended; below 0 for a signal's number."""
        await self._ended.wait()
        return self._popen.wait()

    async def lines(self) -> AsyncIterator[str]:
        """Yield what it writes, line by line, until it closes its output."""
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
        """Send it a signal if it is alive."""
        if self.is_alive:
            self._popen.send_signal(number)

    async def stop(self, number: signal.Signals, patience: float) -> None:
        """Ask it to end by `number`, and kill it when `patience` seconds were not enough."""
        self.send(number)
        try:
            async with asyncio.timeout(patience):
                await self._ended.wait()
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self._ended.wait()

    def _note_end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._pidfd)
        os.close(self._pidfd)
        self._popen.wait()
        self._ended.set()
