"""Runs a store and measures it: time until ready, memory and processor time."""

import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from signal import SIGTERM, Signals
from types import MappingProxyType

import psutil  # type: ignore[import-untyped]

from local.options import Ports
from local.ports import HOST, free_ports
from local.preexec import before_exec

IDLE_BEFORE_MEASURING = 10.0
"""Seconds between `ready` and the measurement of memory."""
MEGABYTE = 1_000_000
SUPERVISOR = "python -m local"
"""The name of the process that starts the others."""


class MeasuredStore:
    """A store that is run to be measured."""

    def __init__(
        self,
        state: Path,
        catalogue: str,
        environ: Mapping[str, str] = MappingProxyType({}),
        source: Path | None = None,
    ) -> None:
        """Prepare a store whose environment is that of this process and `environ`.

        `source` is the source tree whose code it runs, by default that of this process.
        """
        self._environ = {**os.environ, **environ}
        self._source = source
        self._command = [sys.executable, "-m", "local", "--state", str(state)]
        self._command += ["--catalogue", catalogue]
        self.ports = Ports(*free_ports(len(asdict(Ports()))))
        for name, port in asdict(self.ports).items():
            self._command += [Ports.flag(name), str(port)]
        self.url = f"http://{HOST}:{self.ports.bff}"
        """The shop's address."""

    def start(self) -> float:
        """Start the store and return the seconds until it was ready."""
        began = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self._source,
            env=self._environ,
            preexec_fn=before_exec(SIGTERM),  # noqa: PLW1509 (no threads)
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("ready "):
                return time.monotonic() - began
        sys.exit("the store did not start")

    def stop(self) -> float:
        """Stop the store and return the seconds that took."""
        began = time.monotonic()
        self._process.terminate()
        self._process.communicate()
        return time.monotonic() - began

    def memory(self) -> Counter[str]:
        """Return the memory of each in bytes, as PSS: a page that n processes share counts 1/n."""
        memory: Counter[str] = Counter()
        for name, process in self.processes():
            memory[name] += _pss(process.pid)
        return memory

    def processor(self) -> Counter[str]:
        """Return each process's processor time in seconds since it started.

        PostgreSQL's includes its connections, even closed ones.
        """
        seconds: Counter[str] = Counter()
        for name, process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess, OSError):
                times = process.cpu_times()
                ended = times.children_user + times.children_system
                seconds[name] += _processor_time(process.pid) + ended
        del seconds[SUPERVISOR]
        return seconds

    def signal(self, name: str, number: Signals) -> None:
        """Send a signal to a process: SIGSTOP suspends it, SIGCONT resumes it."""
        for child in psutil.Process(self._process.pid).children():
            if _name(child) == name:
                child.send_signal(number)

    def signal_all(self, number: Signals, leaving: Collection[str] = ()) -> None:
        """Send a signal to every process and its children, except those named in `leaving`."""
        for name, process in self.processes():
            if name != SUPERVISOR and name not in leaving:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(number)

    def processes(self) -> Iterator[tuple[str, psutil.Process]]:
        """Yield every process with its name, or its parent's name; the supervisor comes first."""
        store = psutil.Process(self._process.pid)
        yield SUPERVISOR, store
        names: dict[int, str] = {}
        # Parents come before their children.
        for process in store.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                names[process.pid] = names.get(process.ppid()) or _name(process)
                yield names[process.pid], process


def _processor_time(pid: int) -> float:
    # The process's own clock, in nanoseconds; /proc/PID/stat counts hundredths of a second.
    # As clock_getcpuclockid(3) makes its id: the complement of the pid, and 2 for scheduled time.
    return time.clock_gettime(~pid << 3 | 2)


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _name(process: psutil.Process) -> str:
    # "python -m NAME", or PostgreSQL's own path.
    words = process.cmdline()
    return words[2] if words[1] == "-m" else Path(words[0]).name
