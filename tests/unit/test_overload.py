"""How the tests under load judge what they measured."""

from tests.load.plan import Second, quantile
from tests.overload import seconds_until_normal

GOOD, BAD = Second(offered=100, good=100), Second(offered=100, good=50, busy=50)


def test_a_store_is_back_when_five_seconds_in_a_row_are_served():
    assert seconds_until_normal([GOOD] * 15) == 0
    assert seconds_until_normal([BAD] * 3 + [GOOD] * 12) == 3
    assert seconds_until_normal([GOOD] * 4 + [BAD] + [GOOD] * 10) == 5
    assert seconds_until_normal([GOOD] * 4 + [BAD] + [GOOD] * 4) is None
    assert seconds_until_normal([BAD] * 15) is None


def test_a_quantile_is_a_value_that_was_seen():
    assert quantile([], 0.99) == 0
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.99) == 4.0
