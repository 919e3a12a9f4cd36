"""`python -m tests.mutants orders --number 100` plants faults in a package, one at a time.

A fault is a comparison turned, a call removed, a number plus one, a condition taken for true, and
the like. The package's unit and component tests run against each; a line is printed for each fault
that they do not notice. The command ends with 1 if more than one in twenty is not noticed. Those
that change nothing are named in equivalent.txt, with the reason, and are not planted.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.planting import Fault, faults_in
from tests.mutants.trial import MAX_TESTS, ROOT, Coverage, ProjectCopy

TESTS = {
    "orders": ("tests/unit/orders", "tests/component/orders"),
    "users": ("tests/unit/users", "tests/component/users"),
    "chassis": ("tests/unit/chassis", "tests/component/chassis", "tests/component/orders"),
    "catalog/search": ("tests/unit/catalog", "tests/component/catalog"),
}
"""The tests of each package. What every service shares is tested through one of them, too."""

MAX_SURVIVORS = 1 / 20
_PROGRESS = 10
"""Faults after which a line says how many have been tried."""
EQUIVALENT = Path(__file__).with_name("equivalent.txt")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault in a module."""

    path: str
    fault: Fault
    text: str
    """The line that it begins on."""

    @property
    def key(self) -> str:
        """How equivalent.txt names it."""
        return f"{self.path} | {self.text} | {self.fault.description}"


def mutants_of(package: str) -> list[Mutant]:
    """Return all that can be planted in a package; migrations have run and stay as they are."""
    return [
        Mutant(str(file.relative_to(ROOT)), fault, lines[fault.line - 1].strip())
        for file in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in file.parts
        for source in [file.read_bytes()]
        for lines in [source.decode().split("\n")]
        for fault in faults_in(source)
    ]


def equivalent() -> set[str]:
    """Return the keys of the faults that change nothing."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return {line.rpartition(" | ")[0] for line in lines if line and not line.startswith("#")}


def survivors(
    mutants: Sequence[Mutant], tests: Sequence[str], package: str, workers: int
) -> list[Mutant]:
    """Return those that no test notices, printing each as it is found."""
    with tempfile.TemporaryDirectory(prefix="tienda-mutants-") as folder:
        copies: SimpleQueue[ProjectCopy] = SimpleQueue()
        first = ProjectCopy(Path(folder) / "0")
        covered = first.measure(package.replace("/", "."), tests)
        copies.put(first)
        for number in range(1, workers):
            more = ProjectCopy(Path(folder) / str(number))
            more.timeout = first.timeout
            copies.put(more)

        def survives(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                return not _is_noticed(copy, mutant, covered, tests)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(workers) as pool:
            outcomes = zip(mutants, pool.map(survives, mutants), strict=True)
            found = []
            for number, (mutant, is_alive) in enumerate(outcomes, 1):
                if number % _PROGRESS == 0:
                    print(f"{number} of {len(mutants)} tried", file=sys.stderr, flush=True)
                if is_alive:
                    print(f"{mutant.path}:{mutant.fault.line}: {mutant.fault.description}")
                    print(f"    {mutant.text}", flush=True)
                    found.append(mutant)
    return found


def _is_noticed(copy: ProjectCopy, mutant: Mutant, covered: Coverage, tests: Sequence[str]) -> bool:
    near = covered.tests_of(mutant.path, mutant.fault.line)
    if near and copy.notices(mutant.path, mutant.fault, near[:MAX_TESTS]):
        return True
    # A fixture of many tests runs during the first, and some code in processes that tests start:
    # only all of them together clear a fault.
    return copy.notices(mutant.path, mutant.fault, tests)


def main() -> int:
    """Plant the faults, print what survives; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("package", choices=sorted(TESTS))
    parser.add_argument("--number", type=int, default=100, help="faults to plant (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: 1)")
    parser.add_argument("--workers", type=int, default=2, help="at the same time (default: 2)")
    options = parser.parse_args()
    known = equivalent()
    mutants = [mutant for mutant in mutants_of(options.package) if mutant.key not in known]
    number = min(options.number, len(mutants))
    chosen = random.Random(options.seed).sample(mutants, number)  # noqa: S311 - guards nothing
    found = survivors(chosen, TESTS[options.package], options.package, options.workers)
    print(f"{options.package}: {number} of {len(mutants)} faults planted, {len(found)} survived")
    return int(len(found) > number * MAX_SURVIVORS)


if __name__ == "__main__":
    sys.exit(main())
