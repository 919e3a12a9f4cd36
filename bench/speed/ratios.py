"""How two revisions compare: the order of their turns, and the ratio that the rounds agree on.

A machine's speed drifts by more than most changes to the code make. So figures are compared only
within a round, in which the two take turns in blocks of old, new, new, old or new, old, old, new: a
drift that is steady within a block cancels. And two starts of the same code differ by some percent
for as long as they run, since addresses and hashes are random. So each round starts both anew. It
gives one ratio of new to old, and the rounds give the median of these with an interval.

The interval is that of the sign test: from the k-th lowest to the k-th highest ratio, with the
largest k that still covers the true median with at least 95 %. It assumes of the ratios only that
they are independent, and as often above their true median as below; no shape of their distribution.
With fewer than 6 rounds no pair of ratios reaches 95 %: the interval is from the lowest to the
highest, and its coverage is 1 - 2 ** (1 - rounds). The coverage is always told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

OLD, NEW = "old", "new"
MIN_COVERAGE = 0.95


@dataclass(frozen=True, slots=True)
class Ratio:
    """New over old, of one figure."""

    median: float
    low: float
    high: float
    old: float
    """Median of the old revision's rounds, as a help: it has no part in the ratio."""
    new: float


def turns(number: int) -> Sequence[str]:
    """Return who is measured when in the block of that number, from 0 on."""
    return (OLD, NEW, NEW, OLD) if number % 2 == 0 else (NEW, OLD, OLD, NEW)


def ratio(old: Sequence[float], new: Sequence[float]) -> Ratio | None:
    """Compare a figure, one value a round of each. Return None where the old one was ever 0."""
    if not all(old):
        return None
    ratios = sorted(after / before for before, after in zip(old, new, strict=True))
    left_out = _left_out(len(ratios))
    return Ratio(
        median=median(ratios),
        low=ratios[left_out],
        high=ratios[-1 - left_out],
        old=median(old),
        new=median(new),
    )


def coverage(rounds: int) -> float:
    """Return how likely the interval of so many rounds covers the true median, 0 to 1."""
    return _coverage(rounds, _left_out(rounds))


def _left_out(rounds: int) -> int:
    # So many of the lowest ratios, and of the highest.
    enough = [
        count for count in range((rounds + 1) // 2) if _coverage(rounds, count) >= MIN_COVERAGE
    ]
    return max(enough, default=0)


def _coverage(rounds: int, left_out: int) -> float:
    # The median is outside when at most `left_out` of the ratios are on one side of it.
    outside = sum(comb(rounds, count) for count in range(left_out + 1))
    return 1.0 - outside / 2.0 ** (rounds - 1)
