"""The command line of `python -m bench.speed`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bench.speed.operations import OPERATIONS
from bench.speed.ratios import MIN_COVERAGE, coverage

PRODUCTS, CLIENTS, SECONDS = 10_000, (1, 8, 32), 10.0
"""Defaults of a run beside pgbench."""
PAIR_PRODUCTS, PAIR_CLIENTS, PAIR_SECONDS = 5_000, (8,), 0.5
PAIR_ROUNDS, PAIR_BLOCKS = 9, 2
"""Defaults of a comparison with another revision: less than eight minutes on two cores."""


def parse(description: str | None, arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line, and fill in the defaults of the chosen kind of run."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.speed",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--products", type=int, metavar="N", help=f"{PRODUCTS}; with --against {PAIR_PRODUCTS}"
    )
    parser.add_argument(
        "--clients", type=_numbers, metavar="1,8,32", help="at a time; with --against one number, 8"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        help=f"of each figure, {SECONDS:g}; with --against of each turn, {PAIR_SECONDS:g}",
    )
    parser.add_argument("--seed", type=int, default=1, help="of products, queries and draws")
    parser.add_argument(
        "--only", type=_operations, default=list(OPERATIONS), metavar=",".join(OPERATIONS)
    )
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="keep what is loaded there for the next run"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    pair = parser.add_argument_group("against another revision")
    pair.add_argument("--against", metavar="REV", help="compare with this revision, not pgbench")
    pair.add_argument("--rounds", type=int, default=PAIR_ROUNDS, help=f"{PAIR_ROUNDS}")
    pair.add_argument(
        "--blocks",
        type=int,
        default=PAIR_BLOCKS,
        help=f"of four turns, for each operation in each round: {PAIR_BLOCKS}",
    )
    pair.add_argument(
        "--max-cost",
        type=float,
        metavar="RATIO",
        help="end with 1 if an operation surely takes more processor time: 1.03 is 3 %% more",
    )
    given = parser.parse_args(arguments)
    products, clients, seconds = (
        (PAIR_PRODUCTS, PAIR_CLIENTS, PAIR_SECONDS)
        if given.against
        else (PRODUCTS, CLIENTS, SECONDS)
    )
    given.products = given.products or products
    given.clients = given.clients or list(clients)
    given.seconds = given.seconds or seconds
    if given.against and len(given.clients) != 1:
        parser.error("--against takes one number of --clients")
    if min(given.rounds, given.blocks) < 1:
        parser.error("--rounds and --blocks must be 1 or more")
    if given.max_cost is not None and not given.against:
        parser.error("--max-cost is for --against")
    if given.max_cost is not None and coverage(given.rounds) < MIN_COVERAGE:
        parser.error("--max-cost needs 6 --rounds or more: fewer tell nothing for sure")
    return given


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _operations(text: str) -> list[str]:
    chosen = text.split(",")
    if not set(chosen) <= set(OPERATIONS):
        raise argparse.ArgumentTypeError(f"there are {', '.join(OPERATIONS)}")
    return chosen
