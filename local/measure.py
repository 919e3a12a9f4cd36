"""Starts a store to be measured: when it is ready, and what memory and processor time it takes."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

import psutil  # type: ignore[import-untyped]

from local.child import before_exec
from local.options import Ports
from local.ports import HOST, free_ports

IDLE = 10.0
"""Seconds between `ready` and the look at memory."""
MEGABYTE = 1_000_000


class Measured:
    """A store that is started to be measured."""

    def __init__(
        self, state: Path, catalogue: str, environ: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """`environ` is what it finds in its environment beside what this process does."""
        self._environ = {**os.environ, **environ}
        self._command = [sys.executable, "-m", "local", "--state", str(state)]
        self._command += ["--catalogue", catalogue]
        self.ports = Ports(*free_ports(len(asdict(Ports()))))
        for name, port in asdict(self.ports).items():
            self._command += [Ports.flag(name), str(port)]
        self.url = f"http://{HOST}:{self.ports.bff}"
        """The shop's address."""

    def start(self) -> float:
        """Start it and answer the seconds until it was ready."""
        began = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environ,
            preexec_fn=before_exec(signal.SIGTERM),  # noqa: PLW1509 (no threads)
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("ready "):
                return time.monotonic() - began
        sys.exit("the store did not start")

    def stop(self) -> float:
        """Stop it and answer the seconds that took."""
        began = time.monotonic()
        self._process.terminate()
        self._process.communicate()
        return time.monotonic() - began

    def memory(self) -> Counter[str]:
        """Return the bytes of each part."""
        store = psutil.Process(self._process.pid)
        held = Counter({"python -m local": _pss(store.pid)})
        for part in store.children():
            for process in (part, *part.children(recursive=True)):
                held[_name(part)] += _pss(process.pid)
        return held

    def processor(self) -> Counter[str]:
        """Return the seconds that each part has had of a processor since it was started.

        PostgreSQL's connections count, those that have ended too.
        """
        had: Counter[str] = Counter()
        for part in psutil.Process(self._process.pid).children():
            for process in (part, *part.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    had[_name(part)] += sum(process.cpu_times()[:4])
        return had

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a part: SIGSTOP halts it, SIGCONT lets it go on."""
        for part in psutil.Process(self._process.pid).children():
            if _name(part) == name:
                part.send_signal(number)


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _name(part: psutil.Process) -> str:
    # "python -m NAME", or PostgreSQL's own path.
    words = part.cmdline()
    return words[2] if words[1] == "-m" else Path(words[0]).name
