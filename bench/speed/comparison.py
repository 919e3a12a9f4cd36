"""`python -m bench.speed --against REV`: the working tree's store beside that of another revision.

Both stand on this machine with the same made-up products, and are put under load by short turns, in
the order of bench.speed.ratios; in each pair of turns both are asked the same. While one is under
load, every process of the other is halted. Each has a client process of its own, so that a turn
begins at once. The stand-in for AWS counts in neither.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.speed.client import Plan
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
from bench.speed.stage import Stage, on_stage, report
from local.measure import SUPERVISOR

WARMUP = 0.1
"""Seconds of a turn that its rate and times do not count."""
FIRST_TURN = 2.0
"""Seconds that each store is asked each operation before the first round."""
_NOT_THE_STORE = ("local.aws", SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to compare."""

    products: int
    clients: int
    rounds: int
    seconds: float
    """Of a turn."""
    seed: int
    operations: Sequence[str]


class Side:
    """One of the two stores, halted but in its turns."""

    def __init__(self, stage: Stage, shoppers: Client) -> None:
        self._stage = stage
        self._shoppers = shoppers
        self._products = asyncio.run(stage.sold_products())
        self._stage.halt()
        self._spent = stage.store.processor()

    def take_turn(self, operation: str, clients: int, seconds: float, draw: int) -> Turn:
        """Put the store under load for so long.

        It has nothing to do when its processes' clocks are read, so that what it spends is what it
        takes for all that it answers.
        """
        plan = Plan(
            port=self._stage.store.ports.bff,
            operation=operation,
            clients=clients,
            warmup=WARMUP,
            seconds=seconds,
            catalogue=self._stage.count,
            products=self._products,
            seed=self._stage.seed,
            draw=draw,
        )
        self._stage.resume()
        self._shoppers.begin(plan)
        result = self._shoppers.result()
        self._stage.halt()
        before, self._spent = self._spent, self._stage.store.processor()
        spent = {name: self._spent[name] - before[name] for name in _parts(self._spent)}
        return Turn(result, spent)

    def memory(self) -> Figures:
        """Return the megabytes that the store holds now."""
        held = self._stage.store.memory()
        return memory_figures({name: held[name] for name in _parts(held)})


def compare(revision: str, settings: Settings, state: Path | None) -> Comparison:
    """Measure the working tree against a revision. Raise RevisionError if it cannot be.

    `state` is a folder that keeps the loaded stores for the next run.
    """
    with checked_out(revision) as old:
        report(f"old: {old.name}")
        new_name = working_tree_name()
        report(f"new: {new_name}")
        with (
            _side(old.source, _folder(state, old.commit), settings) as old_side,
            _side(WORKING_TREE, _folder(state, "working-tree"), settings) as new_side,
        ):
            taken, rounds = _take_turns({OLD: old_side, NEW: new_side}, settings)
    return Comparison(
        old=old.name,
        new=new_name,
        products=settings.products,
        clients=settings.clients,
        seconds=settings.seconds,
        seed=settings.seed,
        rounds=rounds,
        wrong=sum((Counter(turn.result.wrong) for turn in taken), Counter()),
        cached=sum(turn.result.cached for turn in taken),
    )


@contextmanager
def _side(source: Path, state: Path | None, settings: Settings) -> Iterator[Side]:
    with on_stage(state, settings.products, settings.seed, source) as stage, client() as shoppers:
        check_code(stage.store.processes(), source)
        yield Side(stage, shoppers)


def _take_turns(
    sides: Mapping[str, Side], settings: Settings
) -> tuple[Sequence[Turn], Mapping[str, Mapping[str, Sequence[Figures]]]]:
    """Return every turn, and by operation and side the figures of each round."""
    taken: list[Turn] = []
    rounds: dict[str, dict[str, list[Figures]]] = defaultdict(lambda: {OLD: [], NEW: []})
    for operation in settings.operations:
        taken += [
            side.take_turn(operation, settings.clients, FIRST_TURN, -1) for side in sides.values()
        ]
    for number in range(settings.rounds):
        report(f"round {number + 1} of {settings.rounds}")
        for operation in settings.operations:
            of_round: dict[str, list[Turn]] = {OLD: [], NEW: []}
            for place, name in enumerate(turns(number)):
                draw = 2 * number + place // 2
                turn = sides[name].take_turn(operation, settings.clients, settings.seconds, draw)
                of_round[name].append(turn)
                taken.append(turn)
            for name, both in of_round.items():
                rounds[operation][name].append(speed_figures(both))
        for name, side in sides.items():
            rounds[WHOLE_STORE][name].append(side.memory())
    return taken, rounds


def _parts(measured: Mapping[str, float]) -> Iterator[str]:
    return (name for name in measured if name not in _NOT_THE_STORE)


def _folder(state: Path | None, name: str) -> Path | None:
    return None if state is None else state / name
