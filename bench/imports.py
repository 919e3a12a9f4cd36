"""`python -m bench.imports`: how fast a catalogue goes into a shop that is open.

Starts a store of its own with some products, makes others up, and imports them by the shop's own
command, then the same file again. Meanwhile one client, who shares the processors with all that,
searches and looks at product pages by turns, so often a second. Ends with 1 if an answer was wrong,
or if not every product can be found in the end.
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
from bench.speed.operations import OPERATIONS, Asked, Shelves
from bench.speed.stage import Stage, on_stage, report, write_json
from local.ports import HOST

OPEN_WITH = 1_000
"""Products that the shop has before: those that are looked at."""
READS = ("search", "product")


class Reads(msgspec.Struct, frozen=True):
    """How one operation was answered while an import went on; times in milliseconds."""

    done: int
    wrong: int
    p50: float
    p95: float
    slowest: float


class Import(msgspec.Struct, frozen=True):
    """One import."""

    name: str
    products: int
    seconds: float
    processor: Mapping[str, float]
    """Seconds of each part of the store and of the loader, the reads among them."""
    reads: Mapping[str, Reads]

    @property
    def rate(self) -> float:
        """Products a second."""
        return self.products / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processor time that a product takes, all parts together."""
        return 1000 * sum(self.processor.values()) / self.products


@dataclass
class Shopper:
    """One client who reads until the import is over."""

    stage: Stage
    per_second: float
    products: Sequence[tuple[str, str]]
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def read(self) -> None:
        """Ask by turns, for ever. One who has to wait long asks the next thing at once."""
        shelves = Shelves(self.stage.count, self.products, self.stage.seed)
        choose = random.Random(f"{self.stage.seed} imports")  # noqa: S311 (nothing secret)
        asked: Mapping[str, Iterator[Asked]] = {
            name: OPERATIONS[name](shelves, choose) for name in READS
        }
        connection = await Connection.open(HOST, self.stage.store.ports.bff)
        try:
            while True:
                for name in READS:
                    took = await self._ask(connection, name, asked[name])
                    await asyncio.sleep(max(0.0, 1 / self.per_second - took))
        finally:
            connection.close()

    async def _ask(self, connection: Connection, name: str, asked: Iterator[Asked]) -> float:
        request, is_right = next(asked)
        began = time.perf_counter()
        response = await connection.ask(request)
        took = time.perf_counter() - began
        try:
            right = is_right(response)
        except msgspec.MsgspecError:
            right = False
        if right:
            self.took[name].append(1000 * took)
        else:
            self.wrong[name] += 1
            report(f"  wrong: {request[:100]!r}: {response.status} {response.body[:200]!r}")
        return took

    def figures(self) -> dict[str, Reads]:
        """Sum up."""
        return {name: _reads(sorted(self.took[name]), self.wrong[name]) for name in READS}


def _reads(took: Sequence[float], wrong: int) -> Reads:
    def quantile(share: float) -> float:
        return round(took[min(len(took) - 1, int(share * len(took)))], 1) if took else 0.0

    return Reads(len(took), wrong, quantile(0.5), quantile(0.95), quantile(1))


async def run(stage: Stage, name: str, file: Path, count: int, per_second: float) -> Import:
    """Import the file while a shopper reads."""
    shopper = Shopper(stage, per_second, await stage.sold_products())
    command, environ = stage.loader(file)
    before, own = stage.store.processor(), _own()
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
    after, spent = stage.store.processor(), {"catalog.load": _own() - own}
    after.subtract(before)
    spent |= {part: taken for part, taken in after.items() if taken > 0}
    rounded = {part: round(taken, 2) for part, taken in spent.items()}
    return Import(name, count, round(seconds, 2), rounded, shopper.figures())


def _own() -> float:
    # The loader is the one child that ends meanwhile.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def missing(stage: Stage, count: int) -> int:
    """Answer how many products cannot be found in one language or the other."""
    connection = await asyncpg.connect(stage.database("catalog"), ssl=False)
    try:
        found: int = await connection.fetchval("SELECT count(*) FROM product_search")
        left: int = await connection.fetchval("SELECT count(*) FROM unindexed")
    finally:
        await connection.close()
    return 2 * count - found + left


def measure(stage: Stage, count: int, per_second: float) -> tuple[list[Import], int]:
    """Import new products, then the same again; answer also how many cannot be found."""
    file = stage.make_up_products(count, first=stage.count)
    imports = []
    for name in ("new", "again"):
        imports.append(asyncio.run(run(stage, name, file, count, per_second)))
        report(f"{name}: {imports[-1].rate:.0f} products a second")
    file.unlink()
    return imports, asyncio.run(missing(stage, stage.count + count))


def table(imports: Sequence[Import]) -> Iterator[str]:
    """Write what was measured for people."""
    for one in imports:
        yield f"{one.name}: {one.products} products in {one.seconds:.1f} s, {one.rate:.0f} a second"
        yield f"  {one.cost:.3f} ms of processor time a product, of which"
        for part, seconds in sorted(one.processor.items(), key=lambda item: -item[1]):
            yield f"    {part:16}{1000 * seconds / one.products:7.3f} ms{seconds:9.1f} s"
        for name, reads in one.reads.items():
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
    """Measure, print, and answer the exit status."""
    given = options(arguments)
    with on_stage(given.state, OPEN_WITH, given.seed) as stage:
        stage.resume_workers()
        imports, lost = measure(stage, given.products, given.reads)
    told = [*table(imports), *([f"rows of the search that are missing: {lost}"] if lost else [])]
    print("\n".join(told))  # noqa: T201 (a command speaks)
    write_json(imports, given.json)
    return int(bool(lost) or any(one.wrong for each in imports for one in each.reads.values()))


if __name__ == "__main__":
    sys.exit(main())
