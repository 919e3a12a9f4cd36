"""How many requests at once keep answers fast."""

from bff.http.adaptive_limit import GOAL, MIN_LIMIT, WINDOW, Pace

FAST, SLOW = GOAL / 4, GOAL * 1.25


def note(pace: Pace, took: float, times: int = WINDOW) -> Pace:
    for _ in range(times):
        pace.note(took)
    return pace


def test_it_begins_with_all_that_is_allowed():
    assert Pace(64).at_once == 64


def test_the_slower_answers_are_the_fewer_are_let_in():
    assert note(Pace(64), SLOW, WINDOW - 1).at_once == 64
    assert note(Pace(64), SLOW).at_once == 51
    assert note(Pace(64), 100 * SLOW).at_once == 32


def test_a_few_are_let_in_however_slow_it_is():
    assert note(Pace(64), SLOW, 100 * WINDOW).at_once == MIN_LIMIT


def test_while_they_are_fast_again_more_are_let_in_up_to_what_is_allowed():
    pace = note(Pace(64), SLOW, 100 * WINDOW)
    assert note(pace, FAST).at_once == MIN_LIMIT + 5
    assert note(pace, GOAL * 0.9).at_once == MIN_LIMIT + 7
    assert note(pace, FAST, 100 * WINDOW).at_once == 64


def test_a_minority_that_is_slow_shuts_nobody_out():
    pace = Pace(64)
    for _ in range(100):
        note(pace, FAST, WINDOW - 10)
        note(pace, 10.0, 10)
    assert pace.at_once == 64


def test_who_allows_very_few_has_as_few():
    assert note(Pace(2), SLOW, 100 * WINDOW).at_once == 2
