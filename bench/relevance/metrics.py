"""Metrics of a ranking: NDCG, recall, and how much of the NDCG survives typos."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from bench.relevance.judgments import Query

DEPTH = 10
"""Results that are scored: the first page of a shop."""

Grades = Mapping[str, int]


def ndcg(found: Sequence[str], grades: Grades) -> float:
    """Return the normalized discounted cumulative gain of the first ten, with gain 2^grade - 1.

    It is 0 to 1, and 0 where no product is relevant.
    """
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(sku, 0) for sku in found]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades[:DEPTH]))


def recall(found: Sequence[str], grades: Grades) -> float:
    """Return the share of the relevant products, grade 1 and more, that are in the first ten."""
    relevant = {sku for sku, grade in grades.items() if grade > 0}
    return len(relevant.intersection(found[:DEPTH])) / len(relevant) if relevant else 0.0


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A query and the SKUs that it found, best first."""

    query: Query
    found: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over a set of queries."""

    queries: int
    """The number of queries with a relevant product."""
    ndcg: float
    error: float
    """Standard error of the NDCG over queries."""
    recall: float
    empty: float
    """The share of queries without results, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The score of one kind of variant, and that of the same queries spelt correctly."""

    queries: int
    ndcg: float
    baseline: float
    """NDCG of the same queries, spelt correctly."""
    kept: float
    """The ratio of NDCG to the baseline."""
    empty: float
    """The share of variants without results, 0 to 1."""


def scores_of(results: Sequence[QueryResult], grades: Mapping[str, Grades]) -> Scores:
    """Return the means. A query for which no product is relevant counts only for `empty`."""
    judged = [result for result in results if any(grades.get(result.query.id, {}).values())]
    scores = [ndcg(result.found, grades[result.query.id]) for result in judged]
    return Scores(
        queries=len(judged),
        ndcg=_mean(scores),
        error=stdev(scores) / math.sqrt(len(scores)) if len(scores) > 1 else 0.0,
        recall=_mean([recall(result.found, grades[result.query.id]) for result in judged]),
        empty=_mean([float(not result.found) for result in results]),
    )


def retentions(
    results: Sequence[QueryResult], grades: Mapping[str, Grades]
) -> dict[str, Retention]:
    """Return the scores of the variants and of their queries, by kind of variant."""
    scores = {
        result.query.id: ndcg(result.found, grades[result.query.id])
        for result in results
        if not result.query.kind and any(grades.get(result.query.id, {}).values())
    }
    by_kind: dict[str, list[QueryResult]] = defaultdict(list)
    for result in results:
        if result.query.kind and result.query.id in scores:
            by_kind[result.query.kind].append(result)
    return {kind: _retention(of_kind, scores, grades) for kind, of_kind in sorted(by_kind.items())}


def _retention(
    results: Sequence[QueryResult], scores: Mapping[str, float], grades: Mapping[str, Grades]
) -> Retention:
    variants = scores_of(results, grades)
    baseline = _mean([scores[result.query.id] for result in results])
    return Retention(
        queries=variants.queries,
        ndcg=variants.ndcg,
        baseline=baseline,
        kept=variants.ndcg / baseline if baseline else 1.0,
        empty=variants.empty,
    )


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0
