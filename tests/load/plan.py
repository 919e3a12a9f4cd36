"""What shoppers are to do, and what came of it: what goes to their process, and comes from it."""

from collections.abc import Sequence

import msgspec

IN_TIME = 1.0
"""Seconds within which an answer is good for something."""


class Plan(msgspec.Struct, frozen=True):
    """Who comes how often, for how long."""

    ports: Sequence[int]
    """Of each bff; requests go to those that say they are ready, in turn."""
    rate: float
    """Requests a second, come what may."""
    seconds: float
    """SIGTERM ends it before."""
    shares: dict[str, float]
    """How much of each operation, by name."""
    catalogue: int
    """How many products there are."""
    products: Sequence[tuple[str, str]]
    """Ids and slugs of those that are looked at and bought."""
    seed: int
    """Of the catalogue: what is searched is in it."""
    draw: int
    """Seed of who comes when for what."""


class Second(msgspec.Struct):
    """What came of the requests that were due in one second."""

    offered: int = 0
    good: int = 0
    """Right answers in time."""
    late: int = 0
    """Right answers that came later than that."""
    busy: int = 0
    """503 with Retry-After."""
    limited: int = 0
    """429 with Retry-After."""
    failed: int = 0
    """Everything else: other statuses, wrong answers, none."""


class Result(msgspec.Struct, frozen=True):
    """What came of all of them; times in seconds, from when a request was due."""

    seconds: Sequence[Second]
    p50: float
    p99: float
    slowest: float
    """Of right answers."""
    refused_p99: float
    """Of refusals."""
    without_stock: int
    """Right answers that had to do without the stock."""
    connections: int
    """Open at once, at most."""
    behind: float
    """How late the shoppers themselves were, at most; if it is much, they are the bottleneck."""
    health_asked: int
    health_failed: int
    """Returns of /readyz other than 200, or none within three seconds."""
    health_slowest: float
    processor: float
    """Seconds of one that the shoppers themselves took."""
    told: Sequence[str]
    """Some failures, with the second they were due in."""

    def total(self, what: str) -> int:
        """Return the sum of one of Second's numbers."""
        return sum(getattr(second, what) for second in self.seconds)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which so many of the sorted `values` lie; 0 when there are none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
