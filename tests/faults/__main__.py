"""`python -m tests.faults`: kill processes for long, and check that no acknowledged order is lost.

Ends with 1 if anything was lost, doubled or oversold, or did not recover in time.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults import report, schedule
from tests.faults.disk import small_disk
from tests.faults.harness import Harness
from tests.faults.outage import Outage
from tests.faults.run import RunResult, run_faults

DISK_SIZE = 2 << 30
"""Bytes of disk for the database."""


def log(line: str) -> None:
    """Log on stderr how it goes; stdout is for the report."""
    print(line, file=sys.stderr, flush=True)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    environ = os.environ
    parser.add_argument("--kills", type=int, default=environ.get("KILLS", "200"), metavar="N")
    parser.add_argument("--seed", type=int, default=environ.get("SEED", "1"), metavar="N")
    parser.add_argument("--rate", type=float, default=20.0, help="buyers a second (default: 20)")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report there too")
    parser.add_argument(
        "--outage",
        type=float,
        default=50.0,
        metavar="RATE",
        help="buyers a second while AWS is unreachable for 30 s; 0: leave this out (default: 50)",
    )
    return parser.parse_args(arguments)


async def run(options: argparse.Namespace, folder: Path) -> RunResult:
    """Run the faults in a new folder, and stop the store."""
    outage = None
    if options.outage:
        outage = Outage(options.outage, seconds=60, away=30, delivery_limit=60)
    with small_disk(folder / "state" / "disk", DISK_SIZE) as disk:
        harness = Harness(folder, disk)
        try:
            return await run_faults(
                harness,
                schedule.long(options.kills, options.seed, disk),
                seed=options.seed,
                rate=options.rate,
                outage=outage,
                log=log,
            )
        finally:
            await harness.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the faults, print the report, and return the exit status."""
    options = parse(arguments)
    folder = Path(tempfile.mkdtemp(prefix="tienda-faults-"))
    log(f"ledger, state and logs in {folder}")
    result = asyncio.run(run(options, folder))
    if not result.findings:
        shutil.rmtree(folder)
    text = report.write(result)
    print(text)
    if options.report is not None:
        options.report.write_text(text, encoding="utf-8")
    return int(bool(result.findings))


if __name__ == "__main__":
    sys.exit(main())
