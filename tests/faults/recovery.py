"""How soon a store is good again after a fault has healed."""

from bisect import bisect_left
from collections.abc import Sequence

from tests.faults.buyers import Answer

GOOD = 0.99
"""The share of answers that must be good."""
WINDOW = 1.0
"""Seconds of requests that it is measured over."""
MAX_RECOVERY_SECONDS = 30.0
"""Seconds that a recovery may take."""


def recovered_after(
    answers: Sequence[Answer], healed: float, now: float, window: float = WINDOW
) -> float | None:
    """Return the seconds from `healed` to the first window that is good; None: not yet.

    A window holds the requests sent in it, and ends when all are answered: one that hangs is not
    good. It begins at `healed`, or after a request that was not good.
    """
    first = bisect_left(answers, healed, key=_sent)
    begin = healed
    while begin + window <= now:
        # Slices, since this is asked often, and of many answers while the store is not good.
        inside = answers[first : bisect_left(answers, begin + window, first, key=_sent)]
        if _is_good(inside):
            return begin - healed
        following = (at for at in range(first, len(answers)) if not answers[at].is_good)
        first = next(following, len(answers)) + 1
        if first > len(answers):
            return None
        begin = answers[first - 1].sent
    return None


def _is_good(inside: Sequence[Answer]) -> bool:
    if not inside or any(answer.outcome is None for answer in inside):
        return False
    return sum(answer.is_good for answer in inside) / len(inside) >= GOOD


def _sent(answer: Answer) -> float:
    return answer.sent
