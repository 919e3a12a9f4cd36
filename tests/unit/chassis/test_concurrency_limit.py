"""How much may be under way, and how what is rejected is logged."""

import pytest

from chassis.rpc.concurrency_limit import LOG_INTERVAL, Busy, ConcurrencyLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limit(clock):
    return ConcurrencyLimit("work", 2, clock)


def told(caplog) -> list[tuple[str, int, int]]:
    return [(record.of, record.refused, record.at_once) for record in caplog.records]


def test_as_much_as_the_limit_is_let_in_and_a_place_is_free_again_after_it(limit):
    with limit.slot(), limit.slot():
        assert limit.is_reached
        with pytest.raises(Busy), limit.slot():
            pass
    assert not limit.is_reached
    with pytest.raises(ZeroDivisionError), limit.slot():
        raise ZeroDivisionError
    with limit.slot(), limit.slot():
        pass


def test_rejections_are_logged_once_in_each_interval_with_how_many_there_were(limit, clock, caplog):
    limit.record_rejection()
    assert told(caplog) == [("work", 1, 2)]
    clock.now += LOG_INTERVAL / 2
    limit.record_rejection()
    limit.record_rejection()
    assert len(told(caplog)) == 1
    clock.now += LOG_INTERVAL / 2
    limit.record_rejection()
    assert told(caplog)[1:] == [("work", 3, 2)]
    clock.now += 5 * LOG_INTERVAL
    limit.record_rejection()
    assert told(caplog)[2:] == [("work", 1, 2)]
