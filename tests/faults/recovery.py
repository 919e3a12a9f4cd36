"""When the store has recovered from a fault."""

from bisect import bisect_left
from collections.abc import Sequence

from tests.faults.buyers import Attempt

GOOD = 0.99
"""The share of attempts that must be good."""
WINDOW = 1.0
"""Seconds of requests that are looked at together."""
MAX_RECOVERY_SECONDS = 30.0
"""Seconds that a recovery may take."""


def recovered_after(
    attempts: Sequence[Attempt], healed: float, now: float, window: float = WINDOW
) -> float | None:
    """Return the seconds from `healed` to the first good window; None: not yet.

    A window has the requests that were sent in it, and is good only once all are answered. It
    begins at `healed`, or after a request that was not good.
    """
    first = bisect_left(attempts, healed, key=_sent)
    begin = healed
    while begin + window <= now:
        # Slices, since this runs often, over many attempts while the store is not good.
        inside = attempts[first : bisect_left(attempts, begin + window, first, key=_sent)]
        if _is_good(inside):
            return begin - healed
        following = (at for at in range(first, len(attempts)) if not attempts[at].is_good)
        first = next(following, len(attempts)) + 1
        if first > len(attempts):
            return None
        begin = attempts[first - 1].sent
    return None


def _is_good(inside: Sequence[Attempt]) -> bool:
    if not inside or any(response.outcome is None for response in inside):
        return False
    return sum(response.is_good for response in inside) / len(inside) >= GOOD


def _sent(response: Attempt) -> float:
    return response.sent
