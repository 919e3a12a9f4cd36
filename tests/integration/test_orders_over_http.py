"""Buying over HTTP, by many at once: nobody gets what is not there, nobody pays twice."""

import asyncio
from collections import Counter

from tests.integration.conftest import MakeProduct
from tests.integration.shop import Visitor, order_of, visit
from tests.store import RunningStore


async def test_five_units_go_to_five_of_twenty_buyers(shopper: Visitor, make_product: MakeProduct):
    product = await make_product(5)
    replies = await asyncio.gather(*(shopper.buy(order_of(product)) for _ in range(20)))
    assert Counter(reply.status for reply in replies) == {201: 5, 409: 15}
    refused = [reply for reply in replies if reply.status == 409]
    assert {reply.reason for reply in refused} == {"out-of-stock"}
    short = {"product_id": product["id"], "requested": 1, "available": 0}
    assert [reply.document["errors"] for reply in refused] == [[short]] * 15
    assert await shopper.stock_of(product) == 0


async def test_an_order_larger_than_the_stock_takes_none_of_it(
    shopper: Visitor, make_product: MakeProduct
):
    few, many = await make_product(2), await make_product(50)
    reply = await shopper.buy(order_of(many, few, quantity=3))
    assert (reply.status, reply.reason) == (409, "out-of-stock")
    short = {"product_id": few["id"], "requested": 3, "available": 2}
    assert reply.document["errors"] == [short]
    assert await shopper.stock_of(few) == 2
    assert await shopper.stock_of(many) == 50


async def test_one_key_sent_fifty_times_at_once_is_one_order(
    shopper: Visitor, make_product: MakeProduct
):
    product = await make_product(50)
    order = order_of(product)
    replies = await asyncio.gather(*(shopper.buy(order, key="one-click") for _ in range(50)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply.body for reply in replies}) == 1
    assert len({reply.headers["Location"] for reply in replies}) == 1
    assert await shopper.stock_of(product) == 49
    again = await shopper.buy(order, key="one-click")
    assert (again.status, again.body) == (201, replies[0].body)


async def test_a_key_stands_for_one_purchase(shopper: Visitor, make_product: MakeProduct):
    product = await make_product(10)
    assert (await shopper.buy(order_of(product), key="mine")).status == 201
    other = await shopper.buy(order_of(product, quantity=2), key="mine")
    assert (other.status, other.reason) == (422, "idempotency-key-reused")
    assert await shopper.stock_of(product) == 9


async def test_a_price_that_is_not_the_one_seen_is_reported(
    shopper: Visitor, make_product: MakeProduct
):
    product = await make_product(10)
    seen = {"amount": 1499, "currency": "EUR"}
    item = {"product_id": product["id"], "quantity": 1, "unit_price": seen}
    reply = await shopper.buy(order_of(items=[item]))
    assert (reply.status, reply.reason) == (409, "price-changed")
    changed = {"product_id": product["id"], "seen": seen, "current": product["price"]}
    assert reply.document["errors"] == [changed]
    assert await shopper.stock_of(product) == 10


async def test_a_guest_reads_their_order_and_nobody_else_does(
    shopper: Visitor, store: RunningStore, make_product: MakeProduct
):
    placed = await shopper.buy(order_of(await make_product(1)))
    path = placed.headers["Location"]
    read = await shopper.ask("GET", path)
    assert (read.status, read.document) == (200, placed.document)
    async with visit(store) as stranger:
        refused = await stranger.ask("GET", path)
    assert (refused.status, refused.reason) == (404, "order-not-found")
