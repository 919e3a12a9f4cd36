"""How good a ranking is: figures that other benchmarks give too, and what of them typos leave."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from bench.relevance_judged import Query

DEPTH = 10
"""Results that are looked at."""

Grades = Mapping[str, int]


def ndcg(found: Sequence[str], grades: Grades) -> float:
    """Answer the normalized discounted cumulative gain of the first ten, gain 2^grade - 1.

    0 to 1; 0 where no product is any good.
    """
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(one, 0) for one in found]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(
        (2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH])
    )


def recall(found: Sequence[str], grades: Grades) -> float:
    """Answer the share of the good products, grade 1 and more, that are among the first ten."""
    good = {one for one, grade in grades.items() if grade > 0}
    return len(good.intersection(found[:DEPTH])) / len(good) if good else 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the SKUs that it found, the best first."""

    query: Query
    found: Sequence[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over some queries."""

    queries: int
    """Those that some product is good for."""
    ndcg: float
    error: float
    """Standard error of the NDCG: as good a ranking, asked other queries of the kind, is so far off
    in two of three cases."""
    recall: float
    empty: float
    """Share of all queries that found nothing."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What one kind of variant keeps of the score of the same queries as they should be written."""

    queries: int
    ndcg: float
    written_well: float
    kept: float
    empty: float


def figures(asked: Sequence[Asked], grades: Mapping[str, Grades]) -> Figures:
    """Answer the means. A query that no product is any good for tells nothing of a ranking.

    Such a query counts only among the empty.
    """
    telling = [one for one in asked if any(grades.get(one.query.id, {}).values())]
    scores = [ndcg(one.found, grades[one.query.id]) for one in telling]
    return Figures(
        queries=len(telling),
        ndcg=_mean(scores),
        error=stdev(scores) / math.sqrt(len(scores)) if len(scores) > 1 else 0.0,
        recall=_mean([recall(one.found, grades[one.query.id]) for one in telling]),
        empty=_mean([float(not one.found) for one in asked]),
    )


def retentions(asked: Sequence[Asked], grades: Mapping[str, Grades]) -> dict[str, Retention]:
    """Answer what is kept by kind: the mean of the variants over that of their queries."""
    scores = {
        one.query.id: ndcg(one.found, grades[one.query.id])
        for one in asked
        if not one.query.kind and any(grades.get(one.query.id, {}).values())
    }
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        if one.query.kind and one.query.id in scores:
            by_kind[one.query.kind].append(one)
    return {kind: _retention(of_kind, scores, grades) for kind, of_kind in sorted(by_kind.items())}


def _retention(
    asked: Sequence[Asked], scores: Mapping[str, float], grades: Mapping[str, Grades]
) -> Retention:
    kept = figures(asked, grades)
    before = _mean([scores[one.query.id] for one in asked])
    return Retention(
        queries=kept.queries,
        ndcg=kept.ndcg,
        written_well=before,
        kept=kept.ndcg / before if before else 1.0,
        empty=kept.empty,
    )


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0
