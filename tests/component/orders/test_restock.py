"""A buyer who waits for a product's row while its stock comes back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from tests.component.orders.harness import Shop, open_shop

RESTOCK = sa.text("UPDATE stock SET on_hand = 5, version = version + 1 WHERE product_id = :id")


@pytest.fixture
async def shop(make_database) -> AsyncIterator[Shop]:
    async with open_shop(await make_database("orders")) as shop:
        yield shop


async def until_somebody_waits(shop: Shop) -> None:
    for _ in range(200):
        waiting = await shop.rows(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        if waiting:
            return
        await asyncio.sleep(0.05)
    pytest.fail("nobody waits")


async def test_what_comes_back_while_a_buyer_waits_can_be_bought(shop: Shop) -> None:
    table = await shop.sell(0)
    async with shop.database.transaction() as restocking:
        await restocking.execute(RESTOCK, {"id": table})
        # This one begins when there are none, and waits for whoever holds the row.
        buying = asyncio.create_task(shop.buy({table: 2}))
        await until_somebody_waits(shop)
    assert await buying
    assert await shop.rows("SELECT on_hand FROM stock") == [(3,)]
