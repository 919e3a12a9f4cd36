"""Runs pgbench on the store's own cluster, to measure PostgreSQL without the store."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local import postgres

_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_LATENCY = re.compile(r"^latency average = ([0-9.]+) ms", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rate:
    """The throughput and latency that pgbench measured."""

    per_second: float
    latency: float
    """The average latency in milliseconds."""


class PgbenchFailed(Exception):
    """pgbench or one of its transactions failed; the message contains its stderr."""


def run(
    url: str,
    scripts: Mapping[str, int],
    clients: int,
    seconds: float,
    *,
    prepared: bool = False,
    settings: Mapping[str, str],
) -> Rate:
    """Run pgbench with so many clients. Raise PgbenchFailed.

    `scripts` maps each SQL script to its weight: pgbench chooses one at random for each
    transaction. With `prepared`, each connection prepares a statement once; without, every
    execution parses and plans it. `settings` are PostgreSQL's.
    """
    with tempfile.TemporaryDirectory(prefix="tienda-pgbench-") as folder:
        files = []
        for number, (script, weight) in enumerate(scripts.items()):
            path = Path(folder) / f"{number}.sql"
            path.write_text(script, encoding="utf-8")
            files += ["-f", f"{path}@{weight}"]
        place, password = postgres.split_password(url)
        command = [
            *(str(postgres.BIN / "pgbench"), "--no-vacuum"),
            *(f"--client={clients}", f"--jobs={min(clients, os.cpu_count() or 1)}"),
            *(f"--time={max(1, round(seconds))}",),
            *(f"--protocol={'prepared' if prepared else 'simple'}", *files, place),
        ]
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        environ = {**os.environ, **password, "PGOPTIONS": options}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    return read(done.stdout, done.stderr, done.returncode)


def read(output: str, stderr: str, status: int) -> Rate:
    """Parse pgbench's output. Raise PgbenchFailed, even if only one transaction failed."""
    rate, latency, failed = (found.search(output) for found in (_RATE, _LATENCY, _FAILED))
    if status != 0 or rate is None or latency is None:
        raise PgbenchFailed(f"pgbench ended with {status}: {stderr[-1000:]}")
    if failed is not None and int(failed[1]):
        raise PgbenchFailed(f"{failed[1]} transactions failed: {stderr[-1000:]}")
    return Rate(float(rate[1]), float(latency[1]))
