"""`python -m tests.overload`: offer the store three times the load that it can serve.

Starts a store of its own, finds the highest load that it serves, and offers three times that. Then
checks that accepted requests were served as before, and the others refused at once. Ends with 1 if
a limit is not held.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from local.ports import free_ports
from tests.load.harness import HOST, Harness, Instance, ShoppersProcess, log
from tests.load.plan import Plan, Result, Second

SHARES = {
    "product": 0.595,
    "search": 0.20,
    "order": 0.10,
    "suggest": 0.05,
    "cart": 0.05,
    "log-in": 0.005,
}
FIRST_RATE, RATE_FACTOR = 40.0, 1.3
"""Requests a second in the first step, and the factor from each step to the next."""
MIN_SERVED = 0.9
"""The share of requests that must be answered in time for the store to keep up."""
MAX_STEPS_BEHIND = 2
"""Steps in a row in which the store does not keep up, until the peak counts as passed."""
OVERLOAD_FACTOR = 3.0
MIN_GOODPUT = 0.8
"""Of the peak."""
MAX_P99 = 1.0
"""Seconds, of accepted requests."""
MAX_GROWTH = 100.0
"""Megabytes by which the memory of each process may grow."""
MAX_RECOVERY = 10
"""Seconds until the store serves half its peak as before."""
STABLE_SECONDS = 5
"""Seconds that it must do so."""
_NORMAL_SHARE = 0.99


@dataclass
class Check:
    """One limit, and what was measured."""

    name: str
    limit: str
    measured: str
    is_good: bool


@dataclass
class Overload:
    """One run of the test."""

    harness: Harness
    bff: Instance
    port: int
    products: Sequence[tuple[str, str]]
    seconds: float
    step_seconds: float
    plans: int = 0
    peak: float = 0.0
    """Requests a second."""
    memory: dict[str, list[float]] = field(default_factory=dict)
    """Megabytes by process."""

    def find_peak(self) -> None:
        """Raise the load until the store does not keep up; the peak is the most it served."""
        rate, behind = FIRST_RATE, 0
        self._serve(rate, self.step_seconds)  # warms up
        while behind < MAX_STEPS_BEHIND:
            offered, served = self._serve(rate, self.step_seconds)
            self.peak = max(self.peak, served)
            behind = behind + 1 if served < MIN_SERVED * offered else 0
            rate *= RATE_FACTOR

    def overload(self) -> Result:
        """Offer three times the peak."""
        self._measure_memory()
        shoppers = self._offer(OVERLOAD_FACTOR * self.peak, self.seconds)
        while not shoppers.is_over and time.monotonic() - shoppers.began < self.seconds:
            time.sleep(1.0)
            self._measure_memory()
        return shoppers.result()

    def recover(self) -> Result:
        """Offer half the peak."""
        return self._offer(self.peak / 2, MAX_RECOVERY + STABLE_SECONDS).result()

    def _serve(self, rate: float, seconds: float) -> tuple[float, float]:
        """Return the rates offered and served in time, without the first and last second."""
        result = self._offer(rate, seconds).result()
        offered, served = _rates(result.seconds[1:-1])
        log(f"{offered:.0f} a second offered, {served:.0f} served; p99 {result.p99:.3f} s")
        return offered, served

    def _measure_memory(self) -> None:
        for process, megabytes in self.harness.memory(self.bff).items():
            self.memory.setdefault(process, []).append(megabytes)

    def _offer(self, rate: float, seconds: float) -> ShoppersProcess:
        self.plans += 1
        return ShoppersProcess(
            Plan(
                ports=[self.port],
                rate=rate,
                seconds=seconds,
                shares=SHARES,
                catalogue=self.harness.count,
                products=self.products,
                seed=self.harness.seed,
                draw=self.plans,
            )
        )


def check_limits(test: Overload, during: Result, after: Result) -> list[Check]:
    """Compare what was measured with the limits."""
    _, goodput = _rates(during.seconds[1 : int(test.seconds)])
    growth = {name: max(values) - values[0] for name, values in test.memory.items()}
    recovery = seconds_until_normal(after.seconds)
    return [
        Check(
            "goodput, of the peak",
            f">= {MIN_GOODPUT:.0%}",
            f"{goodput / max(1.0, test.peak):.0%} ({goodput:.0f} of {test.peak:.0f} a second)",
            goodput >= MIN_GOODPUT * test.peak,
        ),
        Check(
            "neither served nor properly refused",
            "0",
            str(during.total("failed")),
            during.total("failed") == 0,
        ),
        Check(
            "p99 of accepted requests",
            f"< {MAX_P99:g} s",
            f"{during.p99:.3f} s",
            during.p99 < MAX_P99,
        ),
        Check(
            "health checks failed, slowest",
            "0, < 3 s",
            f"{during.health_failed} of {during.health_checks}, {during.health_slowest:.3f} s",
            during.health_failed == 0,
        ),
        Check(
            "memory, growth of each process",
            f"<= {MAX_GROWTH:g} MB",
            ", ".join(
                f"{name} {test.memory[name][0]:.0f} + {more:.0f}" for name, more in growth.items()
            ),
            max(growth.values()) <= MAX_GROWTH,
        ),
        Check(
            "back to normal",
            f"<= {MAX_RECOVERY} s",
            "never" if recovery is None else f"{recovery} s",
            recovery is not None and recovery <= MAX_RECOVERY,
        ),
    ]


def seconds_until_normal(seconds: Sequence[Second]) -> int | None:
    """Return the seconds until STABLE_SECONDS in a row are served in time; None: never."""
    for passed in range(len(seconds) - STABLE_SECONDS + 1):
        offered, served = _rates(seconds[passed : passed + STABLE_SECONDS])
        if served >= _NORMAL_SHARE * offered:
            return passed
    return None


def _rates(seconds: Sequence[Second]) -> tuple[float, float]:
    offered = sum(second.offered for second in seconds)
    return offered / len(seconds), sum(second.good for second in seconds) / len(seconds)


def table(test: Overload, during: Result, checks: Sequence[Check]) -> list[str]:
    """Return the lines of the report."""
    offered = max(1, during.total("offered"))
    limits = test.bff.concurrency_limits() or [0]
    counts = [
        ("offered", ""),
        ("good", "right, within a second"),
        ("late", "right, later"),
        ("busy", "503 with Retry-After"),
        ("limited", "429 with Retry-After"),
        ("failed", "all else"),
    ]
    return [
        f"peak {test.peak:.0f} a second; {OVERLOAD_FACTOR:g} times that for {test.seconds:g} s",
        f"{test.harness.count} products, seed {test.harness.seed}",
        "",
        "| requests | | share | |",
        "|---|---:|---:|---|",
        *(
            f"| {name} | {during.total(name)} | {during.total(name) / offered:.1%} | {meaning} |"
            for name, meaning in counts
        ),
        "",
        f"accepted: p50 {during.p50:.3f} s, p99 {during.p99:.3f} s, slowest {during.slowest:.3f} s",
        f"refused: p99 {during.refused_p99:.3f} s",
        f"adaptive limit: {min(limits)} to {max(limits)}, median {median(limits):g}",
        f"pages without stock: {during.without_stock}; connections at most: {during.connections}",
        f"the shoppers themselves were up to {during.behind:.3f} s late",
        f"and took {1000 * during.processor / offered:.2f} ms of processor time for a request",
        "",
        "| check | limit | measured | |",
        "|---|---|---|---|",
        *(
            f"| {check.name} | {check.limit} | {check.measured} |"
            f" {'ok' if check.is_good else 'MISSED'} |"
            for check in checks
        ),
        *([""] if during.failures else []),
        *during.failures,
    ]


def run(options: argparse.Namespace, folder: Path) -> int:
    """Run the test in a new folder, print the report, and return the exit status."""
    harness = Harness(folder, options.products, options.seed)
    (port,) = free_ports(1)
    log("the store is starting …")
    with harness.open():
        harness.open_account()
        # Behind a trusted proxy, as on AWS: each request has an address of its own.
        bff = harness.add_instance(
            "bff", "bff-overload", LISTEN=f"{HOST}:{port}", TRUSTED_PROXIES="127.0.0.0/8"
        )
        bff.start()
        products = asyncio.run(harness.list_products())
        test = Overload(harness, bff, port, products, options.seconds, options.step_seconds)
        test.find_peak()
        log(f"peak {test.peak:.0f} a second; now {OVERLOAD_FACTOR:g} times that")
        during = test.overload()
        after = test.recover()
        log(f"after it: {' '.join(f'{second.good}/{second.offered}' for second in after.seconds)}")
        unforeseen = harness.store.logged("unforeseen")
    checks = check_limits(test, during, after)
    checks.append(Check("unforeseen errors in logs", "0", str(len(unforeseen)), not unforeseen))
    print("\n".join(table(test, during, checks)))
    return int(not all(check.is_good for check in checks))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the test, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.overload",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="of overload")
    parser.add_argument("--step-seconds", type=float, default=10.0, help="of each step to the peak")
    parser.add_argument("--products", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tienda-overload-") as folder:
        return run(options, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
