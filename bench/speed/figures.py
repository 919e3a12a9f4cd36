"""What was measured, as a table and as JSON."""

from collections.abc import Mapping, Sequence

import msgspec

from bench.speed.client import Result

_HEAD = (
    "operation",
    "clients",
    "per s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "CPU ms",
    "PostgreSQL's",
    "client's",
    "pgbench per s",
    "ratio",
)


class Point(msgspec.Struct, frozen=True):
    """One operation at one number of clients."""

    operation: str
    clients: int
    result: Result
    processor: Mapping[str, float]
    """Seconds of each part of the store while it was counted."""
    pgbench: Mapping[str, float]
    """What PostgreSQL reached alone, a second, by the way it was asked."""

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return self.result.done / self.result.seconds

    def cost(self, part: str | None = None) -> float:
        """Answer the milliseconds of processor time that one operation takes, of a part or all."""
        seconds = sum(self.processor.values()) if part is None else self.processor.get(part, 0.0)
        return 1000 * seconds / max(1, self.result.done)


class Figures(msgspec.Struct, frozen=True):
    """A whole run."""

    products: int
    seed: int
    seconds: float
    points: Sequence[Point]
    memory: Mapping[str, int]
    """Bytes of each part at the end, PSS."""


def table(points: Sequence[Point]) -> list[str]:
    """Write the points as a table of Markdown."""
    rows = [row for point in points for row in _rows(point)]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return [_line(cells, widths) for cells in (_HEAD, rule, *rows)]


def _rows(point: Point) -> list[Sequence[str]]:
    result = point.result
    times = (result.p50, result.p95, result.p99)
    own = (
        point.operation,
        str(point.clients),
        f"{point.rate:.0f}",
        *(f"{1000 * time:.1f}" for time in times),
        f"{point.cost():.2f}",
        f"{point.cost('postgres'):.2f}",
        f"{1000 * result.processor / max(1, result.done):.2f}",
    )
    if not point.pgbench:
        return [(*own, "", "")]
    beside = [
        (f"{rate:.0f} {way}".strip(), f"1/{rate / max(0.1, point.rate):.1f}")
        for way, rate in point.pgbench.items()
    ]
    return [(*own, *beside[0]), *(("",) * len(own) + one for one in beside[1:])]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join((first, *others)) + " |"
