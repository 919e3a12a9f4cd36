"""How many requests at once keep answers fast, found by trying.

How much a store carries depends on its machines, its catalogue and what else goes on. With a fixed
number at once, a store at a tenth of its usual speed takes ten times as long for each; so the
number follows the time that answers take: down by a fifth while half of them take longer than GOAL,
up by a little while they do not and there is no room left (additive increase, multiplicative
decrease, as TCP finds its window). The median, since one slow neighbour must not shut out who needs
another.
"""

from statistics import median
from typing import Final

GOAL: Final = 0.25
"""Seconds that half of the answers may take; 99 of 100 then take less than four times as long."""
LEAST: Final = 8
"""At once, however slow it is."""
WINDOW: Final = 32
"""Answers between two looks."""
_DOWN, _UP, _UP_FAR_OFF = 0.8, 1.05, 1.25


class Pace:
    """The number, between LEAST and `most`."""

    def __init__(self, most: int) -> None:
        self._most = float(most)
        self._least = float(min(LEAST, most))
        self._now = self._most
        self._took: list[float] = []
        self._was_full = False

    @property
    def at_once(self) -> int:
        """How many may be under way now."""
        return int(self._now)

    def note(self, took: float, *, full: bool) -> None:
        """Note an answer, its seconds, and whether there was no room left meanwhile."""
        self._took.append(took)
        self._was_full |= full
        if len(self._took) < WINDOW:
            return
        half = median(self._took)
        if half > GOAL:
            self._now = max(self._least, self._now * _DOWN)
        elif self._was_full:
            up = _UP if half > GOAL / 2 else _UP_FAR_OFF
            self._now = min(self._most, self._now * up + 1)
        self._took.clear()
        self._was_full = False
