"""Measures one store beside pgbench on its own PostgreSQL."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from bench.speed import order_scripts, pgbench
from bench.speed.client import Plan
from bench.speed.figures import Point
from bench.speed.load import measure
from bench.speed.operations import YARDSTICKS
from bench.speed.queries import beginnings, queries, zipf
from bench.speed.statements import recorder
from bench.speed.store import BenchmarkStore, report
from bench.speed.yardstick import open_yardstick
from catalog.__main__ import PLANNER

WARMUP = 1.0
"""Seconds before each figure."""
MAX_SCRIPTS = 100
"""Requests drawn for pgbench, which accepts at most 128 scripts."""
WITH_WORKERS = "order + workers"
"""Name of the operation: orders while the worker sends messages to a stand-in for AWS."""

Scripts = Mapping[str, int]
"""SQL scripts and their weights."""


class Measurement:
    """The figures of one store."""

    def __init__(
        self,
        store: BenchmarkStore,
        operations: Sequence[str],
        clients: Sequence[int],
        seconds: float,
    ) -> None:
        """Prepare to measure each operation for so many seconds at each number of clients."""
        self._store = store
        self._operations = operations
        self._clients = clients
        self._seconds = seconds
        self._products: Sequence[tuple[str, str]] = []
        self.points: list[Point] = []

    def run(self) -> None:
        """Measure each operation at each number of clients, with pgbench right before it.

        Before them, the yardsticks.
        """
        self._yardsticks()
        self._products = asyncio.run(self._store.sold_products())
        for operation in self._operations:
            if operation == "order":
                self._orders()
            else:
                self._reads(operation)

    def _yardsticks(self) -> None:
        with open_yardstick() as bare:
            for name in YARDSTICKS:
                for clients in self._clients:
                    plan = self._plan(name, clients, bare.port)
                    self._add(Point(name, clients, *measure(bare.processor, plan), {}))

    def _reads(self, operation: str) -> None:
        slugs = [slug for _, slug in self._products]
        scripts = asyncio.run(read_scripts(self._store, operation, slugs))
        settings = {"jit": "off", **PLANNER}
        url = self._store.database("catalog")
        for clients in self._clients:
            rate = pgbench.run(url, scripts, clients, self._seconds, settings=settings)
            self._measure(operation, operation, clients, {"": rate.per_second})

    def _orders(self) -> None:
        store = self._store
        asyncio.run(store.make_plain_database())
        store.fill_plain_database()
        scripts = {
            "plain": order_scripts.plain(store.count),
            "in one": order_scripts.in_one(store.count),
        }
        for clients in self._clients:
            beside = {
                kind: pgbench.run(
                    store.plain_database,
                    {script: 1},
                    clients,
                    self._seconds,
                    prepared=True,
                    settings={"jit": "off"},
                ).per_second
                for kind, script in scripts.items()
            }
            self._measure("order", "order", clients, beside)
        store.resume_workers()
        self._measure("order", WITH_WORKERS, max(self._clients), {})
        store.halt_workers()

    def _measure(
        self, operation: str, name: str, clients: int, beside: Mapping[str, float]
    ) -> None:
        plan = self._plan(operation, clients, self._store.running.ports.bff)
        self._add(Point(name, clients, *measure(self._store.running.processor, plan), beside))

    def _plan(self, operation: str, clients: int, port: int) -> Plan:
        return Plan(
            port=port,
            operation=operation,
            clients=clients,
            warmup=WARMUP,
            seconds=self._seconds,
            catalogue=self._store.count,
            products=self._products,
            seed=self._store.seed,
        )

    def _add(self, point: Point) -> None:
        self.points.append(point)
        shares = ", ".join(f"{part} {point.cost(part):.2f}" for part in sorted(point.processor))
        alone = ", ".join(f"{rate:.0f} {kind}".strip() for kind, rate in point.pgbench.items())
        report(
            f"{point.operation} x {point.clients}: {point.rate:.0f} a second, "
            f"p95 {1000 * point.result.p95:.1f} ms, {point.cost():.2f} ms of CPU each ({shares}); "
            f"pgbench {alone or 'not run'}"
        )


async def read_scripts(store: BenchmarkStore, operation: str, slugs: Sequence[str]) -> Scripts:
    """Return the SQL that catalog sends for requests drawn as the clients draw them."""
    rng = random.Random(f"{store.seed} pgbench")  # noqa: S311 (nothing secret)
    async with recorder(store.database("catalog")) as record:
        match operation:
            case "search":
                typed = queries(store.count, store.seed)
                drawn = Counter(islice(zipf(typed, rng), MAX_SCRIPTS))
                made = [(await record.search(query), often) for query, often in drawn.items()]
            case "suggest":
                typed = beginnings(store.count, store.seed)
                drawn = Counter(islice(zipf(typed, rng), MAX_SCRIPTS))
                made = [(await record.suggest(query), often) for query, often in drawn.items()]
            case _:
                made = [(await record.product(slug), 1) for slug in slugs[:MAX_SCRIPTS]]
    return dict(made)
