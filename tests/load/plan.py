"""The messages between a test and the process of its shoppers: a Plan in, a Result out."""

from collections.abc import Sequence

import msgspec

IN_TIME = 1.0
"""Seconds within which a response is in time."""


class Plan(msgspec.Struct, frozen=True):
    """Which requests to send, at which rate, for how long."""

    ports: Sequence[int]
    """Of each bff. Requests go to those that are ready, in turn."""
    rate: float
    """Requests a second, however slow the store is."""
    seconds: float
    """SIGTERM ends it earlier."""
    shares: dict[str, float]
    """The share of each operation, by name."""
    catalogue: int
    """How many products there are."""
    products: Sequence[tuple[str, str]]
    """Ids and slugs of the products to look at and to buy."""
    seed: int
    """Of the catalogue, so that the searches are for its products."""
    draw: int
    """The seed of the requests and of their times."""


class Second(msgspec.Struct):
    """Counts of the requests that were due in one second."""

    offered: int = 0
    good: int = 0
    """Right responses in time."""
    late: int = 0
    """Right responses that were later."""
    busy: int = 0
    """503 with Retry-After."""
    limited: int = 0
    """429 with Retry-After."""
    failed: int = 0
    """Everything else: other statuses, wrong responses, no response."""


class Result(msgspec.Struct, frozen=True):
    """The outcome of a plan; times are seconds from when a request was due."""

    seconds: Sequence[Second]
    p50: float
    p99: float
    slowest: float
    """These three are of right responses."""
    refused_p99: float
    """Of refusals."""
    without_stock: int
    """Right responses without a stock figure."""
    connections: int
    """The most that were open at a time."""
    behind: float
    """How late the shoppers themselves sent a request, at most; if it is much, they are the
    bottleneck."""
    health_checks: int
    health_failed: int
    """Checks of /readyz that were not 200 within three seconds."""
    health_slowest: float
    processor: float
    """Seconds of processor time that the shoppers themselves took."""
    failures: Sequence[str]
    """The first few, with the second in which each was due."""

    def total(self, field: str) -> int:
        """Return the sum of one of Second's fields."""
        return sum(getattr(second, field) for second in self.seconds)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the sorted `values` lies; 0 if there are none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
