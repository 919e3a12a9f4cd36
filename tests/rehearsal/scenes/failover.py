"""The database's host fails: the standby takes over, and no order is lost."""

import time

from tests.rehearsal.scenes.outcome import Outcome
from tests.rehearsal.scenes.shoppers import has_failed
from tests.rehearsal.scenes.stage import Stage

_CALM = 8.0
"""Seconds without a failed request after which the shop counts as open again."""
_PATIENCE = 180.0


def run(stage: Stage) -> Outcome:
    """Fail over; return how long shoppers were refused."""
    began = time.monotonic()
    problems = []
    with stage.shoppers.counted() as count:
        # Shoppers are at work when it happens.
        while not stage.shoppers.attempts_since(began):
            time.sleep(0.1)
        failed_at = time.monotonic()
        stage.box.fail_over(stage.database)
        took_over = time.monotonic() - failed_at
        open_again = _wait_until_open(stage, failed_at)
        if open_again is None:
            problems.append(f"not open again after {_PATIENCE:.0f} s")
    if not count.failed and not problems:
        note = f"the standby takes over in {took_over:.1f} s, nobody notices"
    else:
        refused = (open_again or _PATIENCE) - failed_at if open_again else _PATIENCE
        note = (
            f"the standby takes over in {took_over:.1f} s, shoppers are refused for"
            f" {refused:.1f} s: {count.words()}"
        )
    return Outcome("fail over", time.monotonic() - began, count.sent, count.failed, problems, note)


def _wait_until_open(stage: Stage, since: float) -> float | None:
    """Return when the last request that failed ended, once none has for a while."""
    deadline = since + _PATIENCE
    while time.monotonic() < deadline:
        known = [one for one in stage.shoppers.attempts_since(since) if one.outcome]
        failures = [one.sent + one.took for one in known if has_failed(one)]
        last = max(failures, default=since)
        later = [one for one in known if one.sent > last and not has_failed(one)]
        if time.monotonic() > last + _CALM and later:
            return last
        time.sleep(0.2)
    return None
