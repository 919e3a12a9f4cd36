"""When a store counts as good again."""

from tests.faults.buyers import Attempt
from tests.faults.ledger import Outcome
from tests.faults.recovery import recovered_after

GOOD, BAD = Outcome(201), Outcome(503, "service-unavailable")


def attempts(outcomes: list[Outcome | None]) -> list[Attempt]:
    """One request each tenth of a second from 0 on."""
    return [
        Attempt(number / 10, outcome, is_good=outcome is GOOD)
        for number, outcome in enumerate(outcomes)
    ]


def test_a_store_that_never_failed_is_good_from_the_start():
    assert recovered_after(attempts([GOOD] * 12), healed=0.0, now=1.2) == 0.0


def test_a_store_is_good_from_the_first_request_after_the_last_bad_one():
    after = recovered_after(attempts([GOOD, BAD, BAD, *[GOOD] * 12]), healed=0.0, now=1.5)
    assert after is not None
    assert 0.2 <= after < 0.3


def test_a_request_without_an_answer_is_not_good():
    assert recovered_after(attempts([*[GOOD] * 5, None, *[GOOD] * 4]), healed=0.0, now=1.0) is None


def test_nothing_is_said_before_a_window_is_over():
    assert recovered_after(attempts([GOOD] * 9), healed=0.0, now=0.9) is None


def test_an_empty_window_is_not_good():
    assert recovered_after([], healed=0.0, now=9.0) is None
