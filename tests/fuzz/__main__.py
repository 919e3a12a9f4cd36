"""`python -m tests.fuzz`: hostile requests and a walk through the contract, at a store of its own.

Ten thousand of each, or what CASES says. Each is answered, with no 5xx, a hostile one within a
second; a refusal is a problem document; in the walk every answer is as the contract says. Ends with
1 otherwise, and shows what was sent. SEED draws the same again.
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

_SHOWN = 30
_EACH = 20
"""Requests to each operation in a round of the walk, by and large."""


def say(line: str) -> None:
    """Tell on stderr how it goes; stdout is for the report."""
    print(line, file=sys.stderr, flush=True)


def report(outcome: Outcome) -> list[str]:
    """Return what to print of the hostile requests."""
    kinds = sorted({kind for kind, _ in outcome.statuses})
    lines = []
    for kind in kinds:
        counts = {status: count for (of, status), count in outcome.statuses.items() if of == kind}
        lines.append(f"{kind:10}" + "  ".join(f"{s}: {n}" for s, n in sorted(counts.items())))
    lines += [str(finding) for finding in outcome.findings[:_SHOWN]]
    slowest = f"{outcome.done} answers, the slowest after {1000 * outcome.slowest:.0f} ms"
    return [*lines, f"{slowest}; findings: {len(outcome.findings)}"]


def walk_on(store: RunningStore, folder: Path, cases: int, seed: int) -> Walk:
    """Walk in rounds, each led by another role, until there are so many answers or a finding."""
    whole, number = Walk(), 0
    while whole.done < cases and not whole.findings:
        lead = ROLES[number % len(ROLES)]
        # What a session may do ends with its token, so each round has its own.
        settings = asyncio.run(prepare(store))
        one = walk(
            settings,
            folder / str(number),
            lead=lead,
            seed=seed + number,
            each=_EACH,
            phases=AT_LENGTH,
        )
        whole.add(one)
        number += 1
        say(f"{whole.done} answered, this time most to {lead}")
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack, walk, print, and answer the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=int(os.environ.get("CASES", "10000")))
    drawn = os.environ.get("SEED") or secrets.randbelow(2**32)
    parser.add_argument("--seed", type=int, default=int(drawn))
    given = parser.parse_args(arguments)
    say(f"seed {given.seed}; the store is starting …")
    with tempfile.TemporaryDirectory(prefix="tienda-fuzz-") as folder:
        store = RunningStore(Path(folder) / "state").start(patience=600)
        try:
            outcome = asyncio.run(
                attack(store, given.cases, given.seed, lambda done: say(f"{done} answered"))
            )
            walked = walk_on(store, Path(folder) / "walk", given.cases, given.seed)
        finally:
            store.stop()
    lost = unexplained(walked)
    print("\n".join([*report(outcome), "", *lines_of(walked), walked.output]))
    for name in lost:
        print(f"{name} never got past a refusal, and nothing says why")
    print(f"again: CASES={given.cases} SEED={given.seed} make fuzz")
    whole = outcome.done >= given.cases and walked.done >= given.cases
    return int(bool(outcome.findings or walked.findings or lost) or not whole)


if __name__ == "__main__":
    sys.exit(main())
