"""The statistics of a comparison: the order of turns, and the median ratio with its interval.

A machine's speed drifts by more than most code changes make. So figures are compared only within a
round, in which the two revisions take turns in blocks of old, new, new, old or new, old, old, new:
a drift that is steady within a block cancels out. Two starts of the same code also differ by some
percent for as long as they run, since addresses and hashes are random. So each round starts both
anew. A round yields one ratio of new to old, and all rounds yield the median ratio with an
interval.

The interval is that of the sign test: from the k-th lowest to the k-th highest ratio, with the
largest k whose interval covers the true median with a probability of at least 95 %. It assumes only
that the ratios are independent and as often above their true median as below, and nothing about the
shape of their distribution. With fewer than 6 rounds no interval reaches 95 %: it then spans from
the lowest to the highest ratio, and its coverage is 1 - 2 ** (1 - rounds). The coverage is always
reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

OLD, NEW = "old", "new"
MIN_COVERAGE = 0.95


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of new to old of one figure, with its interval."""

    median: float
    low: float
    high: float
    old: float
    """The median of the old revision's rounds, for information: the ratio does not use it."""
    new: float


def turns(number: int) -> Sequence[str]:
    """Return the order of turns in the block of this number, counted from 0."""
    return (OLD, NEW, NEW, OLD) if number % 2 == 0 else (NEW, OLD, OLD, NEW)


def ratio(old: Sequence[float], new: Sequence[float]) -> Ratio | None:
    """Compare a figure, by one value per round of each side; None if an old value is 0."""
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
    """Return the probability that the interval of so many rounds covers the true median."""
    return _coverage(rounds, _left_out(rounds))


def _left_out(rounds: int) -> int:
    # The number of ratios outside the interval on each side.
    enough = [
        count for count in range((rounds + 1) // 2) if _coverage(rounds, count) >= MIN_COVERAGE
    ]
    return max(enough, default=0)


def _coverage(rounds: int, left_out: int) -> float:
    # The median is outside when at most `left_out` of the ratios are on one side of it.
    outside = sum(comb(rounds, count) for count in range(left_out + 1))
    return 1.0 - outside / 2.0 ** (rounds - 1)
