"""`python -m local.measure`: how soon a store on this machine is ready, and how much it holds.

Starts a store twice on a new state folder and free ports, and prints the seconds to `ready` of the
first start (everything is made, the demo is drawn and loaded) and of the second, and the memory of
each part after some idle seconds: PSS, where a page that several processes share counts once in
all. A part's own children count as its own.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from local.child import before_exec
from local.options import DEMO, Ports
from local.ports import free_ports

IDLE = 10.0
"""Seconds between `ready` and the look at memory."""
MEGABYTE = 1_000_000


class Measured:
    """A store that is started to be measured."""

    def __init__(self, state: Path, catalogue: str) -> None:
        self._command = [sys.executable, "-m", "local", "--state", str(state)]
        self._command += ["--catalogue", catalogue]
        ports = Ports(*free_ports(len(asdict(Ports()))))
        for name, port in asdict(ports).items():
            self._command += [Ports.flag(name), str(port)]

    def start(self) -> float:
        """Start it and answer the seconds until it was ready."""
        began = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            text=True,
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
        """Answer the bytes of each part."""
        store = psutil.Process(self._process.pid)
        held = Counter({"python -m local": _pss(store.pid)})
        for part in store.children():
            for process in (part, *part.children(recursive=True)):
                held[_name(part)] += _pss(process.pid)
        return held


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _name(part: psutil.Process) -> str:
    # "python -m NAME", or PostgreSQL's own path.
    words = part.cmdline()
    return words[2] if words[1] == "-m" else Path(words[0]).name


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m local.measure", description=__doc__)
    parser.add_argument("--catalogue", default=DEMO, help="as of python -m local")
    parser.add_argument("--idle", type=float, default=IDLE, metavar="SECONDS")
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tienda-measure-") as folder:
        store = Measured(Path(folder), told.catalogue)
        print(f"first start    {store.start():6.1f} s", flush=True)
        store.stop()
        print(f"second start   {store.start():6.1f} s", flush=True)
        time.sleep(told.idle)
        held = store.memory()
        for name, size in held.most_common():
            print(f"{name:15}{size / MEGABYTE:6.0f} MB")
        print(f"{'in all (PSS)':15}{held.total() / MEGABYTE:6.0f} MB")
        print(f"stop           {store.stop():6.1f} s")


if __name__ == "__main__":
    main()
