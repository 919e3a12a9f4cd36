"""A circuit breaker: while a neighbour is down nobody waits to learn it anew.

A neighbour that hangs holds each caller up to the caller's deadline, and with it a place that
others could have had. After `FAILURES` calls in a row without an answer, calls fail at once (the
circuit is "open"); after a while one goes through as a probe ("half-open"), and its end decides.
A neighbour behind a load balancer, of whose instances one is down, fails now and then, not in a
row: its circuit stays closed.
"""

import logging
import random
import time
from collections.abc import Callable
from typing import Final

from chassis.errors import Unavailable

FAILURES: Final = 10
"""Calls in a row."""
PAUSE: Final = 1.0
"""Seconds until the first probe, and between two; up to half as much again by chance, so that not
all who call a neighbour probe it in the same moment."""

_log = logging.getLogger("tienda.circuit")


class CircuitOpen(Unavailable):
    """The neighbour did not answer of late, and is not asked now."""

    reason = "CIRCUIT_OPEN"


class Circuit:
    """What is known of one neighbour."""

    def __init__(self, neighbour: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`neighbour` names it in the log."""
        self._neighbour = neighbour
        self._clock = clock
        self._failures = 0
        """In a row."""
        self._probe_at: float | None = None
        """When the next probe may go; None: closed."""

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, but for probes."""
        return self._probe_at is not None

    def admit(self) -> None:
        """Return if a call may go. Raise CircuitOpen."""
        if self._probe_at is None:
            return
        if self._clock() < self._probe_at:
            raise CircuitOpen(f"{self._neighbour} did not answer of late")
        # A probe that never ends is followed by another.
        self._wait()

    def note_answer(self) -> None:
        """Note that the neighbour answered, whatever it said."""
        self._failures = 0
        if self._probe_at is not None:
            self._probe_at = None
            _log.warning("circuit closed", extra={"neighbour": self._neighbour})

    def note_silence(self) -> None:
        """Note that it could not be reached, or did not answer in time."""
        self._failures += 1
        if self._probe_at is None and self._failures >= FAILURES:
            self._wait()
            _log.warning("circuit open", extra={"neighbour": self._neighbour})

    def _wait(self) -> None:
        self._probe_at = self._clock() + PAUSE * random.uniform(1.0, 1.5)  # noqa: S311 (spreads load)
