"""How soon a store is good again after a fault has healed."""

from bisect import bisect_left
from collections.abc import Sequence

from tests.faults.buyers import Answer

GOOD = 0.99
"""The share of answers that must be good."""
WINDOW = 1.0
"""Seconds of requests that it is measured over."""
LONGEST = 30.0
"""Seconds that a recovery may take."""


def recovered_after(
    answers: Sequence[Answer], healed: float, now: float, window: float = WINDOW
) -> float | None:
    """Answer the seconds from `healed` to the first window that is good; None: not yet.

    A window holds the requests sent in it, and ends when all are answered: one that hangs is not
    good. It begins at `healed`, or with the first request after one that was not good.
    """
    since = answers[bisect_left(answers, healed, key=lambda answer: answer.sent) :]
    for begin in [healed, *(answer.sent + 1e-6 for answer in since if not _is_good(answer))]:
        if begin + window > now:
            return None
        inside = [answer for answer in since if begin <= answer.sent < begin + window]
        if any(answer.outcome is None for answer in inside) or not inside:
            continue
        if sum(map(_is_good, inside)) / len(inside) >= GOOD:
            return begin - healed
    return None


def _is_good(answer: Answer) -> bool:
    return answer.outcome is not None and answer.outcome.is_good
