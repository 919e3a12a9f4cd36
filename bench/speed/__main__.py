"""`python -m bench.speed`: how fast the store is, beside pgbench on the same PostgreSQL.

Starts a store of its own, on free ports, with so many made-up products. Then shoppers in a process
of their own search, look at products, type, and buy two things at once, by HTTP, first one of them,
then more at the same time. Beside each figure stands what pgbench reaches in the same run: for
reads with the SQL that catalog itself sends, for orders with the order's writes as plain statements
in one transaction, and with the store's own one statement. Ends with 1 if any answer was wrong.

The workers and the stand-in for AWS, which no shopper waits for, are halted meanwhile; one last
figure is of orders while they are at work.

Nothing is answered from a cache: no request repeats another's bytes, none says what it has already.
"""

import argparse
import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from bench.speed import order_scripts, pgbench
from bench.speed.client import BEGUN, Plan, Result
from bench.speed.figures import Figures, Point, table
from bench.speed.operations import OPERATIONS
from bench.speed.queries import beginnings, queries, zipf
from bench.speed.stage import Stage, on_stage, tell, write_json
from bench.speed.statements import recorder
from catalog.__main__ import PLANNER
from local.measure import MEGABYTE

WARMING = 1.0
"""Seconds before each measurement."""
SCRIPTS = 100
"""Requests drawn for pgbench: it takes 128 scripts at most."""
TOLD = "order, told"
"""Orders while the worker delivers letters, to a stand-in for AWS on the same machine."""

Scripts = Mapping[str, int]


async def scripts_of(stage: Stage, operation: str, slugs: Sequence[str]) -> Scripts:
    """Answer what catalog sends to PostgreSQL for requests drawn as the shoppers draw them."""
    typed, begun = queries(stage.count, stage.seed), beginnings(stage.count, stage.seed)
    choose = random.Random(f"{stage.seed} pgbench")  # noqa: S311 (nothing secret)
    async with recorder(stage.database("catalog")) as record:
        match operation:
            case "search":
                drawn = Counter(islice(zipf(typed, choose), SCRIPTS))
                made = [(await record.search(query), often) for query, often in drawn.items()]
            case "suggest":
                drawn = Counter(islice(zipf(begun, choose), SCRIPTS))
                made = [(await record.suggest(query), often) for query, often in drawn.items()]
            case _:
                made = [(await record.product(slug), 1) for slug in slugs[:SCRIPTS]]
    return dict(made)


def ask(stage: Stage, plan: Plan) -> tuple[Result, Mapping[str, float]]:
    """Let a client do the plan; answer its result, and the processor time of each part."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.speed.client"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(msgspec.json.encode(plan))
        client.stdin.close()
        if client.stdout.readline().decode().strip() != BEGUN:
            sys.exit(f"the client of {plan.operation} did not begin")
        before = stage.store.processor()
        line = client.stdout.readline()
        after = stage.store.processor()
    result = msgspec.json.decode(line, type=Result)
    for wrong in result.told:
        tell(f"  wrong: {wrong}")
    after.subtract(before)
    return result, {part: round(seconds, 3) for part, seconds in after.items() if seconds > 0}


class Measurement:
    """Everything that is asked of one store."""

    def __init__(self, stage: Stage, given: argparse.Namespace) -> None:
        self._stage = stage
        self._given = given
        self._products: Sequence[tuple[str, str]] = []
        self.points: list[Point] = []

    def run(self) -> None:
        """Measure each operation at each number of clients, pgbench right after it."""
        self._products = asyncio.run(self._stage.bought())
        for operation in self._given.only:
            if operation == "order":
                self._orders()
            else:
                self._reads(operation)

    def _reads(self, operation: str) -> None:
        slugs = [slug for _, slug in self._products]
        scripts = asyncio.run(scripts_of(self._stage, operation, slugs))
        settings = {"jit": "off", **PLANNER}
        url = self._stage.database("catalog")
        for clients in self._given.clients:
            rate = pgbench.run(url, scripts, clients, self._given.seconds, settings=settings)
            self._measure(operation, operation, clients, {"": rate.per_second})

    def _orders(self) -> None:
        stage, seconds = self._stage, self._given.seconds
        asyncio.run(stage.make_plain_database())
        stage.fill_plain_database()
        ways = {
            "plain": order_scripts.plain(stage.count),
            "in one": order_scripts.in_one(stage.count),
        }
        for clients in self._given.clients:
            beside = {
                way: pgbench.run(
                    stage.plain_database,
                    {script: 1},
                    clients,
                    seconds,
                    prepared=True,
                    settings={"jit": "off"},
                ).per_second
                for way, script in ways.items()
            }
            self._measure("order", "order", clients, beside)
        stage.go_on()
        self._measure("order", TOLD, max(self._given.clients), {})
        stage.halt()

    def _measure(
        self, operation: str, name: str, clients: int, beside: Mapping[str, float]
    ) -> None:
        plan = Plan(
            port=self._stage.store.ports.bff,
            operation=operation,
            clients=clients,
            warming=WARMING,
            seconds=self._given.seconds,
            catalogue=self._stage.count,
            products=self._products,
            seed=self._stage.seed,
        )
        result, processor = ask(self._stage, plan)
        point = Point(name, clients, result, processor, beside)
        self.points.append(point)
        shares = ", ".join(f"{part} {point.cost(part):.2f}" for part in sorted(processor))
        alone = ", ".join(f"{rate:.0f} {way}".strip() for way, rate in beside.items()) or "not run"
        tell(
            f"{name} x {clients}: {point.rate:.0f} a second, p95 {1000 * result.p95:.1f} ms, "
            f"{point.cost():.2f} ms of CPU each ({shares}); pgbench {alone}"
        )


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--products", type=int, default=10_000, metavar="N")
    parser.add_argument("--clients", type=_numbers, default=[1, 8, 32], metavar="1,8,32")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each figure")
    parser.add_argument("--seed", type=int, default=1, help="of products, queries and draws")
    parser.add_argument(
        "--only", type=_operations, default=list(OPERATIONS), metavar=",".join(OPERATIONS)
    )
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="keep the loaded store there for the next run"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and answer the exit status."""
    given = options(arguments)
    with on_stage(given.state, given.products, given.seed) as stage:
        measurement = Measurement(stage, given)
        measurement.run()
        memory = stage.store.memory()
    points = measurement.points
    figures = Figures(given.products, given.seed, given.seconds, points, memory)
    wrong = sum((Counter(point.result.wrong) for point in points), Counter())
    cached = sum(point.result.cached for point in points)
    held = sum(memory.values()) / MEGABYTE
    lines = [
        *table(points),
        "",
        f"{given.products} products, seed {given.seed}, {given.seconds:g} s a figure",
        f"memory of all parts in the end {held:.0f} MB (PSS)",
        f"wrong answers {dict(wrong) or 'none'}, answers from a cache {cached}",
    ]
    print("\n".join(lines))
    write_json(figures, given.json)
    return int(bool(wrong or cached))


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _operations(text: str) -> list[str]:
    asked = text.split(",")
    if not set(asked) <= set(OPERATIONS):
        raise argparse.ArgumentTypeError(f"there are {', '.join(OPERATIONS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
