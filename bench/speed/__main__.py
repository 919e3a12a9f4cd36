"""`python -m bench.speed`: measures the speed of the store, beside pgbench on the same PostgreSQL.

Starts a store of its own, on free ports, with synthetic products. Simulated shoppers in a separate
process search, view products, ask for suggestions, and order two products, over HTTP: first one
shopper, then more at the same time. Beside each figure is what pgbench reaches in the same run: for
reads with the SQL that catalog itself sends, for orders with plain statements in one transaction,
and with the store's own single statement.

With --against REV it starts two stores instead, of the working tree and of that revision, has them
take turns, and prints the ratio of new to old for each figure, with an interval. Processor time is
per correct response. Both use the libraries of this environment. The working tree must not change
meanwhile: its store is started from it in each round.

Exits with 1 if any response was wrong or from a cache, or if an operation costs more than
--max-cost allows.

The workers and the stand-in for AWS, which no shopper waits for, are halted meanwhile. Beside
pgbench, one last figure measures orders while they run.

No response comes from a cache: no two requests have the same bytes, and none is conditional.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from bench.speed.comparison import Settings, compare
from bench.speed.figures import Figures, table
from bench.speed.measurement import Measurement
from bench.speed.options import parse
from bench.speed.revision import RevisionError
from bench.speed.rounds import costlier_than
from bench.speed.rounds import table as ratio_table
from bench.speed.store import open_store, write_json
from local.measured_store import MEGABYTE


def beside_pgbench(given: argparse.Namespace) -> int:
    """Measure the working tree's store, print, and return the exit status."""
    with open_store(given.state, given.products, given.seed) as store:
        measurement = Measurement(store, given.only, given.clients, given.seconds)
        measurement.run()
        memory = store.running.memory()
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


def against_revision(given: argparse.Namespace) -> int:
    """Compare the working tree with a revision, print, and return the exit status."""
    settings = Settings(
        products=given.products,
        clients=given.clients[0],
        rounds=given.rounds,
        blocks=given.blocks,
        seconds=given.seconds,
        seed=given.seed,
        operations=given.only,
    )
    try:
        comparison = compare(given.against, settings, given.state)
    except RevisionError as error:
        sys.exit(f"bench.speed: {error}")
    print("\n".join(ratio_table(comparison)))
    write_json(comparison, given.json)
    costlier = [] if given.max_cost is None else list(costlier_than(comparison, given.max_cost))
    for line in costlier:
        print(f"more processor time than {given.max_cost:g} allows: {line}")
    return int(bool(comparison.wrong or comparison.cached or costlier))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for, and return the exit status."""
    given = parse(__doc__, arguments)
    return against_revision(given) if given.against else beside_pgbench(given)


if __name__ == "__main__":
    sys.exit(main())
