"""One part of the store, kept alive: logged to its own file, started again when it dies."""

import asyncio
import json
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from local.process import Process

FIRST_DELAY, MAX_DELAY = 0.2, 5.0
"""Seconds before a part that died is started again: doubled each time, up to the longest."""
SETTLED = 30.0
"""Seconds of life after which a death counts as the first again."""
TRIES = 5
"""Deaths before a part was ever ready that end the whole start."""
PATIENCE = 10.0
"""Seconds that a part gets to end in."""
LARGEST_LOG = 10_000_000
"""Bytes; a larger log is put aside, once, when the part starts."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """How one part is run."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    """Sent by the kernel when the store's own process is killed."""
    hasten: signal.Signals = signal.SIGKILL
    """Sent when there is no more patience."""
    leave_root: bool = False


class CannotStart(Exception):
    """A part died again and again before it was ready; the message has its last words."""


class KeptPart:
    """A part and the process that runs it now."""

    def __init__(self, part: Part, log: Path, say: Say, keep_open: Sequence[int] = ()) -> None:
        self.part = part
        self.log = log
        self.ready = False
        self.process: Process | None = None
        self._say = say
        self._keep_open = keep_open
        self._stopping = asyncio.Event()
        self._log_began = 0
        """Bytes in the log before the process that runs now."""

    async def keep(self) -> None:
        """Run it until `stop`, starting it again whenever it dies. Raise CannotStart."""
        delay, deaths = FIRST_DELAY, 0
        while not self._stopping.is_set():
            began = time.monotonic()
            process = self.process = self._start()
            status = await process.ended()
            if self._stopping.is_set():
                return
            if time.monotonic() - began > SETTLED:
                delay, deaths = FIRST_DELAY, 0
            deaths += 1
            if not self.ready and deaths >= TRIES:
                raise CannotStart(self._obituary(status, deaths))
            self._say(
                f"{self.part.name} ended by {ending(status)}, again in {delay:.1f} s; "
                f"last in {self.log}: {last_words(self._lines()) or 'nothing'}"
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, MAX_DELAY)

    async def stop(self) -> None:
        """End it, by force after PATIENCE."""
        self._stopping.set()
        if self.process is not None:
            await self.process.stop(self.part.stop, PATIENCE)

    def hasten(self) -> None:
        """End it now."""
        self._stopping.set()
        if self.process is not None:
            self.process.send(self.part.hasten)

    def _start(self) -> Process:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self._log_began = output.tell()
            return Process(
                self.part.command,
                self.part.environ,
                output=output,
                orphaned=self.part.orphaned,
                leave_root=self.part.leave_root,
                keep_open=self._keep_open,
            )

    def _lines(self) -> list[str]:
        """What the process has logged, its last 8 KB."""
        with self.log.open("rb") as file:
            file.seek(max(self._log_began, self.log.stat().st_size - 8192))
            text = file.read().decode(errors="replace")
        return [line for line in text.splitlines() if line.strip()]

    def _obituary(self, status: int, deaths: int) -> str:
        tail = "\n".join(f"  {line}" for line in self._lines()[-15:])
        return (
            f"{self.part.name} cannot start: it ended {deaths} times, "
            f"last by {ending(status)}; {self.log} ends in\n{tail}"
        )


def ending(status: int) -> str:
    """Say how a process ended, from its exit status."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def last_words(lines: Sequence[str]) -> str:
    """Return the message of a log's last line, short enough for one line."""
    if not lines:
        return ""
    text = lines[-1].strip()
    try:
        record = json.loads(text)
    except ValueError:
        record = None
    if isinstance(record, dict) and "message" in record:
        trace = str(record.get("exc_info") or "").splitlines()
        text = f"{record['message']}: {trace[-1]}" if trace else str(record["message"])
    return text if len(text) <= 200 else text[:199] + "…"  # noqa: PLR2004 (a line on a terminal)
