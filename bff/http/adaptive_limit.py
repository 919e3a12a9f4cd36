"""A limit on concurrent requests that adapts to how long responses take.

How many requests a store can serve depends on its machines, its catalogue and what else runs there.
Under a fixed limit, a store at a tenth of its usual speed takes ten times as long for each
response. So while the median response takes longer than TARGET_MEDIAN the limit falls, at most by
half at a time; otherwise it rises. The median, because one slow service must not shut out the
requests that need another.
"""

from statistics import median
from typing import Final

TARGET_MEDIAN: Final = 0.25
"""Seconds; then 99 of 100 responses take less than four times as long."""
MIN_LIMIT: Final = 16
"""Requests, however slow they are: what the pages of two or three browsers request at once."""
WINDOW: Final = 32
"""Responses between two adjustments."""
_MAX_DECREASE: Final = 0.5
_INCREASE, _FAST_INCREASE = 1.05, 1.25
"""Factors: while the median is below the target, and below half of it."""


class AdaptiveLimit:
    """A limit between MIN_LIMIT and `max_limit`; it starts at `max_limit`."""

    def __init__(self, max_limit: int) -> None:
        self._max = float(max_limit)
        self._min = float(min(MIN_LIMIT, max_limit))
        self._limit = self._max
        self._durations: list[float] = []

    @property
    def limit(self) -> int:
        """The number of requests that may be in flight now."""
        return int(self._limit)

    def record(self, duration: float) -> None:
        """Record how many seconds a response took; adjust the limit after each WINDOW of them."""
        self._durations.append(duration)
        if len(self._durations) == WINDOW:
            self._adjust(median(self._durations))
            self._durations.clear()

    def _adjust(self, median_duration: float) -> None:
        if median_duration > TARGET_MEDIAN:
            decrease = max(_MAX_DECREASE, TARGET_MEDIAN / median_duration)
            self._limit = max(self._min, self._limit * decrease)
        else:
            increase = _INCREASE if median_duration > TARGET_MEDIAN / 2 else _FAST_INCREASE
            self._limit = min(self._max, self._limit * increase + 1)
