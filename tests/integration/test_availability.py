"""What is sold out, told by event: from an order to the shelves of the search."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.conftest import MakeProduct
from tests.integration.shop import Visitor, order_of

PATIENCE = 60.0
"""Seconds for an event to come through."""


async def listed(shopper: Visitor, product: Mapping[str, Any], *, in_stock: bool) -> bool:
    path = f"/products?category=pruebas&limit=100&in_stock={str(in_stock).lower()}"
    found = (await shopper.ask("GET", path)).document
    return product["id"] in {item["id"] for item in found["items"]}


async def until_listed(shopper: Visitor, product: Mapping[str, Any], *, in_stock: bool) -> None:
    """Wait until the product is found so, and no longer the other way."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if await listed(shopper, product, in_stock=in_stock):
            assert not await listed(shopper, product, in_stock=not in_stock)
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"not listed with in_stock={in_stock}")


async def test_a_search_leaves_out_what_was_sold_out_until_there_is_more(
    shopper: Visitor, admin: Visitor, make_product: MakeProduct
):
    product = await make_product(1)
    assert await listed(shopper, product, in_stock=True)
    assert (await shopper.buy(order_of(product))).status == 201
    await until_listed(shopper, product, in_stock=False)
    told = await admin.ask("PUT", f"/products/{product['id']}/stock", {"on_hand": 3})
    assert told.status == 200
    await until_listed(shopper, product, in_stock=True)
