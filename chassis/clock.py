"""The time of day, passed in so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the time now, with its zone."""


def system_clock() -> datetime:
    """Return the time now in UTC."""
    return datetime.now(UTC)
