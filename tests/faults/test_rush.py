"""A rush that cannot end is stopped, and is a finding."""

import asyncio
from collections.abc import Iterator
from itertools import islice

import pytest

from tests.faults.ledger import Outcome
from tests.faults.purchases import Assortment, Purchase, draw_purchases
from tests.faults.rush import CANCELLATIONS, Crowd

ASSORTMENT = Assortment(["one"], "one")


class Shop:
    """Sells so many units and no more, also after cancellations."""

    def __init__(self, units: int) -> None:
        self._units = units

    async def shop(self, purchase: Purchase) -> Outcome:
        """Sell one if any is left."""
        await asyncio.sleep(0)
        if not self._units:
            return Outcome(409, "out-of-stock")
        self._units -= 1
        return Outcome(201)

    async def cancel(self, order: Outcome, by: str) -> Outcome:
        """Accept the cancellation."""
        return Outcome(200)


def crowd_at(units: int) -> Crowd:
    """Return a crowd that buys in a shop with so many units."""
    return Crowd(Shop(units), draw_purchases(1, ASSORTMENT), seed=1)  # type: ignore[arg-type]


async def nothing() -> None:
    """Inject nothing."""


async def test_a_rush_in_which_too_few_can_give_theirs_back_is_ended_and_named():
    crowd = crowd_at(CANCELLATIONS - 1)
    findings = await crowd.buy_within(3.0, nothing())
    assert findings == ["rush: not over in 3 s, 29 placed, 29 cancelled"]
    assert crowd.over.is_set()


async def test_a_rush_whose_fault_never_strikes_is_ended():
    crowd = crowd_at(0)

    async def inject() -> None:
        await crowd.first_order.wait()

    assert await crowd.buy_within(0.2, inject())


async def test_a_rush_that_ends_by_itself_is_as_it_should_be():
    assert await crowd_at(CANCELLATIONS).buy_within(30.0, nothing()) == []


def phones(seed: int) -> Iterator[str]:
    """Yield the buyers' phone numbers."""
    return (purchase.body["contact"]["phone"] for purchase in draw_purchases(seed, ASSORTMENT))


@pytest.mark.parametrize("seed", [1, 8, 9])
def test_nobody_has_the_number_of_a_buyer_in_another_scene(seed: int):
    many = [phone for one in (seed, seed + 1, seed + 2) for phone in islice(phones(one), 100)]
    assert len(set(many)) == 300
