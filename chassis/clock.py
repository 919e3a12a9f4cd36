"""The time of day, passed in so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the current time, with its time zone."""


def system_clock() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)
