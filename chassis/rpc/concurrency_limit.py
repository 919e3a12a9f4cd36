"""A bound on work under way: what comes past it is refused at once.

Past what a process can do, each further piece of work makes all of it later, until none is done
before who asked has given up. Who is refused at once has lost nothing, and may come back.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chassis.errors import DomainError, Kind

MAX_CONCURRENT = 64
"""Requests or calls: a fifth of a second's work of one process, so that callers who wait two to
five seconds are answered even where it gets a fraction of its machine."""
TOLD_EVERY = 1.0
"""Seconds between two log lines that tell of refusals."""

_log = logging.getLogger("tienda.overload")


class Busy(DomainError):
    """There is no room for more now."""

    kind = Kind.EXHAUSTED
    reason = "BUSY"


class Room:
    """Room for `most` at once. What it refuses is told in the log, once a second at most."""

    def __init__(
        self, name: str, most: int = MAX_CONCURRENT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`name` says in the log what is refused."""
        self._name = name
        self.most = most
        """How many are let in; it may change at any time."""
        self._clock = clock
        self._under_way = 0
        self._refused = 0
        """Since the last log line."""
        self._told_at = float("-inf")

    @property
    def is_full(self) -> bool:
        """Whether the next one would be refused."""
        return self._under_way >= self.most

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take one place meanwhile. Raise Busy."""
        if self.is_full:
            self.note_refusal()
            raise Busy("too much at once")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def note_refusal(self) -> None:
        """Count one that is refused; a line for each would be work that there is no room for."""
        self._refused += 1
        now = self._clock()
        if now - self._told_at >= TOLD_EVERY:
            told = {"of": self._name, "refused": self._refused, "at_once": self.most}
            _log.warning("shedding", extra=told)
            self._refused, self._told_at = 0, now
