"""The shop opens; and at the end, whether what shoppers were told is so."""

import time

from tests.rehearsal.scenes.outcome import Outcome
from tests.rehearsal.scenes.shoppers import Count
from tests.rehearsal.scenes.stage import Stage


def open_shop(stage: Stage) -> Outcome:
    """Load a catalogue, and let shoppers in."""
    began = time.monotonic()
    stage.open_shop()
    with stage.shoppers.counted() as count:
        deadline = time.monotonic() + 60
        while not _bought(stage, began):
            tried = Count(stage.shoppers.attempts_since(began))
            assert time.monotonic() < deadline, f"nobody could buy: {tried.words()}"
            time.sleep(0.2)
        time.sleep(5)
    problems = [f"failed: {count.words()}"] if count.failed else []
    return Outcome("open", time.monotonic() - began, count.sent, count.failed, problems)


def settle(stage: Stage) -> Outcome:
    """Let the last shoppers go, and compare what they were told with the database."""
    began = time.monotonic()
    stage.shoppers.leave()
    problems = stage.shoppers.compare(stage.box.primary(stage.database))
    problems += [f"denied: {call}" for call in stage.account.judge.denied]
    problems += _audited(stage)
    orders = stage.box.sql(stage.database, "SELECT count(*) FROM orders", "orders")
    return Outcome("ledger", time.monotonic() - began, problems=problems, note=f"{orders} orders")


def _bought(stage: Stage, since: float) -> bool:
    attempts = stage.shoppers.attempts_since(since)
    return any(one.outcome and one.outcome.status == 201 for one in attempts)


def _audited(stage: Stage) -> list[str]:
    try:
        stage.audit()
    except RuntimeError as error:
        return [f"orders.audit: {error}"]
    return []
