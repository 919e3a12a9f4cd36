"""`python -m tests.drain`: stop each process while shoppers come; no request may be refused.

Starts a store of its own with two instances of each process, sends SIGTERM to each in turn, waits
until it has ended, and starts it again. Ends with 1 if any request failed, any process did not end
by itself, or any outbox message was delivered twice or not at all.
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
from tests.load.harness import HOST, Harness, Instance, ShoppersProcess, log
from tests.load.plan import Plan, Result

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
DRAIN_NOTICE = 1.0
"""Seconds between not ready and the stop: some health checks of the load balancer."""
MAX_LOG_LINES = 10
"""Lines of logs that are printed when something is wrong."""
MAX_STOP_SECONDS = 15.0
"""Seconds in which a process must have ended."""
DELIVERY_TIMEOUT = 120.0
"""Seconds in which all outbox messages must be delivered once no more requests come."""
_COUNTS = ("offered", "good", "late", "busy", "limited", "failed")


@dataclass(frozen=True)
class Stop:
    """One stopped process."""

    name: str
    at: float
    """Seconds since the shoppers began."""
    status: int
    took: float
    """Seconds."""


@dataclass(frozen=True)
class OutboxCounts:
    """The messages in the outbox of orders."""

    total: int
    waiting: int
    claimed_twice: int


def add_pairs(harness: Harness) -> dict[str, tuple[Instance, Instance]]:
    """Add two instances of each process; services know both addresses of each other one."""
    ports = {name: free_ports(2) for name in ("bff", *SERVICES)}
    addresses = {
        f"{name.upper()}_ADDRESS": ",".join(f"{HOST}:{port}" for port in ports[name])
        for name in SERVICES
    }

    def add_two(module: str, settings: Sequence[Mapping[str, str]]) -> tuple[Instance, Instance]:
        first, second = (
            harness.add_instance(module, f"{module}-{suffix}", **of_instance)
            for suffix, of_instance in zip("ab", settings, strict=True)
        )
        return first, second

    pairs = {
        module: add_two(
            module,
            [
                {**addresses, "LISTEN": f"{HOST}:{port}", "DRAIN_NOTICE": str(DRAIN_NOTICE)}
                | {"TRUSTED_PROXIES": "127.0.0.0/8"}
                for port in ports[module]
            ],
        )
        for module in (*SERVICES, "bff")
    }
    return pairs | {WORKER: add_two(WORKER, [{}, {}])}


def stop_each(pairs: Mapping[str, Sequence[Instance]], began: float, pause: float) -> list[Stop]:
    """Stop and start each process, one at a time, with `pause` seconds before and after."""
    stops = []
    for module in ("bff", *SERVICES, WORKER):
        for instance in pairs[module]:
            time.sleep(pause)
            at = time.monotonic() - began
            status, took = instance.stop(MAX_STOP_SECONDS)
            stops.append(Stop(instance.name, at, status, took))
            log(f"{at:.1f} s: {instance.name} ended with {status} after {took:.1f} s")
            time.sleep(pause)
            instance.start()
    time.sleep(pause)
    return stops


async def count_messages(harness: Harness) -> OutboxCounts:
    """Count the outbox messages once all are delivered, or after DELIVERY_TIMEOUT."""
    query = """SELECT count(*) AS total,
        count(*) FILTER (WHERE delivered_at IS NULL) AS waiting,
        count(*) FILTER (WHERE attempts > 1) AS twice FROM outbox"""
    deadline = time.monotonic() + DELIVERY_TIMEOUT
    while True:
        (row,) = await harness.fetch("orders", query)
        if not row["waiting"] or time.monotonic() > deadline:
            return OutboxCounts(int(row["total"]), int(row["waiting"]), int(row["twice"]))
        await asyncio.sleep(0.5)


def find_faults(result: Result, stops: Sequence[Stop], messages: OutboxCounts) -> list[str]:
    """Return a line for everything that is wrong."""
    faults = [f"{stop.name} ended with {stop.status}" for stop in stops if stop.status]
    refused = sum(result.total(field) for field in ("busy", "limited", "failed"))
    if refused:
        faults.append(f"{refused} requests refused or failed")
    if messages.waiting or messages.claimed_twice:
        faults.append(
            f"{messages.waiting} messages not delivered, {messages.claimed_twice} claimed twice"
        )
    return faults


def table(result: Result, stops: Sequence[Stop], messages: OutboxCounts) -> list[str]:
    """Return the lines of the report."""
    counts = ", ".join(f"{field} {result.total(field)}" for field in _COUNTS)
    times = f"p50 {result.p50:.3f} s, p99 {result.p99:.3f} s, slowest {result.slowest:.3f} s"
    return [
        "| stopped | at | exit status | after |",
        "|---|---:|---:|---:|",
        *(
            f"| {stop.name} | {stop.at:.1f} s | {stop.status} | {stop.took:.1f} s |"
            for stop in stops
        ),
        "",
        f"requests: {counts}",
        f"{times}; {result.without_stock} pages without stock",
        f"messages {messages.total}, waiting {messages.waiting}, twice {messages.claimed_twice}",
        *result.failures,
    ]


def run(options: argparse.Namespace, folder: Path) -> int:
    """Run the test in a new folder, print the report, and return the exit status."""
    harness = Harness(folder, options.products, options.seed)
    log("the store is starting …")
    with harness.open():
        harness.open_account()
        pairs = add_pairs(harness)
        with harness.halted(WORKER):
            for pair in pairs.values():
                for instance in pair:
                    instance.start()
            shoppers = ShoppersProcess(
                Plan(
                    ports=[bff.port for bff in pairs["bff"]],
                    rate=options.rate,
                    seconds=3600.0,
                    shares=SHARES,
                    catalogue=harness.count,
                    products=asyncio.run(harness.list_products()),
                    seed=harness.seed,
                    draw=1,
                )
            )
            stops = stop_each(pairs, shoppers.began, options.pause)
            result = shoppers.end()
            log("waiting until all messages are delivered …")
            messages = asyncio.run(count_messages(harness))
        unforeseen = harness.store.logged("unforeseen")
        refused = harness.store.logged('"refused"')
    print("\n".join(table(result, stops, messages)))
    faults = find_faults(result, stops, messages) + unforeseen[:3]
    print("\n".join(faults + refused[:MAX_LOG_LINES] if faults else ["nothing is wrong"]))
    return int(bool(faults))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the test, and return the exit status."""
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
        help="seconds around each stop; clients find an instance that is back within two",
    )
    parser.add_argument("--products", type=int, default=500, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tienda-drain-") as folder:
        return run(options, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
