"""`python -m bench.relevance DIR`: how well the shop's search finds what people mean.

Loads the catalogue of a folder (bench.relevance_judged says which files) into a new store by the
public import, asks its queries over HTTP, and compares with the grades. `--store URL` asks a store
that has the catalogue already; `--keep` leaves the new one open until Ctrl-C.
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

from bench import relevance_judged as judged
from bench.relevance_metrics import DEPTH, Asked, Figures, Retention, figures, retentions
from local.measure import Measured

CURRENCY = "EUR"
AT_ONCE = 2
"""Queries asked at one time."""
TRIES = 4
"""Times that a query is asked of a store which says that it is busy."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured in one folder."""

    catalogue: str
    figures: Figures
    kinds: dict[str, Retention]


def tell(what: str) -> None:
    """Show on stderr how it goes; stdout is for the figures."""
    print(f"{what} …", file=sys.stderr, flush=True)  # noqa: T201 (a command speaks)


@contextmanager
def store_with(folder: Path) -> Iterator[str]:
    """Serve the folder's catalogue from a new store; answer its address."""
    with tempfile.TemporaryDirectory(prefix="tienda-relevance-") as made:
        catalogue = Path(made) / "catalogue.jsonl"
        with catalogue.open("w", encoding="utf-8") as lines:
            for row in judged.rows(folder, CURRENCY):
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        store = Measured(Path(made) / "state", str(catalogue))
        tell(f"opening a store with the products of {folder.name}")
        tell(f"ready after {store.start():.0f} s")
        try:
            yield store.url
        finally:
            store.stop()


async def ask(store: str, queries: Sequence[judged.Query]) -> list[Asked]:
    """Ask every query; answer what each found, in the order of the queries."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession() as session:
        with tqdm(total=len(queries), unit="query", disable=None, file=sys.stderr) as bar:

            async def one(query: judged.Query) -> Asked:
                wanted = {"q": query.words, "lang": query.language, "limit": str(DEPTH)}
                async with turns:
                    page = await _page(session, f"{store}/products", wanted)
                bar.update()
                return Asked(query, [item["sku"] for item in page["items"]])

            return list(await asyncio.gather(*map(one, queries)))


async def _page(
    session: aiohttp.ClientSession, url: str, wanted: Mapping[str, str]
) -> dict[str, Any]:
    # A machine that is busy with something else answers late; that is no matter of relevance.
    for patience in range(TRIES):
        async with session.get(url, params=wanted) as answer:
            if answer.status not in {503, 504} or patience == TRIES - 1:
                answer.raise_for_status()
                page: dict[str, Any] = await answer.json()
                return page
        await asyncio.sleep(patience + 1)
    raise AssertionError("the last try answers or raises")


def report(name: str, asked: Sequence[Asked], grades: judged.Grades) -> Report:
    """Sum up what was found."""
    plain = [one for one in asked if not one.query.kind]
    return Report(name, figures(plain, grades), retentions(asked, grades))


def table(measured: Report) -> list[str]:
    """Write the figures for people."""
    of_all = measured.figures
    score = f"{of_all.ndcg:.3f} ± {of_all.error:.3f}"
    return [
        f"{measured.catalogue}: {of_all.queries} queries",
        f"  NDCG@{DEPTH} {score}   recall {of_all.recall:.3f}   empty {of_all.empty:.1%}",
        f"  {'kind':14}{'queries':>8}{'NDCG':>8}{'correct':>9}{'kept':>7}{'empty':>8}",
        *(
            f"  {kind:14}{kept.queries:8}{kept.ndcg:8.3f}{kept.written_well:9.3f}"
            f"{kept.kept:7.3f}{kept.empty:8.1%}"
            for kind, kept in measured.kinds.items()
        ),
    ]


def measure(folder: Path, store: str | None, *, keep: bool) -> Report:
    """Measure one folder, on the store given or on one of its own."""
    given = judged.read(folder)
    if store:
        return report(folder.name, asyncio.run(ask(store, given.queries)), given.grades)
    with store_with(folder) as opened:
        measured = report(folder.name, asyncio.run(ask(opened, given.queries)), given.grades)
        if keep:
            print("\n".join(table(measured)), flush=True)  # noqa: T201 (a command speaks)
            tell(f"{opened} stays open until Ctrl-C")
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
        return measured


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and answer the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.relevance", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures too")
    parser.add_argument("--store", metavar="URL", help="a store that has the catalogue already")
    parser.add_argument("--keep", action="store_true", help="leave the store open afterwards")
    told = parser.parse_args(arguments)
    measured = []
    for folder in told.folder:
        measured.append(measure(folder, told.store, keep=told.keep))
        print("\n".join(table(measured[-1])), flush=True)  # noqa: T201 (a command speaks)
    if told.json:
        text = json.dumps([asdict(one) for one in measured], indent=2)
        told.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
