"""A limit on concurrent work: what exceeds it is rejected at once.

In an overloaded process each further piece of work delays all the others, until none is finished
before its caller gives up. A caller that is rejected at once has lost no time, and may retry.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chassis.errors import DomainError, Kind

MAX_CONCURRENT = 64
"""Requests or calls. A process finishes so many in a fifth of a second, so callers who wait two to
five seconds get a response even where it has only a fraction of its machine."""
LOG_INTERVAL = 1.0
"""Seconds between two log lines about rejections."""

_log = logging.getLogger("tienda.overload")


class Busy(DomainError):
    """The limit is reached."""

    kind = Kind.EXHAUSTED
    reason = "BUSY"


class ConcurrencyLimit:
    """Lets up to `limit` pieces of work run at once; logs rejections, once a second at most."""

    def __init__(
        self, name: str, limit: int = MAX_CONCURRENT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Make a limit; `name` says in the log what is limited."""
        self._name = name
        self.limit = limit
        """May be changed at any time."""
        self._clock = clock
        self._in_flight = 0
        self._rejected = 0
        """Since the last log line."""
        self._logged_at = float("-inf")

    @property
    def is_reached(self) -> bool:
        """Whether the next piece of work would be rejected."""
        return self._in_flight >= self.limit

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold one of the slots. Raise Busy when none is free."""
        if self.is_reached:
            self.record_rejection()
            raise Busy("too much at once")
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1

    def record_rejection(self) -> None:
        """Count one rejection; under overload a log line for each would cost too much."""
        self._rejected += 1
        now = self._clock()
        if now - self._logged_at >= LOG_INTERVAL:
            details = {"of": self._name, "refused": self._rejected, "at_once": self.limit}
            _log.warning("shedding", extra=details)
            self._rejected, self._logged_at = 0, now
