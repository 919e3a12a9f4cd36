"""`python -m bench.footprint`: measures the start-up time and the memory of a store on one machine.

Starts a store twice on a new state folder and free ports: the first start initializes everything
and loads the demo, the second is what users see every day. After some idle seconds, each part's
memory is read as PSS, which divides a shared page among the processes that share it. Exits with 1
if the store exceeds a limit.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.measured_store import IDLE_BEFORE_MEASURING, MEGABYTE, MeasuredStore
from local.options import DEMO

MAX_MEMORY = 600
"""The limit of memory in MB of PSS, all parts together."""
MAX_START = 6.0
"""The limit in seconds until a store that was started before is ready."""


def report(what: str) -> None:
    """Show progress on stderr; stdout is for the figures."""
    print(f"{what} …", file=sys.stderr, flush=True)  # noqa: T201 (a command speaks)


def measure(catalogue: str, idle: float) -> tuple[float, float, Mapping[str, int]]:
    """Return the seconds of both starts, and the bytes of each part."""
    with tempfile.TemporaryDirectory(prefix="tienda-footprint-") as folder:
        store = MeasuredStore(Path(folder), catalogue)
        report("first start: making everything")
        first = store.start()
        store.stop()
        report("second start")
        second = store.start()
        report(f"{idle:.0f} s idle")
        time.sleep(idle)
        held = store.memory()
        store.stop()
    return first, second, held


def table(first: float, second: float, held: Mapping[str, int]) -> list[str]:
    """Return the figures as lines, the largest part first."""
    parts = sorted(held.items(), key=lambda part: -part[1])
    return [
        f"{'first start':16}{first:6.1f} s",
        f"{'second start':16}{second:6.1f} s   (at most {MAX_START:.0f})",
        *(f"{name:16}{size / MEGABYTE:6.1f} MB" for name, size in parts),
        f"{'in all (PSS)':16}{sum(held.values()) / MEGABYTE:6.1f} MB  (at most {MAX_MEMORY})",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status: 1 when a limit is passed."""
    parser = argparse.ArgumentParser(prog="python -m bench.footprint", description=__doc__)
    parser.add_argument("--catalogue", default=DEMO, help="as for python -m local")
    parser.add_argument("--idle", type=float, default=IDLE_BEFORE_MEASURING, metavar="SECONDS")
    given = parser.parse_args(arguments)
    first, second, held = measure(given.catalogue, given.idle)
    print("\n".join(table(first, second, held)))  # noqa: T201 (a command speaks)
    return int(second > MAX_START or sum(held.values()) > MAX_MEMORY * MEGABYTE)


if __name__ == "__main__":
    sys.exit(main())
