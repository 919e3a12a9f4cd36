"""Every metric of a process, named after OpenTelemetry's semantic conventions.

A metric without a name there is called `tienda.…`. docs/operations.md says what each is for.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Bucket boundaries of a histogram, in seconds, for work that somebody waits for."""
SLOW: Final = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400)
"""The same for work in the background."""


class Kind(Enum):
    """How recorded values are aggregated."""

    COUNTER = auto()
    """By their sum."""
    HISTOGRAM = auto()
    """By counts in buckets."""
    GAUGE = auto()
    """By the last value."""
    OBSERVED = auto()
    """By the last value, which is read whenever metrics are exported."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric, as it is exported."""

    name: str
    kind: Kind
    unit: str
    description: str
    boundaries: tuple[float, ...] = ()
    """Of a histogram's buckets, in its unit."""


def _seconds(name: str, description: str, boundaries: tuple[float, ...] = QUICK) -> Metric:
    return Metric(name, Kind.HISTOGRAM, "s", description, boundaries)


HTTP_SERVER = _seconds("http.server.request.duration", "Requests to the bff")
RPC_SERVER = _seconds("rpc.server.call.duration", "Calls to a service")
RPC_CLIENT = _seconds("rpc.client.call.duration", "Calls to a neighbour, retries included")
DATABASE = _seconds("db.client.operation.duration", "Statements, as their caller waited for them")
POOL_WAIT = _seconds("db.client.connection.wait_time", "Waiting for a connection of the pool")
POOL_COUNT = Metric(
    "db.client.connection.count", Kind.OBSERVED, "{connection}", "Connections, used and idle"
)
POOL_MAX = Metric("db.client.connection.max", Kind.OBSERVED, "{connection}", "The pool's size")
POOL_TIMEOUTS = Metric(
    "db.client.connection.timeouts", Kind.COUNTER, "{timeout}", "Waits for a connection given up"
)
LOOP_LAG = _seconds("tienda.event_loop.lag", "How late the event loop runs what is due")
ORDERS_PLACED = Metric("tienda.orders.placed", Kind.COUNTER, "{order}", "Orders placed")
OVERSELL_REFUSED = Metric(
    "tienda.orders.oversell_refused",
    Kind.COUNTER,
    "{attempt}",
    "Purchases refused for lack of stock",
)
OUTBOX_WAITING = Metric(
    "tienda.outbox.waiting", Kind.GAUGE, "{message}", "Outbox messages that are not delivered yet"
)
OUTBOX_OLDEST = Metric(
    "tienda.outbox.oldest_age", Kind.GAUGE, "s", "How long the oldest of them has waited"
)
OUTBOX_PARKED = Metric(
    "tienda.outbox.parked",
    Kind.GAUGE,
    "{message}",
    "Outbox messages not retried until an operator does so",
)
OUTBOX_LAG = _seconds("tienda.outbox.lag", "From a message's writing to its delivery", SLOW)
AVAILABILITY_LAG = _seconds(
    "tienda.availability.lag", "From a stock event until search shows the new availability", SLOW
)

METRICS: Final = tuple(value for value in list(globals().values()) if isinstance(value, Metric))
