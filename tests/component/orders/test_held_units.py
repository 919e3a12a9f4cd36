"""How many units one address, contact or account holds in orders that are not shipped."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from chassis.errors import DomainError
from chassis.ids import new_id
from orders.limits.domain import DEFAULT_LIMITS, NO_LIMITS
from tests.component.orders.clock import Clock
from tests.component.orders.limits_harness import HERE, THERE, buy, refusal, somebody
from tests.component.orders.service_harness import ADMIN, ServiceHarness, outcome, serve_orders
from tienda.orders.v1 import order_service_pb2

PRODUCTS, LINES = 278, 50


@pytest.fixture
async def with_defaults(database_url: str, clock: Clock) -> AsyncIterator[ServiceHarness]:
    """Orders with the limits that an owner has who sets none."""
    async with serve_orders(database_url, DEFAULT_LIMITS, clock) as service:
        yield service


async def test_twelve_requests_do_not_empty_the_shop(with_defaults: ServiceHarness) -> None:
    units = {await with_defaults.sell(1 + number % 25): 0 for number in range(PRODUCTS)}
    for product_id in units:
        units[product_id] = await with_defaults.stock(product_id)
    robot = with_defaults.from_address("203.0.113.66")
    wanted = list(units)
    for first in range(0, PRODUCTS, LINES):
        batch = wanted[first : first + LINES]
        # What it would learn from the refusal, and then ask for: all that is there.
        refused = await refusal(robot, dict.fromkeys(batch, 999))
        assert refused.reason == "TOO_MANY_UNITS"
        exactly = {product_id: units[product_id] for product_id in batch}
        with pytest.raises(DomainError) as caught:
            await buy(robot, exactly)
        # It takes what it may have, too.
        allowed = {UUID(item["product_id"]): item["allowed"] for item in caught.value.items}
        lowered = {
            product_id: allowed.get(product_id, quantity)
            for product_id, quantity in exactly.items()
            if allowed.get(product_id, quantity)
        }
        if lowered:
            await buy(robot, lowered)
    left = [await with_defaults.stock(product_id) for product_id in wanted]
    assert sum(left) == sum(units.values()) - DEFAULT_LIMITS.units
    assert sum(1 for level in left if level) > PRODUCTS * 0.9


async def test_a_guest_holds_so_many_units_until_they_are_shipped(
    database_url: str, clock: Clock
) -> None:
    limits = replace(NO_LIMITS, units_of_product=5)
    async with serve_orders(database_url, limits, clock) as service:
        lamp, rug = await service.sell(100), await service.sell(100)
        ana, here = somebody(), service.from_address(HERE)
        first = await buy(here, {lamp: 3}, ana)
        refused = await refusal(here, {lamp: 3, rug: 6}, ana)
        assert refused.reason == "TOO_MANY_UNITS"
        assert list(refused.items) == [
            {"product_id": str(lamp), "requested": 3, "allowed": 2},
            {"product_id": str(rug), "requested": 6, "allowed": 5},
        ]
        # By the contact from elsewhere, and by the address with another contact.
        assert (await refusal(service.from_address(THERE), {lamp: 3}, ana)).items
        assert (await refusal(here, {lamp: 3})).items
        await buy(service.from_address(THERE), {lamp: 3})
        await buy(here, {lamp: 2}, ana)
        assert [item["allowed"] for item in (await refusal(here, {lamp: 1}, ana)).items] == [0]
        await service.seen_by(ADMIN).call(
            service.orders.ShipOrder, order_service_pb2.ShipOrderRequest(id=first.order.id)
        )
        await buy(here, {lamp: 3}, ana)


async def test_a_cancelled_order_holds_nothing(database_url: str, clock: Clock) -> None:
    async with serve_orders(database_url, replace(NO_LIMITS, units=4), clock) as service:
        lamp, rug, ana = await service.sell(9), await service.sell(9), somebody()
        first = await buy(service, {lamp: 4}, ana)
        refused = await refusal(service, {rug: 1}, ana)
        assert list(refused.items) == [{"product_id": str(rug), "requested": 1, "allowed": 0}]
        await service.call(
            service.orders.CancelOrder,
            order_service_pb2.CancelOrderRequest(id=first.order.id, guest_token=first.guest_token),
        )
        await buy(service, {lamp: 2, rug: 2}, ana)


async def test_orders_at_once_hold_no_more_than_one_after_the_other(
    database_url: str, clock: Clock
) -> None:
    limits = replace(NO_LIMITS, units_of_product=4)
    async with serve_orders(database_url, limits, clock) as service:
        lamp, rug = await service.sell(100), await service.sell(100)
        ana = somebody()
        # Two products, so that not all wait for one row of stock.
        answers = await asyncio.gather(
            *(buy(service, {lamp if n % 2 else rug: 2}, ana) for n in range(24)),
            return_exceptions=True,
        )
        _, refused = outcome(answers)
        assert {error.reason for error in refused} == {"TOO_MANY_UNITS"}
        assert await service.stock(lamp) == 96
        assert await service.stock(rug) == 96


async def test_many_buyers_of_one_address_at_once_are_served_up_to_its_limit(
    database_url: str, clock: Clock
) -> None:
    async with serve_orders(
        database_url, replace(NO_LIMITS, units_of_product=30), clock
    ) as service:
        lamp, here = await service.sell(50), service.from_address(HERE)
        answers = await asyncio.gather(
            *(buy(here, {lamp: 1}) for _ in range(40)), return_exceptions=True
        )
        placed, refused = outcome(answers)
        assert (len(placed), len(refused)) == (30, 10)
        assert {error.reason for error in refused} == {"TOO_MANY_UNITS"}


async def test_many_accounts_of_one_address_are_one_buyer(database_url: str, clock: Clock) -> None:
    limits = replace(NO_LIMITS, units=2, customer_factor=3)
    async with serve_orders(database_url, limits, clock) as service:
        lamp, here = await service.sell(100), service.from_address("192.0.2.200")
        for _ in range(3):
            await buy(here.seen_by(new_id()), {lamp: 2})
        assert (await refusal(here.seen_by(new_id()), {lamp: 1})).reason == "TOO_MANY_UNITS"
        # Guests of that address do not pay for it.
        await buy(here, {lamp: 2})
