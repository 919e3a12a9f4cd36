"""A circuit breaker: while a neighbour is down, calls to it fail at once.

A neighbour that hangs makes each caller wait until its deadline, and occupies one of the caller's
slots meanwhile. After FAILURE_THRESHOLD consecutive calls without an answer the circuit opens, and
calls fail at once. After PROBE_INTERVAL one call goes through as a probe (half-open): if it is
answered, the circuit closes. A neighbour behind a load balancer that has lost one of its instances
fails now and then, but not consecutively: its circuit stays closed.
"""

import logging
import random
import time
from collections.abc import Callable
from typing import Final

from chassis.errors import Unavailable

FAILURE_THRESHOLD: Final = 10
"""Consecutive calls without an answer."""
PROBE_INTERVAL: Final = 1.0
"""Seconds until the first probe, and between two, plus a jitter of up to half as much, so that
the callers of a neighbour do not all probe it at once."""

_log = logging.getLogger("tienda.circuit")


class CircuitOpen(Unavailable):
    """The neighbour has not answered recently, so the call was not made."""

    reason = "CIRCUIT_OPEN"


class CircuitBreaker:
    """The circuit to one neighbour."""

    def __init__(self, neighbour: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Make a closed circuit; `neighbour` is its name in the log."""
        self._neighbour = neighbour
        self._clock = clock
        self._failures = 0
        """Consecutive calls without an answer."""
        self._probe_at: float | None = None
        """When the next probe may go; None while the circuit is closed."""

    @property
    def is_open(self) -> bool:
        """Whether calls are rejected, except for probes."""
        return self._probe_at is not None

    def admit(self) -> None:
        """Return if a call may go. Raise CircuitOpen."""
        if self._probe_at is None:
            return
        if self._clock() < self._probe_at:
            raise CircuitOpen(f"{self._neighbour} has not answered recently")
        # If this probe never ends, another follows it.
        self._schedule_probe()

    def record_answer(self) -> None:
        """Record that the neighbour answered, even with an error."""
        self._failures = 0
        if self._probe_at is not None:
            self._probe_at = None
            _log.warning("circuit closed", extra={"neighbour": self._neighbour})

    def record_failure(self) -> None:
        """Record that the neighbour could not be reached, or did not answer in time."""
        self._failures += 1
        if self._probe_at is None and self._failures >= FAILURE_THRESHOLD:
            self._schedule_probe()
            _log.warning("circuit open", extra={"neighbour": self._neighbour})

    def _schedule_probe(self) -> None:
        jitter = random.uniform(1.0, 1.5)  # noqa: S311 (spreads load)
        self._probe_at = self._clock() + PROBE_INTERVAL * jitter
