"""`python -m tests.fuzz`: send a store of its own hostile requests, and requests from its contract.

Sends ten thousand of each, or as many as CASES says. Every request must get a response, and none a
5xx; a hostile one must get it within a second; a refusal must be a problem document; in the walk
through the contract every response must be one that the contract allows. Ends with 1 otherwise, and
shows what was sent. SEED draws the same requests again.
"""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.contract.table import lines_of, unexplained
from tests.contract.walk import AT_LENGTH, ROLES, Walk, prepare, walk
from tests.fuzz.attack import Outcome, attack
from tests.store import RunningStore

_MAX_SHOWN = 30
_REQUESTS_PER_OPERATION = 20
"""Requests to each operation in a round of the walk, about."""


def log(line: str) -> None:
    """Write progress to stderr; stdout is for the report."""
    print(line, file=sys.stderr, flush=True)


def report(outcome: Outcome) -> list[str]:
    """Return the report's lines about the hostile requests."""
    kinds = sorted({kind for kind, _ in outcome.statuses})
    lines = []
    for kind in kinds:
        counts = {status: count for (of, status), count in outcome.statuses.items() if of == kind}
        lines.append(f"{kind:10}" + "  ".join(f"{s}: {n}" for s, n in sorted(counts.items())))
    lines += [str(finding) for finding in outcome.findings[:_MAX_SHOWN]]
    slowest = f"{outcome.done} responses, the slowest after {1000 * outcome.slowest:.0f} ms"
    return [*lines, f"{slowest}; findings: {len(outcome.findings)}"]


def walk_on(store: RunningStore, folder: Path, cases: int, seed: int) -> Walk:
    """Walk in rounds, most requests of each from another role, until `cases` or a finding."""
    whole, number = Walk(), 0
    while whole.done < cases and not whole.findings:
        lead = ROLES[number % len(ROLES)]
        # Each round has sessions of its own, since tokens expire.
        settings = asyncio.run(prepare(store))
        part = walk(
            settings,
            folder / str(number),
            lead=lead,
            seed=seed + number,
            each=_REQUESTS_PER_OPERATION,
            phases=AT_LENGTH,
        )
        whole.add(part)
        number += 1
        log(f"{whole.done} responses, in this round most to {lead}")
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack, walk, print the report, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=int(os.environ.get("CASES", "10000")))
    drawn = os.environ.get("SEED") or secrets.randbelow(2**32)
    parser.add_argument("--seed", type=int, default=int(drawn))
    options = parser.parse_args(arguments)
    log(f"seed {options.seed}; the store is starting …")
    with tempfile.TemporaryDirectory(prefix="tienda-fuzz-") as folder:
        store = RunningStore(Path(folder) / "state").start(patience=600)
        try:
            outcome = asyncio.run(
                attack(store, options.cases, options.seed, lambda done: log(f"{done} responses"))
            )
            walked = walk_on(store, Path(folder) / "walk", options.cases, options.seed)
        finally:
            store.stop()
    never_successful = unexplained(walked)
    print("\n".join([*report(outcome), "", *lines_of(walked), walked.output]))
    for name in never_successful:
        print(f"{name} was always refused, and nothing says why")
    print(f"again: CASES={options.cases} SEED={options.seed} make fuzz")
    whole = outcome.done >= options.cases and walked.done >= options.cases
    return int(bool(outcome.findings or walked.findings or never_successful) or not whole)


if __name__ == "__main__":
    sys.exit(main())
