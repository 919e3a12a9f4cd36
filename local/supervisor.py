"""Supervises a process: writes its output to a log, and restarts it when it dies."""

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
"""Seconds before a dead process is restarted: doubled with each death, up to MAX_DELAY."""
STABLE_AFTER = 30.0
"""Seconds after which a process counts as stable: its next death is the first again."""
MAX_CRASHES = 5
"""Deaths of a process before it is ready, after which the store gives up."""
STOP_TIMEOUT = 10.0
"""Seconds that a process has to stop, before it is killed."""
MAX_LOG_SIZE = 10_000_000
"""Bytes; when a process starts with a larger log, that is renamed to `.log.1`."""

Report = Callable[[str], None]
"""Shows a line to the user."""


@dataclass(frozen=True)
class ProcessSpec:
    """How to run one process."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    """Sent by the kernel when the supervising process is killed."""
    kill: signal.Signals = signal.SIGKILL
    """Sent to end it at once."""


class CannotStart(Exception):
    """A process died again and again before it was ready; the message has its last log lines."""


class SupervisedProcess:
    """A process that is restarted when it dies."""

    def __init__(
        self, spec: ProcessSpec, log: Path, report: Report, keep_open: Sequence[int] = ()
    ) -> None:
        self.spec = spec
        self.log = log
        self.ready = False
        self.process: Process | None = None
        self._report = report
        self._keep_open = keep_open
        self._stopping = asyncio.Event()
        self._log_offset = 0
        """Bytes in the log from before the current process."""

    async def supervise(self) -> None:
        """Run it until `stop`, and restart it whenever it dies. Raise CannotStart."""
        delay, deaths = FIRST_DELAY, 0
        while not self._stopping.is_set():
            began = time.monotonic()
            process = self.process = self._start()
            status = await process.ended()
            if self._stopping.is_set():
                return
            if time.monotonic() - began > STABLE_AFTER:
                delay, deaths = FIRST_DELAY, 0
            deaths += 1
            if not self.ready and deaths >= MAX_CRASHES:
                raise CannotStart(self._crash_report(status, deaths))
            self._report(
                f"{self.spec.name} ended by {describe_exit(status)}, again in {delay:.1f} s; "
                f"last in {self.log}: {last_message(self._log_tail()) or 'nothing'}"
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, MAX_DELAY)

    async def stop(self) -> None:
        """Stop it, and kill it after STOP_TIMEOUT."""
        self._stopping.set()
        if self.process is not None:
            await self.process.stop(self.spec.stop, STOP_TIMEOUT)

    def kill(self) -> None:
        """Kill it."""
        self._stopping.set()
        if self.process is not None:
            self.process.send(self.spec.kill)

    def _start(self) -> Process:
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_SIZE:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self._log_offset = output.tell()
            return Process(
                self.spec.command,
                self.spec.environ,
                output=output,
                orphaned=self.spec.orphaned,
                keep_open=self._keep_open,
            )

    def _log_tail(self) -> list[str]:
        """Return the last lines that the current process logged, 8 KB at most."""
        with self.log.open("rb") as file:
            file.seek(max(self._log_offset, self.log.stat().st_size - 8192))
            text = file.read().decode(errors="replace")
        return [line for line in text.splitlines() if line.strip()]

    def _crash_report(self, status: int, deaths: int) -> str:
        tail = "\n".join(f"  {line}" for line in self._log_tail()[-15:])
        return (
            f"{self.spec.name} cannot start: it ended {deaths} times, "
            f"last by {describe_exit(status)}; {self.log} ends in\n{tail}"
        )


def describe_exit(status: int) -> str:
    """Return how a process ended, from its exit status."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def last_message(lines: Sequence[str]) -> str:
    """Return the message of the last log line, cut to fit a line of the terminal."""
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
