"""The figures of two stores in each round, and the table that compares them."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

import msgspec

from bench.speed.client import Result
from bench.speed.figures import markdown
from bench.speed.ratios import NEW, OLD, Ratio, coverage, ratio
from local.measured_store import MEGABYTE

PARTS = ("bff", "catalog", "orders", "postgres")
"""Parts of the store that are also compared by themselves."""
PROCESSOR, RATE, MEMORY = "CPU ms", "per s", "PSS MB"
P50, P95, P99 = "p50 ms", "p95 ms", "p99 ms"
CONTROL = "CPU ms client"
"""A control: the client does the same work for either store, so its ratio should be 1."""
WHOLE_STORE = "whole store"
"""The row of memory figures; other figures belong to an operation."""
_MIN_SHARE = 0.02
"""Share of all processor time below which a part's ratio means nothing."""
_OF_PARTS = frozenset(f"{PROCESSOR} {part}" for part in PARTS)
_HEAD = ("operation", "figure", "new/old", "from", "to", "old", "new")

Figures = Mapping[str, float]
Sides = Mapping[str, Sequence[Figures]]
"""The figures of each round, by OLD and NEW."""


class Turn(msgspec.Struct, frozen=True):
    """One store under load for some seconds."""

    result: Result
    processor: Mapping[str, float]
    """Seconds of processor time of each part for all responses."""


class Comparison(msgspec.Struct, frozen=True):
    """A whole run."""

    old: str
    new: str
    products: int
    clients: int
    seconds: float
    """Length of a turn."""
    blocks: int
    """Blocks of four turns, for each operation in each round."""
    seed: int
    rounds: Mapping[str, Sides]
    """Figures by operation; memory is under WHOLE_STORE."""
    wrong: Mapping[str, int]
    """Wrong responses of both stores, by HTTP status."""
    cached: int
    """Responses of both stores that came from a cache."""


def speed_figures(turns: Sequence[Turn]) -> Figures:
    """Return the figures of one store in one round, from its turns.

    Processor time is per correct response; the percentiles are means over the turns.
    """
    total = max(1, sum(turn.result.correct_total for turn in turns))
    in_window = max(1, sum(turn.result.correct_in_window for turn in turns))
    spent = {
        part: 1000 * sum(turn.processor.get(part, 0.0) for turn in turns) / total
        for part in sorted({part for turn in turns for part in turn.processor})
    }
    return {
        PROCESSOR: sum(spent.values()),
        **{f"{PROCESSOR} {part}": spent[part] for part in PARTS if part in spent},
        RATE: in_window / sum(turn.result.seconds for turn in turns),
        P50: 1000 * fmean(turn.result.p50 for turn in turns),
        P95: 1000 * fmean(turn.result.p95 for turn in turns),
        P99: 1000 * fmean(turn.result.p99 for turn in turns),
        CONTROL: 1000 * sum(turn.result.processor for turn in turns) / in_window,
    }


def memory_figures(held: Mapping[str, int]) -> Figures:
    """Return the megabytes of a store, and of its parts, from the bytes of each part."""
    return {
        MEMORY: sum(held.values()) / MEGABYTE,
        **{f"{MEMORY} {part}": held[part] / MEGABYTE for part in PARTS if part in held},
    }


def ratios(sides: Sides) -> dict[str, Ratio]:
    """Compare every figure that both stores have and that is not negligible."""
    compared: dict[str, Ratio] = {}
    for name in sides[OLD][0]:
        old, new = ([figures.get(name, 0.0) for figures in sides[side]] for side in (OLD, NEW))
        found = ratio(old, new)
        if found is not None and not _is_negligible(name, found, compared.get(PROCESSOR)):
            compared[name] = found
    return compared


def table(comparison: Comparison) -> list[str]:
    """Return the comparison as lines: a Markdown table, and the conditions of the run."""
    rows = [row for name, sides in comparison.rounds.items() for row in _rows(name, sides)]
    rounds = len(next(iter(comparison.rounds.values()))[OLD])
    turns = f"{2 * comparison.blocks} turns of {comparison.seconds:g} s for each store"
    return [
        f"old: {comparison.old}",
        f"new: {comparison.new}",
        "",
        *markdown(_HEAD, rows, left=2),
        "",
        f"{comparison.products} products, seed {comparison.seed}, {comparison.clients} clients",
        f"rounds: {rounds}, in each {turns}",
        f"new/old: median of the rounds' ratios; from, to: cover it with {coverage(rounds):.1%}",
        "old, new: medians of the rounds, for information: they drift with the machine's speed",
        f"{CONTROL}: the same work for both, so its distance from 1 is measurement noise",
        f"wrong answers {dict(comparison.wrong) or 'none'}, from a cache {comparison.cached}",
    ]


def costlier_than(comparison: Comparison, limit: float) -> Iterator[str]:
    """Yield the operations whose processor time rose beyond the limit by the whole interval."""
    for name, sides in comparison.rounds.items():
        spent = ratios(sides).get(PROCESSOR)
        if spent is not None and spent.low > limit:
            yield f"{name}: {spent.median:.3f}, at least {spent.low:.3f}"


def _is_negligible(name: str, found: Ratio, whole: Ratio | None) -> bool:
    # The processor time of the whole store comes before that of its parts.
    if whole is None or name not in _OF_PARTS:
        return False
    return max(found.old / whole.old, found.new / whole.new) < _MIN_SHARE


def _rows(operation: str, sides: Sides) -> Iterator[Sequence[str]]:
    for place, (name, found) in enumerate(ratios(sides).items()):
        yield (
            operation if place == 0 else "",
            name,
            *(f"{number:.3f}" for number in (found.median, found.low, found.high)),
            *(f"{number:.{1 if number >= 10 else 2}f}" for number in (found.old, found.new)),  # noqa: PLR2004
        )
