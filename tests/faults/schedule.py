"""Which faults are injected, in which order: each kind once, or many at random."""

import random
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tests.faults.disk import Disk
from tests.faults.faults import (
    PARTS,
    AwsOutage,
    CutLink,
    DieAt,
    Fault,
    FullDisk,
    Hang,
    Kill,
    KillStore,
    SilentLink,
    SlowLink,
)
from tests.faults.points.fault_points import POINTS

HANGING = ("catalog", "orders", "aws")
_PAIRS = 0.1
"""The share of kills that hit two processes at once."""
_WHOLE = 0.03
"""The share of kills that hit the whole store."""
_KILLS_A_ROUND = 25
"""After so many kills each of the other faults is injected once."""


def short(disk: Disk | None) -> list[Fault]:
    """Return each kind of fault, and each fault point, once.

    A process that dies repeatedly is restarted ever later, so the deaths of one process are spread
    out, and the whole store is killed in the middle. Messages that a dead worker had claimed are
    delivered half a minute later, so the worker dies early: other faults follow meanwhile.
    """
    of_worker = [point for point in POINTS if point.part == "orders.worker"]
    of_others = [point for point in POINTS if point.part != "orders.worker"]
    # The shorter one is used up first; what is left of the longer one follows.
    mixed = [point for pair in zip_longest(of_worker, of_others) for point in pair if point]
    return [
        *map(DieAt, mixed),
        KillStore(),
        *(Kill([part]) for part in PARTS),
        *_others(disk, hang=3.0, link=2.0, away=4.0, full=3.0),
    ]


def long(kills: int, seed: int, disk: Disk | None) -> Iterator[Fault]:
    """Yield `kills` random kills, a quarter at fault points, and the other faults between them."""
    chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    points: list[Fault] = []
    for number in range(kills):
        if number % _KILLS_A_ROUND == 0:
            yield from _others(disk, hang=10.0, link=5.0, away=15.0, full=5.0)
        if not points:
            points = list(map(DieAt, POINTS))
            chance.shuffle(points)
        fate = chance.random()
        if fate < _WHOLE:
            yield KillStore()
        elif fate < _WHOLE + _PAIRS:
            yield Kill(chance.sample(PARTS, 2))
        elif fate < 0.35:
            yield points.pop()
        else:
            yield Kill([chance.choice(PARTS)])


def _others(
    disk: Disk | None, *, hang: float, link: float, away: float, full: float
) -> Sequence[Fault]:
    faults: list[Fault] = [
        *(Hang(part, hang) for part in HANGING),
        SlowLink(link),
        CutLink(link),
        SilentLink(link),
        AwsOutage(away),
    ]
    return [*faults, FullDisk(disk, full)] if disk is not None else faults
