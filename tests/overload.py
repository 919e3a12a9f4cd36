"""`python -m tests.overload`: what the store does when three times as many come as it can serve.

Starts a store of its own, finds the load that it carries, offers three times that, come what may,
and looks whether those who are let in are served as before, and the others told at once to come
back later. Ends with 1 where a limit is missed.
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
from tests.load.plan import Plan, Result, Second
from tests.load.stage import HOST, Instance, Shopping, Stage, tell

SHARES = {
    "product": 0.595,
    "search": 0.20,
    "order": 0.10,
    "suggest": 0.05,
    "cart": 0.05,
    "log-in": 0.005,
}
FIRST, STEP = 40.0, 1.3
"""Requests a second at first, and how many times as many with each step."""
FOLLOWS = 0.9
"""Share of requests that a store which carries them answers in time."""
IN_A_ROW = 2
"""Steps that it has not followed, until the peak counts as passed."""
TIMES = 3.0
MIN_GOODPUT = 0.8
"""Of the peak."""
SLOWEST = 1.0
"""Seconds, for 99 of 100 who were let in."""
MAX_GROWTH = 100.0
"""Megabytes that each part may take more."""
BACK_WITHIN = 10
"""Seconds until the store serves half its peak as if nothing had been."""
FOR_SURE = 5
"""Seconds of it, until that counts."""
_AS_USUAL = 0.99


@dataclass
class Finding:
    """One limit, and what was seen."""

    what: str
    limit: str
    seen: str
    is_good: bool


@dataclass
class Proof:
    """One run."""

    stage: Stage
    bff: Instance
    port: int
    products: Sequence[tuple[str, str]]
    seconds: float
    step_seconds: float
    plans: int = 0
    peak: float = 0.0
    memory: dict[str, list[float]] = field(default_factory=dict)

    def find_peak(self) -> None:
        """Offer more and more until the store no longer follows; the peak is the most served."""
        rate, behind = FIRST, 0
        self._serve(rate, self.step_seconds)  # warms up
        while behind < IN_A_ROW:
            offered, served = self._serve(rate, self.step_seconds)
            self.peak = max(self.peak, served)
            behind = behind + 1 if served < FOLLOWS * offered else 0
            rate *= STEP

    def overload(self) -> Result:
        """Offer three times the peak."""
        self._weigh()
        shopping = self._offer(TIMES * self.peak, self.seconds)
        while not shopping.is_over and time.monotonic() - shopping.began < self.seconds:
            time.sleep(1.0)
            self._weigh()
        return shopping.result()

    def recover(self) -> Result:
        """Offer half the peak."""
        return self._offer(self.peak / 2, BACK_WITHIN + FOR_SURE).result()

    def _serve(self, rate: float, seconds: float) -> tuple[float, float]:
        """Return how many a second were offered and served in time, without the first and last."""
        result = self._offer(rate, seconds).result()
        offered, served = _rates(result.seconds[1:-1])
        tell(f"{offered:.0f} a second offered, {served:.0f} served; p99 {result.p99:.3f} s")
        return offered, served

    def _weigh(self) -> None:
        for part, megabytes in self.stage.memory(self.bff).items():
            self.memory.setdefault(part, []).append(megabytes)

    def _offer(self, rate: float, seconds: float) -> Shopping:
        self.plans += 1
        return Shopping(
            Plan(
                ports=[self.port],
                rate=rate,
                seconds=seconds,
                shares=SHARES,
                catalogue=self.stage.count,
                products=self.products,
                seed=self.stage.seed,
                draw=self.plans,
            )
        )


def judge(proof: Proof, over: Result, after: Result) -> list[Finding]:
    """Hold what was seen against the limits."""
    _, goodput = _rates(over.seconds[1 : int(proof.seconds)])
    growth = {part: max(seen) - seen[0] for part, seen in proof.memory.items()}
    back = seconds_until_usual(after.seconds)
    return [
        Finding(
            "goodput, of the peak",
            f">= {MIN_GOODPUT:.0%}",
            f"{goodput / max(1.0, proof.peak):.0%} ({goodput:.0f} of {proof.peak:.0f} a second)",
            goodput >= MIN_GOODPUT * proof.peak,
        ),
        Finding(
            "neither served nor refused as it should be",
            "0",
            str(over.total("failed")),
            over.total("failed") == 0,
        ),
        Finding(
            "p99 of who was let in", f"< {SLOWEST:g} s", f"{over.p99:.3f} s", over.p99 < SLOWEST
        ),
        Finding(
            "health checks not answered, slowest",
            "0, < 3 s",
            f"{over.health_failed} of {over.health_asked}, {over.health_slowest:.3f} s",
            over.health_failed == 0,
        ),
        Finding(
            "memory, growth of each part",
            f"<= {MAX_GROWTH:g} MB",
            ", ".join(
                f"{part} {proof.memory[part][0]:.0f} + {more:.0f}" for part, more in growth.items()
            ),
            max(growth.values()) <= MAX_GROWTH,
        ),
        Finding(
            "back to normal",
            f"<= {BACK_WITHIN} s",
            "never" if back is None else f"{back} s",
            back is not None and back <= BACK_WITHIN,
        ),
    ]


def seconds_until_usual(seconds: Sequence[Second]) -> int | None:
    """Return how many seconds pass until those after are served in time; None: never."""
    for passed in range(len(seconds) - FOR_SURE + 1):
        offered, served = _rates(seconds[passed : passed + FOR_SURE])
        if served >= _AS_USUAL * offered:
            return passed
    return None


def _rates(seconds: Sequence[Second]) -> tuple[float, float]:
    offered = sum(second.offered for second in seconds)
    return offered / len(seconds), sum(second.good for second in seconds) / len(seconds)


def table(proof: Proof, over: Result, findings: Sequence[Finding]) -> list[str]:
    """Write what was seen."""
    offered = max(1, over.total("offered"))
    at_once = proof.bff.at_once() or [0]
    counts = [
        ("offered", ""),
        ("good", "right, within a second"),
        ("late", "right, later"),
        ("busy", "503 with Retry-After"),
        ("limited", "429 with Retry-After"),
        ("failed", "all else"),
    ]
    return [
        f"peak {proof.peak:.0f} a second; {TIMES:g} times that for {proof.seconds:g} s",
        f"{proof.stage.count} products, seed {proof.stage.seed}",
        "",
        "| requests | | share | |",
        "|---|---:|---:|---|",
        *(
            f"| {name} | {over.total(name)} | {over.total(name) / offered:.1%} | {what} |"
            for name, what in counts
        ),
        "",
        f"let in: p50 {over.p50:.3f} s, p99 {over.p99:.3f} s, slowest {over.slowest:.3f} s",
        f"refused: p99 {over.refused_p99:.3f} s",
        f"let in at once: {min(at_once)} to {max(at_once)}, in the middle {median(at_once):g}",
        f"pages without stock: {over.without_stock}; connections at most: {over.connections}",
        f"the shoppers themselves came up to {over.behind:.3f} s late",
        f"and took {1000 * over.processor / offered:.2f} ms of a processor each",
        "",
        "| limit | wanted | seen | |",
        "|---|---|---|---|",
        *(
            f"| {one.what} | {one.limit} | {one.seen} | {'ok' if one.is_good else 'MISSED'} |"
            for one in findings
        ),
        *([""] if over.told else []),
        *over.told,
    ]


def prove(told: argparse.Namespace, folder: Path) -> int:
    """Prove it in a new folder, and answer the exit status."""
    stage = Stage(folder, told.products, told.seed)
    (port,) = free_ports(1)
    tell("the store is starting …")
    with stage.open():
        stage.open_account()
        # Behind a proxy that is believed, as on AWS: each request has an address of its own.
        bff = stage.another(
            "bff", "bff-overload", LISTEN=f"{HOST}:{port}", TRUSTED_PROXIES="127.0.0.0/8"
        )
        bff.start()
        products = asyncio.run(stage.bought())
        proof = Proof(stage, bff, port, products, told.seconds, told.step_seconds)
        proof.find_peak()
        tell(f"peak {proof.peak:.0f} a second; now {TIMES:g} times that for {told.seconds:g} s")
        over = proof.overload()
        after = proof.recover()
        tell(f"after it: {' '.join(f'{one.good}/{one.offered}' for one in after.seconds)}")
        unforeseen = stage.store.logged("unforeseen")
    findings = judge(proof, over, after)
    findings.append(Finding("unforeseen errors in logs", "0", str(len(unforeseen)), not unforeseen))
    print("\n".join(table(proof, over, findings)))
    return int(not all(one.is_good for one in findings))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove, print the table, and answer the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.overload",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="of overload")
    parser.add_argument("--step-seconds", type=float, default=10.0, help="of each step to the peak")
    parser.add_argument("--products", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tienda-overload-") as folder:
        return prove(told, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
