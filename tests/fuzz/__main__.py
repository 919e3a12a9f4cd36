"""`python -m tests.fuzz`: ten thousand hostile requests to a store of its own.

Each is answered, with no 5xx, within a second, and a refusal is a problem document. Ends with 1
otherwise, and shows what was sent.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.attack import Outcome, attack
from tests.store import RunningStore

_SHOWN = 30


def say(line: str) -> None:
    """Tell on stderr how it goes; stdout is for the report."""
    print(line, file=sys.stderr, flush=True)


def report(outcome: Outcome) -> list[str]:
    """Answer what to print."""
    kinds = sorted({kind for kind, _ in outcome.statuses})
    lines = []
    for kind in kinds:
        counts = {status: count for (of, status), count in outcome.statuses.items() if of == kind}
        lines.append(f"{kind:10}" + "  ".join(f"{s}: {n}" for s, n in sorted(counts.items())))
    lines += [str(finding) for finding in outcome.findings[:_SHOWN]]
    slowest = f"{outcome.done} answers, the slowest after {1000 * outcome.slowest:.0f} ms"
    return [*lines, f"{slowest}; findings: {len(outcome.findings)}"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack, print, and answer the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    given = parser.parse_args(arguments)
    say(f"seed {given.seed}; the store is starting …")
    with tempfile.TemporaryDirectory(prefix="tienda-fuzz-") as folder:
        store = RunningStore(Path(folder) / "state").start()
        try:
            outcome = asyncio.run(
                attack(store, given.inputs, given.seed, lambda done: say(f"{done} answered"))
            )
        finally:
            store.stop()
    print("\n".join([*report(outcome), f"again: python -m tests.fuzz --seed {given.seed}"]))
    return int(bool(outcome.findings) or outcome.done < given.inputs)


if __name__ == "__main__":
    sys.exit(main())
