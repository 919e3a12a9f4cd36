"""How many requests at once keep answers fast, found by trying.

How much a store carries depends on its machines, its catalogue and what else goes on. With a fixed
number at once, a store at a tenth of its usual speed takes ten times as long for each; so the
number follows the time that answers take: down, by a half at most, while half of them take longer
than GOAL, and up again while they do not. The median, since one slow neighbour must not shut out
who needs another.
"""

from statistics import median
from typing import Final

GOAL: Final = 0.25
"""Seconds that half of the answers may take; 99 of 100 then take less than four times as long."""
MIN_LIMIT: Final = 16
"""At once, however slow it is: what the pages of two or three browsers ask for in one moment."""
WINDOW: Final = 32
"""Returns between two looks."""
_DOWN_AT_MOST = 0.5
_UP, _UP_FAR_OFF = 1.05, 1.25
"""Near the goal, and while answers take less than half of it."""


class Pace:
    """The number, between MIN_LIMIT and `most`."""

    def __init__(self, most: int) -> None:
        self._most = float(most)
        self._least = float(min(MIN_LIMIT, most))
        self._now = self._most
        self._took: list[float] = []

    @property
    def at_once(self) -> int:
        """How many may be under way now."""
        return int(self._now)

    def note(self, took: float) -> None:
        """Note an answer and its seconds."""
        self._took.append(took)
        if len(self._took) == WINDOW:
            self._look(median(self._took))
            self._took.clear()

    def _look(self, half: float) -> None:
        if half > GOAL:
            self._now = max(self._least, self._now * max(_DOWN_AT_MOST, GOAL / half))
        else:
            up = _UP if half > GOAL / 2 else _UP_FAR_OFF
            self._now = min(self._most, self._now * up + 1)
