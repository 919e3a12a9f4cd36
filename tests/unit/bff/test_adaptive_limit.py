"""The adaptive limit on concurrent requests."""

from bff.http.adaptive_limit import MIN_LIMIT, TARGET_MEDIAN, WINDOW, AdaptiveLimit

FAST, SLOW = TARGET_MEDIAN / 4, TARGET_MEDIAN * 1.25


def record(adaptive_limit: AdaptiveLimit, duration: float, times: int = WINDOW) -> AdaptiveLimit:
    for _ in range(times):
        adaptive_limit.record(duration)
    return adaptive_limit


def test_it_begins_with_all_that_is_allowed():
    assert AdaptiveLimit(64).limit == 64


def test_the_slower_answers_are_the_fewer_are_let_in():
    assert record(AdaptiveLimit(64), SLOW, WINDOW - 1).limit == 64
    assert record(AdaptiveLimit(64), SLOW).limit == 51
    assert record(AdaptiveLimit(64), 100 * SLOW).limit == 32


def test_a_few_are_let_in_however_slow_it_is():
    assert record(AdaptiveLimit(64), SLOW, 100 * WINDOW).limit == MIN_LIMIT


def test_while_they_are_fast_again_more_are_let_in_up_to_what_is_allowed():
    adaptive_limit = record(AdaptiveLimit(64), SLOW, 100 * WINDOW)
    assert record(adaptive_limit, FAST).limit == MIN_LIMIT + 5
    assert record(adaptive_limit, TARGET_MEDIAN * 0.9).limit == MIN_LIMIT + 7
    assert record(adaptive_limit, FAST, 100 * WINDOW).limit == 64


def test_a_minority_that_is_slow_shuts_nobody_out():
    adaptive_limit = AdaptiveLimit(64)
    for _ in range(100):
        record(adaptive_limit, FAST, WINDOW - 10)
        record(adaptive_limit, 10.0, 10)
    assert adaptive_limit.limit == 64


def test_who_allows_very_few_has_as_few():
    assert record(AdaptiveLimit(2), SLOW, 100 * WINDOW).limit == 2
