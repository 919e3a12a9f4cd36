"""`python -m tests.drain`: each part is stopped while shoppers come, and nobody is refused.

Starts a store of its own with two instances of each part, sends each SIGTERM in turn, waits until
it has ended, and starts it again. Ends with 1 if any request failed, any part did not end by
itself, or any letter was told twice or not at all.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.ports import free_ports
from tests.load.plan import Plan, Result
from tests.load.stage import HOST, Instance, Shopping, Stage, tell

SHARES = {
    "product": 0.40,
    "search": 0.20,
    "order": 0.20,
    "cart": 0.10,
    "suggest": 0.05,
    "log-in": 0.03,
    "account": 0.02,
}
SERVICES = ("users", "catalog", "orders")
WORKER = "orders.worker"
NOTICE = 1.0
"""Seconds between not ready and the stop: some looks of the load balancer."""
COUNTS = ("offered", "good", "late", "busy", "limited", "failed")
TOLD = 10
"""Lines of logs that are shown when something is wrong."""
MAX_STOP_SECONDS = 15.0
"""Seconds in which a part must have ended."""
TOLD_WITHIN = 120.0
"""Seconds in which all letters must be told once no more come."""


@dataclass(frozen=True)
class Stop:
    """One part was stopped."""

    part: str
    at: float
    """Seconds since the shoppers began to come."""
    status: int
    took: float


def pairs(stage: Stage) -> dict[str, tuple[Instance, Instance]]:
    """Make two instances of each part; services know both of each neighbour."""
    ports = {name: free_ports(2) for name in ("bff", *SERVICES)}
    known = {
        f"{name.upper()}_ADDRESS": ",".join(f"{HOST}:{port}" for port in ports[name])
        for name in SERVICES
    }

    def two(part: str, settings: Sequence[Mapping[str, str]]) -> tuple[Instance, Instance]:
        first, second = (
            stage.another(part, f"{part}-{letter}", **one)
            for letter, one in zip("ab", settings, strict=True)
        )
        return first, second

    made = {
        part: two(
            part,
            [
                {**known, "LISTEN": f"{HOST}:{port}", "DRAIN_NOTICE": str(NOTICE)}
                | {"TRUSTED_PROXIES": "127.0.0.0/8"}
                for port in ports[part]
            ],
        )
        for part in (*SERVICES, "bff")
    }
    return made | {WORKER: two(WORKER, [{}, {}])}


def stop_each(made: Mapping[str, Sequence[Instance]], began: float, pause: float) -> list[Stop]:
    """Stop each part, one at a time, with `pause` seconds between."""
    stops = []
    for part in ("bff", *SERVICES, WORKER):
        for instance in made[part]:
            time.sleep(pause)
            at = time.monotonic() - began
            status, took = instance.stop(MAX_STOP_SECONDS)
            stops.append(Stop(instance.name, at, status, took))
            tell(f"{at:.1f} s: {instance.name} ended with {status} after {took:.1f} s")
            time.sleep(pause)
            instance.start()
    time.sleep(pause)
    return stops


async def letters(stage: Stage) -> tuple[int, int, int]:
    """Wait until all are told; return how many there are, wait still, and were taken up twice."""
    query = """SELECT count(*) AS all,
        count(*) FILTER (WHERE delivered_at IS NULL) AS waiting,
        count(*) FILTER (WHERE attempts > 1) AS twice FROM outbox"""
    deadline = time.monotonic() + TOLD_WITHIN
    while True:
        (row,) = await stage.ask("orders", query)
        if not row["waiting"] or time.monotonic() > deadline:
            return int(row["all"]), int(row["waiting"]), int(row["twice"])
        await asyncio.sleep(0.5)


def faults_in(result: Result, stops: Sequence[Stop], told: tuple[int, int, int]) -> list[str]:
    """Name all that is wrong."""
    _, waiting, twice = told
    faults = [f"{one.part} ended with {one.status}" for one in stops if one.status]
    refused = sum(result.total(what) for what in ("busy", "limited", "failed"))
    if refused:
        faults.append(f"{refused} requests refused or failed")
    if waiting or twice:
        faults.append(f"{waiting} letters not told, {twice} taken up twice")
    return faults


def table(result: Result, stops: Sequence[Stop], told: tuple[int, int, int]) -> list[str]:
    """Write what was seen."""
    counts = ", ".join(
        f"{what} {result.total(what)}"
        for what in ("offered", "good", "late", "busy", "limited", "failed")
    )
    times = f"p50 {result.p50:.3f} s, p99 {result.p99:.3f} s, slowest {result.slowest:.3f} s"
    return [
        "| stopped | at | exit status | after |",
        "|---|---:|---:|---:|",
        *(f"| {one.part} | {one.at:.1f} s | {one.status} | {one.took:.1f} s |" for one in stops),
        "",
        f"requests: {counts}",
        f"{times}; {result.without_stock} pages without stock",
        f"{told[0]} letters, {told[1]} not told, {told[2]} taken up twice",
        *result.told,
    ]


def prove(told: argparse.Namespace, folder: Path) -> int:
    """Prove it in a new folder, and answer the exit status."""
    stage = Stage(folder, told.products, told.seed)
    tell("the store is starting …")
    with stage.open():
        stage.open_account()
        made = pairs(stage)
        with stage.halted(WORKER):
            for both in made.values():
                for instance in both:
                    instance.start()
            shopping = Shopping(
                Plan(
                    ports=[bff.port for bff in made["bff"]],
                    rate=told.rate,
                    seconds=3600.0,
                    shares=SHARES,
                    catalogue=stage.count,
                    products=asyncio.run(stage.bought()),
                    seed=stage.seed,
                    draw=1,
                )
            )
            stops = stop_each(made, shopping.began, told.pause)
            result = shopping.end()
            tell("waiting until all letters are told …")
            sent = asyncio.run(letters(stage))
        unforeseen = stage.store.logged("unforeseen")
        refused = stage.store.logged('"refused"')
    print("\n".join(table(result, stops, sent)))
    faults = faults_in(result, stops, sent) + unforeseen[:3]
    print("\n".join(faults + refused[:TOLD] if faults else ["nothing is wrong"]))
    return int(bool(faults))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove, print the table, and answer the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.drain",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rate", type=float, default=40.0, help="requests a second")
    parser.add_argument(
        "--pause",
        type=float,
        default=3.0,
        help="seconds around each stop; a part that is back is found within two",
    )
    parser.add_argument("--products", type=int, default=500, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tienda-drain-") as folder:
        return prove(told, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
