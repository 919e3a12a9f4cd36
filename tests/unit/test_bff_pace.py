"""How many requests at once keep answers fast."""

from bff.pace import GOAL, LEAST, WINDOW, Pace

FAST, SLOW = GOAL / 4, GOAL * 2


def note(pace: Pace, took: float, times: int = WINDOW, *, full: bool = True) -> Pace:
    for _ in range(times):
        pace.note(took, full=full)
    return pace


def test_it_begins_with_all_that_is_allowed():
    assert Pace(64).at_once == 64


def test_while_answers_are_slow_fewer_are_let_in_but_never_fewer_than_a_few():
    pace = Pace(64)
    assert note(pace, SLOW).at_once == 51
    assert note(pace, SLOW, 100 * WINDOW).at_once == LEAST


def test_while_they_are_fast_again_more_are_let_in_up_to_what_is_allowed():
    pace = note(Pace(64), SLOW, 100 * WINDOW)
    assert note(pace, FAST).at_once == LEAST + 3
    assert note(pace, GOAL * 0.9).at_once == LEAST + 4
    assert note(pace, FAST, 100 * WINDOW).at_once == 64


def test_with_room_left_there_is_no_reason_for_more():
    pace = note(Pace(64), SLOW)
    assert note(pace, FAST, 100 * WINDOW, full=False).at_once == 51


def test_a_minority_that_is_slow_shuts_nobody_out():
    pace = Pace(64)
    for _ in range(100):
        note(pace, FAST, WINDOW - 10)
        note(pace, 10.0, 10)
    assert pace.at_once == 64


def test_who_allows_very_few_has_as_few():
    assert note(Pace(2), SLOW, 100 * WINDOW).at_once == 2
