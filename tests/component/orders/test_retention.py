"""What is deleted after its time, and what is not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from orders.carts.cart_key import customer_cart_key, guest_cart_key
from orders.domain import Channel
from orders.limits.sms_limit import SmsLimit
from orders.retention.delete_expired import BATCH, DeleteExpired
from tests.component.orders.harness import Shop, open_shop
from tests.conftest import MakeDatabase

AGE = timedelta(days=90)
NOW = datetime.now(UTC)


@pytest.fixture
async def shop(make_database: MakeDatabase) -> AsyncIterator[Shop]:
    async with open_shop(await make_database("orders")) as opened:
        yield opened


async def fill_cart(shop: Shop, owner: str, age: timedelta) -> None:
    await shop.rows(
        "WITH cart AS (INSERT INTO carts (owner, updated_at)"
        " VALUES (:owner, now() - CAST(:age AS interval)) RETURNING id)"
        " INSERT INTO cart_items"
        " (cart_id, product_id, quantity, added_price, shown_price, currency)"
        " SELECT id, :product_id, 1, 100, 100, 'EUR' FROM cart",
        owner=owner,
        age=age,
        product_id=new_id(),
    )


async def test_a_guests_cart_is_deleted_after_ninety_days_and_a_customers_never(shop: Shop) -> None:
    old, kept = guest_cart_key("old"), guest_cart_key("kept")
    customer = customer_cart_key(new_id())
    await fill_cart(shop, old, AGE + timedelta(hours=1))
    await fill_cart(shop, kept, AGE - timedelta(hours=1))
    await fill_cart(shop, customer, AGE * 10)
    assert await DeleteExpired(shop.database, AGE, lambda: NOW).delete() == 1
    assert {row.owner for row in await shop.rows("SELECT owner FROM carts")} == {kept, customer}
    assert len(await shop.rows("SELECT cart_id FROM cart_items")) == 2


async def test_carts_by_the_thousand_are_deleted_in_one_round(shop: Shop) -> None:
    await shop.rows(
        "INSERT INTO carts (owner, updated_at) SELECT 'guest:' || number,"
        " now() - interval '91 days' FROM generate_series(1, :count) AS number",
        count=2 * BATCH + 1,
    )
    assert await DeleteExpired(shop.database, AGE, lambda: NOW).delete() == 2 * BATCH + 1


async def test_full_buckets_are_deleted_and_others_are_not(shop: Shop) -> None:
    now = NOW
    limit = SmsLimit(shop.database, 24, lambda: now)
    assert await limit.take("+34600000001")
    now += timedelta(hours=3)
    assert await limit.take("+34600000002")
    await DeleteExpired(shop.database, AGE, lambda: now).delete()
    assert len(await shop.rows("SELECT key FROM limits")) == 1


async def test_who_holds_units_is_forgotten_once_the_order_is_shipped(shop: Shop) -> None:
    lamp = await shop.sell(9)
    waiting, shipped = [await shop.order({lamp: 1}, [Channel.EMAIL]) for _ in range(2)]
    for order in (waiting, shipped):
        await shop.rows("INSERT INTO order_holders VALUES ('\\x01', :id)", id=order.id)
    assert await shop.ship(shipped.id)
    await DeleteExpired(shop.database, AGE, lambda: NOW).delete()
    assert [row.order_id for row in await shop.rows("SELECT order_id FROM order_holders")] == [
        waiting.id
    ]
