"""`python -m tests.faults`: the long proof that an order acknowledged is an order kept, once.

Ends with 1 when anything was lost, doubled, oversold, or did not come back in time.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults import report, scenes
from tests.faults.disk import small_disk
from tests.faults.outage import Outage
from tests.faults.run import Finished, prove
from tests.faults.stage import Stage

ROOM = 2 << 30
"""Bytes of disk for the database."""


def say(line: str) -> None:
    """Tell on stderr how it goes; stdout is for the report."""
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
        help="buyers a second while AWS is away for 30 s; 0: leave this out (default: 50)",
    )
    return parser.parse_args(arguments)


async def run(told: argparse.Namespace, folder: Path) -> Finished:
    """Run it in a new folder, and stop the store."""
    outage = Outage(told.outage, seconds=60, away=30, told_within=60) if told.outage else None
    with small_disk(folder / "state" / "disk", ROOM) as disk:
        stage = Stage(folder, disk)
        try:
            return await prove(
                stage,
                scenes.long(told.kills, told.seed, disk),
                seed=told.seed,
                rate=told.rate,
                outage=outage,
                tell=say,
            )
        finally:
            await stage.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove, print the report, and answer the exit status."""
    told = parse(arguments)
    folder = Path(tempfile.mkdtemp(prefix="tienda-faults-"))
    say(f"ledger, state and logs in {folder}")
    finished = asyncio.run(run(told, folder))
    if not finished.findings:
        shutil.rmtree(folder)
    text = report.write(finished)
    print(text)
    if told.report is not None:
        told.report.write_text(text, encoding="utf-8")
    return int(bool(finished.findings))


if __name__ == "__main__":
    sys.exit(main())
