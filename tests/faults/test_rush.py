"""A rush that cannot end is ended, and named."""

import asyncio
from collections.abc import Iterator
from itertools import islice

import pytest

from tests.faults.ledger import Outcome
from tests.faults.plan import Purchase, Shelf, purchases
from tests.faults.rush import GIVE_BACK, Crowd

SHELF = Shelf(["one"], "one")


class Shop:
    """Sells so many and no more, whatever comes back."""

    def __init__(self, units: int) -> None:
        self._units = units

    async def shop(self, purchase: Purchase) -> Outcome:
        """Sell one, if there is one."""
        await asyncio.sleep(0)
        if not self._units:
            return Outcome(409, "out-of-stock")
        self._units -= 1
        return Outcome(201)

    async def cancel(self, order: Outcome, by: str) -> Outcome:
        """Take one back."""
        return Outcome(200)


def crowd_at(units: int) -> Crowd:
    """Return a crowd before a shop of so many units."""
    return Crowd(Shop(units), purchases(1, SHELF), seed=1)  # type: ignore[arg-type]


async def nothing() -> None:
    """Let nothing strike."""


async def test_a_rush_in_which_too_few_can_give_theirs_back_is_ended_and_named():
    crowd = crowd_at(GIVE_BACK - 1)
    findings = await crowd.come_within(3.0, nothing())
    assert findings == ["rush: not over in 3 s, 29 had one and 29 gave it back"]
    assert crowd.over.is_set()


async def test_a_rush_whose_fault_never_strikes_is_ended():
    crowd = crowd_at(0)

    async def strike() -> None:
        await crowd.first_had.wait()

    assert await crowd.come_within(0.2, strike())


async def test_a_rush_that_ends_by_itself_is_as_it_should_be():
    assert await crowd_at(GIVE_BACK).come_within(30.0, nothing()) == []


def phones(seed: int) -> Iterator[str]:
    """Yield the numbers that the buyers of a plan are called by."""
    return (purchase.body["contact"]["phone"] for purchase in purchases(seed, SHELF))


@pytest.mark.parametrize("seed", [1, 8, 9])
def test_nobody_has_the_number_of_a_buyer_in_another_scene(seed: int):
    many = [phone for one in (seed, seed + 1, seed + 2) for phone in islice(phones(one), 100)]
    assert len(set(many)) == 300
