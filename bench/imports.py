"""`python -m bench.imports`: measures how fast products are imported while the shop is open.

Starts a store of its own with some products, generates others, and imports them with the shop's own
command, and then the same file again. Meanwhile one client on the same machine searches and views
product pages in turn, at a given rate. Exits with 1 if a response was wrong, or if not every
product is in the search index at the end.
"""

import argparse
import asyncio
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import msgspec

from bench.speed.connection import Connection
from bench.speed.operations import OPERATIONS, Assortment, CheckedRequest
from bench.speed.store import BenchmarkStore, open_store, report, write_json
from local.ports import HOST

INITIAL_PRODUCTS = 1_000
"""Products that the shop has before the import; the shopper views these."""
READS = ("search", "product")


class Reads(msgspec.Struct, frozen=True):
    """The responses to one operation during an import; times are in milliseconds."""

    done: int
    wrong: int
    p50: float
    p95: float
    slowest: float


class Import(msgspec.Struct, frozen=True):
    """The figures of one import."""

    name: str
    products: int
    seconds: float
    processor: Mapping[str, float]
    """Seconds of processor time of each part of the store, including the reads, and of the loader.
    """
    reads: Mapping[str, Reads]

    @property
    def rate(self) -> float:
        """Products per second."""
        return self.products / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processor time per product, of all parts together."""
        return 1000 * sum(self.processor.values()) / self.products


@dataclass
class Shopper:
    """A client that reads until the import is over."""

    store: BenchmarkStore
    per_second: float
    products: Sequence[tuple[str, str]]
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def read(self) -> None:
        """Send the operations in turn until cancelled; after a slow response the next at once."""
        assortment = Assortment(self.store.count, self.products, self.store.seed)
        rng = random.Random(f"{self.store.seed} imports")  # noqa: S311 (nothing secret)
        requests: Mapping[str, Iterator[CheckedRequest]] = {
            name: OPERATIONS[name](assortment, rng) for name in READS
        }
        connection = await Connection.open(HOST, self.store.running.ports.bff)
        try:
            while True:
                for name in READS:
                    took = await self._send(connection, name, requests[name])
                    await asyncio.sleep(max(0.0, 1 / self.per_second - took))
        finally:
            connection.close()

    async def _send(
        self, connection: Connection, name: str, requests: Iterator[CheckedRequest]
    ) -> float:
        request, is_right = next(requests)
        began = time.perf_counter()
        response = await connection.send(request)
        took = time.perf_counter() - began
        try:
            right = is_right(response)
        except msgspec.MsgspecError:
            right = False
        if right:
            self.times[name].append(1000 * took)
        else:
            self.wrong[name] += 1
            report(f"  wrong: {request[:100]!r}: {response.status} {response.body[:200]!r}")
        return took

    def figures(self) -> dict[str, Reads]:
        """Return the figures of each operation."""
        return {name: _reads(sorted(self.times[name]), self.wrong[name]) for name in READS}


def _reads(times: Sequence[float], wrong: int) -> Reads:
    def quantile(share: float) -> float:
        return round(times[min(len(times) - 1, int(share * len(times)))], 1) if times else 0.0

    return Reads(len(times), wrong, quantile(0.5), quantile(0.95), quantile(1))


async def run(
    store: BenchmarkStore, name: str, file: Path, count: int, per_second: float
) -> Import:
    """Import the file while a shopper reads, and return the figures."""
    shopper = Shopper(store, per_second, await store.sold_products())
    command, environ = store.loader(file)
    before, children = store.running.processor(), _children_time()
    began = time.monotonic()
    loading = await asyncio.create_subprocess_exec(*command, env=environ, stdout=sys.stderr)
    reading = asyncio.create_task(shopper.read())
    code = await loading.wait()
    seconds = time.monotonic() - began
    reading.cancel()
    await asyncio.wait([reading])
    if not reading.cancelled():
        reading.result()
    if code != 0:
        sys.exit(f"the import ended with {code}")
    after, spent = store.running.processor(), {"catalog.load": _children_time() - children}
    after.subtract(before)
    spent |= {part: taken for part, taken in after.items() if taken > 0}
    rounded = {part: round(taken, 2) for part, taken in spent.items()}
    return Import(name, count, round(seconds, 2), rounded, shopper.figures())


def _children_time() -> float:
    # The loader is the only child that ends during an import.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def missing(store: BenchmarkStore, count: int) -> int:
    """Return how many rows of `count` products the search index lacks, in both languages."""
    connection = await asyncpg.connect(store.database("catalog"), ssl=False)
    try:
        found: int = await connection.fetchval("SELECT count(*) FROM product_search")
        left: int = await connection.fetchval("SELECT count(*) FROM unindexed")
    finally:
        await connection.close()
    return 2 * count - found + left


def measure(store: BenchmarkStore, count: int, per_second: float) -> tuple[list[Import], int]:
    """Import new products, then the same again; also return how many rows the index lacks."""
    file = store.make_up_products(count, first=store.count)
    imports = []
    for name in ("new", "again"):
        imports.append(asyncio.run(run(store, name, file, count, per_second)))
        report(f"{name}: {imports[-1].rate:.0f} products a second")
    file.unlink()
    return imports, asyncio.run(missing(store, store.count + count))


def table(imports: Sequence[Import]) -> Iterator[str]:
    """Write the figures as lines."""
    for each in imports:
        taken = f"{each.seconds:.1f} s, {each.rate:.0f} a second"
        yield f"{each.name}: {each.products} products in {taken}"
        yield f"  {each.cost:.3f} ms of processor time a product, of which"
        for part, seconds in sorted(each.processor.items(), key=lambda item: -item[1]):
            yield f"    {part:16}{1000 * seconds / each.products:7.3f} ms{seconds:9.1f} s"
        for name, reads in each.reads.items():
            yield (
                f"  {name:9}{reads.done:6} right{reads.wrong:4} wrong"
                f"   p50 {reads.p50:.0f}   p95 {reads.p95:.0f}   slowest {reads.slowest:.0f} ms"
            )


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.imports",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--products", type=int, default=50_000, metavar="N")
    parser.add_argument("--reads", type=float, default=10.0, help="a second, both kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, metavar="DIR", help="keep the store there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    given = options(arguments)
    with open_store(given.state, INITIAL_PRODUCTS, given.seed) as store:
        store.resume_workers()
        imports, lost = measure(store, given.products, given.reads)
    lines = [*table(imports), *([f"rows that the index lacks: {lost}"] if lost else [])]
    print("\n".join(lines))  # noqa: T201 (a command speaks)
    write_json(imports, given.json)
    return int(bool(lost) or any(reads.wrong for each in imports for reads in each.reads.values()))


if __name__ == "__main__":
    sys.exit(main())
