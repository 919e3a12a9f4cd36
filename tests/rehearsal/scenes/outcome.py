"""What came of a scene."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    scene: str
    seconds: float
    sent: int = 0
    """Requests of shoppers meanwhile."""
    failed: int = 0
    """Those that did not get what they asked for, whoever is to blame."""
    problems: Sequence[str] = ()
    note: str = ""
    """A figure that the scene is about."""
