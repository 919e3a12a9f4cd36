"""The figures of a run, as a table and as JSON."""

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
    """Seconds of processor time of each part of the store within the measured window."""
    pgbench: Mapping[str, float]
    """Transactions per second of PostgreSQL alone, by kind of script."""

    @property
    def rate(self) -> float:
        """Correct responses per second."""
        return self.result.correct_in_window / self.result.seconds

    def cost(self, part: str | None = None) -> float:
        """Return the milliseconds of processor time per operation, of one part or of all."""
        seconds = sum(self.processor.values()) if part is None else self.processor.get(part, 0.0)
        return 1000 * seconds / max(1, self.result.correct_in_window)


class Figures(msgspec.Struct, frozen=True):
    """A whole run."""

    products: int
    seed: int
    seconds: float
    points: Sequence[Point]
    memory: Mapping[str, int]
    """Bytes of memory of each part at the end (PSS)."""


def table(points: Sequence[Point]) -> list[str]:
    """Return the points as a Markdown table."""
    return markdown(_HEAD, [row for point in points for row in _rows(point)])


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Return a Markdown table whose first `left` columns are words, and the others numbers."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = [
        "-" * width if place < left else "-" * (width - 1) + ":"
        for place, width in enumerate(widths)
    ]
    return [_line(cells, widths, left) for cells in (head, rule, *rows)]


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
        f"{1000 * result.processor / max(1, result.correct_in_window):.2f}",
    )
    if not point.pgbench:
        return [(*own, "", "")]
    beside = [
        (f"{rate:.0f} {kind}".strip(), f"1/{rate / max(0.1, point.rate):.1f}")
        for kind, rate in point.pgbench.items()
    ]
    return [(*own, *beside[0]), *(("",) * len(own) + cells for cells in beside[1:])]


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    padded = (
        cell.ljust(width) if place < left else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join(padded) + " |"
