"""`python -m bench.speed --against REV`: compares the working tree's store with another revision's.

Both have the same synthetic products. Each round starts them, and puts them under load in short
turns, in the order of bench.speed.ratios. In each pair of turns both get the same requests. While
one is under load, every process of the other is halted. Each has a client process of its own, so
that a turn begins at once. The stand-in for AWS counts in neither.
"""

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.speed.client import Plan, Result
from bench.speed.load import Client, client
from bench.speed.ratios import NEW, OLD, turns
from bench.speed.revision import WORKING_TREE, check_code, checked_out, working_tree_name
from bench.speed.rounds import (
    WHOLE_STORE,
    Comparison,
    Figures,
    Turn,
    memory_figures,
    speed_figures,
)
from bench.speed.store import BenchmarkStore, open_store, report
from local.measured_store import SUPERVISOR

WARMUP = 0.1
"""Seconds at the beginning of a turn that its rate and times leave out."""
FIRST_TURN = 1.0
"""Seconds of the warmup turn before the blocks of an operation, which is not counted."""
_NOT_THE_STORE = ("local.aws", SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a comparison."""

    products: int
    clients: int
    rounds: int
    blocks: int
    """Blocks of four turns, for each operation in each round."""
    seconds: float
    """Length of a turn."""
    seed: int
    operations: Sequence[str]


class Side:
    """One of the two stores, halted except in its turns."""

    def __init__(self, store: BenchmarkStore, shoppers: Client) -> None:
        self._store = store
        self._shoppers = shoppers
        self.results: list[Result] = []
        """Results of all turns so far."""
        self._products = asyncio.run(store.sold_products())
        self._store.halt()
        self._spent = store.running.processor()

    def take_turn(self, operation: str, clients: int, seconds: float, draw: int) -> Turn:
        """Put the store under load for so many seconds.

        It is idle whenever the processor times of its processes are read, so the difference is the
        time that it spent on all its responses.
        """
        plan = Plan(
            port=self._store.running.ports.bff,
            operation=operation,
            clients=clients,
            warmup=WARMUP,
            seconds=seconds,
            catalogue=self._store.count,
            products=self._products,
            seed=self._store.seed,
            draw=draw,
        )
        self._store.resume()
        self._shoppers.begin(plan)
        result = self._shoppers.result()
        self.results.append(result)
        self._store.halt()
        before, self._spent = self._spent, self._store.running.processor()
        spent = {name: self._spent[name] - before[name] for name in _parts(self._spent)}
        return Turn(result, spent)

    def memory(self) -> Figures:
        """Return the memory of the store now, in megabytes."""
        held = self._store.running.memory()
        return memory_figures({name: held[name] for name in _parts(held)})


def compare(revision: str, settings: Settings, state: Path | None) -> Comparison:
    """Compare the working tree with a revision. Raise RevisionError if it cannot be measured.

    `state` is a folder that keeps the loaded stores for the next run.
    """
    results: list[Result] = []
    rounds: dict[str, dict[str, list[Figures]]] = defaultdict(lambda: {OLD: [], NEW: []})
    with checked_out(revision) as old, _folder(state) as folder:
        new_name = working_tree_name()
        report(f"old: {old.name}\nnew: {new_name}")
        trees = {
            OLD: (old.source, folder / old.commit),
            NEW: (WORKING_TREE, folder / "working-tree"),
        }
        for number in range(settings.rounds):
            report(f"round {number + 1} of {settings.rounds}")
            with ExitStack() as opened:
                sides = {
                    name: opened.enter_context(_side(*trees[name], settings, check=number == 0))
                    for name in turns(number)[:2]
                }
                for operation in settings.operations:
                    of_round = _take_turns(sides, operation, number, settings)
                    for name, its_turns in of_round.items():
                        rounds[operation][name].append(speed_figures(its_turns))
                for name, side in sides.items():
                    results += side.results
                    rounds[WHOLE_STORE][name].append(side.memory())
    return Comparison(
        old=old.name,
        new=new_name,
        products=settings.products,
        clients=settings.clients,
        seconds=settings.seconds,
        blocks=settings.blocks,
        seed=settings.seed,
        rounds=rounds,
        wrong=sum((Counter(result.wrong) for result in results), Counter()),
        cached=sum(result.cached for result in results),
    )


@contextmanager
def _side(source: Path, state: Path, settings: Settings, *, check: bool) -> Iterator[Side]:
    with open_store(state, settings.products, settings.seed, source) as store, client() as shoppers:
        if check:
            check_code(store.running.processes(), source)
        yield Side(store, shoppers)


def _take_turns(
    sides: Mapping[str, Side], operation: str, number: int, settings: Settings
) -> Mapping[str, Sequence[Turn]]:
    """Return the turns of each side in the round of that number."""
    clients, blocks = settings.clients, settings.blocks
    for side in sides.values():
        side.take_turn(operation, clients, FIRST_TURN, -1)
    taken: dict[str, list[Turn]] = {OLD: [], NEW: []}
    for block in range(number * blocks, (number + 1) * blocks):
        for place, name in enumerate(turns(block)):
            # The same draw for the first two turns of a block, and another for the last two.
            draw = 2 * block + place // 2
            taken[name].append(sides[name].take_turn(operation, clients, settings.seconds, draw))
    return taken


@contextmanager
def _folder(state: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tienda-speed-") as fresh:
        yield state or Path(fresh)


def _parts(measured: Mapping[str, float]) -> Iterator[str]:
    return (name for name in measured if name not in _NOT_THE_STORE)
