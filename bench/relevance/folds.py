"""Folds of the judged queries.

The search fits nothing when it runs: its numbers are constants in catalog/search/. To choose one by
these queries, choose it on all folds but one and judge it by that one, each in turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from zlib import crc32

from bench.relevance.metrics import Grades, QueryResult, scores_of

FOLDS = 5


def fold_of(query_id: str) -> int:
    """Return the fold of a query, from 0: always the same one."""
    return crc32(query_id.encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class FoldScores:
    """The NDCG of each fold, of those that have a query."""

    each: Sequence[float]

    @property
    def mean(self) -> float:
        """The mean over the folds, whatever their sizes."""
        return fmean(self.each) if self.each else 0.0

    @property
    def deviation(self) -> float:
        """The standard deviation over the folds."""
        return stdev(self.each) if len(self.each) > 1 else 0.0


def by_fold(results: Sequence[QueryResult], grades: Mapping[str, Grades]) -> FoldScores:
    """Return the NDCG of the results by fold of their queries."""
    parts = [[r for r in results if fold_of(r.query.id) == fold] for fold in range(FOLDS)]
    scores = [scores_of(part, grades) for part in parts]
    return FoldScores([score.ndcg for score in scores if score.queries])
