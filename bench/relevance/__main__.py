"""`python -m bench.relevance DIR`: how well the shop's search finds what people mean.

Loads the catalogue of a folder (bench.relevance.judgments says which files) into a new store by the
public import, sends its queries over HTTP, and compares the results with the grades. Plain BM25 is
measured beside it. `--store URL` queries a store that has the catalogue already; `--keep` leaves
the new one open until Ctrl-C.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from tqdm import tqdm  # type: ignore[import-untyped]

from bench.relevance import judgments
from bench.relevance.bm25 import index_of
from bench.relevance.folds import FoldScores, by_fold
from bench.relevance.metrics import (
    DEPTH,
    QueryResult,
    Retention,
    Scores,
    retentions,
    scores_of,
)
from catalog.domain import Language
from local.measured_store import MeasuredStore

CURRENCY = "EUR"
MAX_IN_FLIGHT = 2
"""Concurrent queries."""
MAX_TRIES = 4
"""Attempts per query while the store responds that it is busy."""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one folder."""

    catalogue: str
    figures: Scores
    folds: FoldScores
    bm25: Scores
    """The figures of plain BM25 for the same queries."""
    bm25_folds: FoldScores
    kinds: dict[str, Retention]


def report(what: str) -> None:
    """Show progress on stderr; stdout is for the figures."""
    print(f"{what} …", file=sys.stderr, flush=True)


@contextmanager
def store_with(folder: Path) -> Iterator[str]:
    """Serve the folder's catalogue from a new store, and yield its URL."""
    with tempfile.TemporaryDirectory(prefix="tienda-relevance-") as made:
        catalogue = Path(made) / "catalogue.jsonl"
        with catalogue.open("w", encoding="utf-8") as lines:
            for row in judgments.rows(folder, CURRENCY):
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        store = MeasuredStore(Path(made) / "state", str(catalogue))
        report(f"opening a store with the products of {folder.name}")
        report(f"ready after {store.start():.0f} s")
        try:
            yield store.url
        finally:
            store.stop()


async def search(store: str, queries: Sequence[judgments.Query]) -> list[QueryResult]:
    """Send every query; return the results in the order of the queries."""
    in_flight = asyncio.Semaphore(MAX_IN_FLIGHT)
    async with aiohttp.ClientSession() as session:
        with tqdm(total=len(queries), unit="query", disable=None, file=sys.stderr) as bar:

            async def search_one(query: judgments.Query) -> QueryResult:
                parameters = {"q": query.words, "lang": query.language, "limit": str(DEPTH)}
                async with in_flight:
                    page = await _page(session, f"{store}/products", parameters)
                bar.update()
                return QueryResult(query, [item["sku"] for item in page["items"]])

            return list(await asyncio.gather(*map(search_one, queries)))


async def _page(
    session: aiohttp.ClientSession, url: str, parameters: Mapping[str, str]
) -> dict[str, Any]:
    # A busy machine may refuse or be late, which says nothing of relevance.
    for tries in range(MAX_TRIES):
        async with session.get(url, params=parameters) as response:
            if response.status not in {503, 504} or tries == MAX_TRIES - 1:
                response.raise_for_status()
                page: dict[str, Any] = await response.json()
                return page
        await asyncio.sleep(tries + 1)
    raise AssertionError("the last try answers or raises")


def evaluate(folder: Path, results: Sequence[QueryResult], grades: judgments.Grades) -> Report:
    """Compute the figures from the results, the products of the folder and the grades."""
    plain = [result for result in results if not result.query.kind]
    bm25 = plain_bm25(folder, [result.query for result in plain])
    return Report(
        folder.name,
        scores_of(plain, grades),
        by_fold(plain, grades),
        scores_of(bm25, grades),
        by_fold(bm25, grades),
        retentions(results, grades),
    )


def plain_bm25(folder: Path, queries: Sequence[judgments.Query]) -> list[QueryResult]:
    """Return what plain BM25 finds in the folder's products."""
    index = index_of(judgments.rows(folder, CURRENCY), Language(queries[0].language))
    return [QueryResult(query, index.search(query.words, DEPTH)) for query in queries]


def table(measured: Report) -> list[str]:
    """Return the figures as lines."""
    scores = measured.figures
    return [
        f"{measured.catalogue}: {scores.queries} queries",
        _line("the shop", measured.figures, measured.folds),
        _line("plain BM25", measured.bm25, measured.bm25_folds),
        f"  {'kind':14}{'queries':>8}{'NDCG':>8}{'correct':>9}{'kept':>7}{'empty':>8}",
        *(
            f"  {kind:14}{kept.queries:8}{kept.ndcg:8.3f}{kept.baseline:9.3f}"
            f"{kept.kept:7.3f}{kept.empty:8.1%}"
            for kind, kept in measured.kinds.items()
        ),
    ]


def _line(who: str, scores: Scores, folds: FoldScores) -> str:
    score = f"{scores.ndcg:.3f} ± {scores.error:.3f}"
    of_folds = f"mean of {len(folds.each)} folds {folds.mean:.3f}, deviation {folds.deviation:.3f}"
    return (
        f"  {who:11} NDCG@{DEPTH} {score}   {of_folds}   recall {scores.recall:.3f}"
        f"   empty {scores.empty:.1%}"
    )


def measure(folder: Path, store: str | None, *, keep: bool) -> Report:
    """Measure one folder, on the store given or on one of its own."""
    judged = judgments.read(folder)
    if store:
        return evaluate(folder, asyncio.run(search(store, judged.queries)), judged.grades)
    with store_with(folder) as opened:
        measured = evaluate(folder, asyncio.run(search(opened, judged.queries)), judged.grades)
        if keep:
            print("\n".join(table(measured)), flush=True)
            report(f"{opened} stays open until Ctrl-C")
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
        return measured


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.relevance", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures too")
    parser.add_argument("--store", metavar="URL", help="a store that has the catalogue already")
    parser.add_argument("--keep", action="store_true", help="leave the store open afterwards")
    given = parser.parse_args(arguments)
    measured = []
    for folder in given.folder:
        measured.append(measure(folder, given.store, keep=given.keep))
        print("\n".join(table(measured[-1])), flush=True)
    if given.json:
        text = json.dumps([asdict(each) for each in measured], indent=2)
        given.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
