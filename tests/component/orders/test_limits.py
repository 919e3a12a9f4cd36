"""How often one address, contact or account may order, and open a cart."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import DomainError
from chassis.ids import new_id
from orders.limits.domain import DEFAULT_LIMITS, NO_LIMITS
from tests.component.orders.clock import Clock
from tests.component.orders.limits_harness import HERE, THERE, buy, refusal, somebody
from tests.component.orders.service_harness import ADMIN, ServiceHarness, outcome, serve_orders
from tienda.orders.v1 import cart_service_pb2, order_pb2


async def test_orders_of_a_contact_are_so_many_an_hour(database_url: str, clock: Clock) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=6)
    async with serve_orders(database_url, limits, clock) as service:
        lamp = {await service.sell(100): 1}
        ana = order_pb2.Contact(email="Ana@example.com", phone="+34612345678")
        for _ in range(6):
            await buy(service, lamp, ana)
        refused = await refusal(service, lamp, ana)
        assert refused.reason == "TOO_MANY_ORDERS"
        assert list(refused.items) == [{"retry_after": 600}]
        # Neither another spelling nor the phone alone is another buyer.
        for same in (
            order_pb2.Contact(email="ana+1@EXAMPLE.com"),
            order_pb2.Contact(email="x@example.com", phone="+34 612 345 678"),
        ):
            assert (await refusal(service, lamp, same)).reason == "TOO_MANY_ORDERS"
        await buy(service, lamp)
        clock.move(timedelta(minutes=10))
        await buy(service, lamp, ana)
        assert (await refusal(service, lamp, ana)).reason == "TOO_MANY_ORDERS"


async def test_orders_of_an_address_are_so_many_an_hour(database_url: str, clock: Clock) -> None:
    limits = replace(NO_LIMITS, orders_by_address=3)
    async with serve_orders(database_url, limits, clock) as service:
        lamp = {await service.sell(100): 1}
        here = service.from_address("2001:db8:1:2::1")
        for _ in range(3):
            await buy(here, lamp)
        # The same network of IPv6 is the same client.
        assert (await refusal(here, lamp)).reason == "TOO_MANY_ORDERS"
        neighbour = service.from_address("2001:db8:1:2::ffff")
        assert (await refusal(neighbour, lamp)).reason == "TOO_MANY_ORDERS"
        await buy(service.from_address("2001:db8:1:3::1"), lamp)
        # A caller of gRPC that names no address has none to be limited by.
        await buy(service, lamp)


async def test_a_guests_cart_is_held_against_them_whatever_contact_they_give(
    database_url: str, clock: Clock
) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=2)
    async with serve_orders(database_url, limits, clock) as service:
        lamp = await service.sell(100)
        token = ""
        for attempt in range(3):
            put = await service.call(
                service.carts.SetCartItem,
                cart_service_pb2.SetCartItemRequest(
                    cart_token=token, product_id=str(lamp), quantity=1
                ),
            )
            token = put.cart_token
            contact = order_pb2.Contact(
                email=f"c{attempt}@example.com", phone=f"+3461234560{attempt}"
            )
            order = service.place(cart_token=token, contact=contact)
            if attempt < 2:
                await order
            else:
                with pytest.raises(DomainError) as refused:
                    await order
                assert refused.value.reason == "TOO_MANY_ORDERS"


async def test_refused_orders_do_not_count(database_url: str, clock: Clock) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=1)
    async with serve_orders(database_url, limits, clock) as service:
        none, lamp = await service.sell(0), await service.sell(5)
        ana = somebody()
        for _ in range(5):
            assert (await refusal(service, {none: 1}, ana)).reason == "OUT_OF_STOCK"
        await buy(service, {lamp: 1}, ana)


async def test_a_repeated_request_does_not_count_and_is_not_refused(
    database_url: str, clock: Clock
) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=2)
    async with serve_orders(database_url, limits, clock) as service:
        lamp = {await service.sell(5): 1}
        contact = somebody()
        first = await service.place(lamp, key="again", contact=contact)
        for _ in range(5):
            again = await service.place(lamp, key="again", contact=contact)
            assert again.order.id == first.order.id
        second = await service.place(lamp, key="second", contact=contact)
        assert (await service.place(lamp, key="second", contact=contact)).order == second.order
        with pytest.raises(DomainError) as refused:
            await service.place(lamp, key="third", contact=contact)
        assert refused.value.reason == "TOO_MANY_ORDERS"


async def test_orders_at_once_are_no_more_an_hour_than_one_after_the_other(
    database_url: str, clock: Clock
) -> None:
    async with serve_orders(
        database_url, replace(NO_LIMITS, orders_by_contact=3), clock
    ) as service:
        products = [await service.sell(5) for _ in range(16)]
        ana = somebody()
        answers = await asyncio.gather(
            *(buy(service, {product_id: 1}, ana) for product_id in products),
            return_exceptions=True,
        )
        placed, refused = outcome(answers)
        assert len(placed) == 3
        assert {error.reason for error in refused} == {"TOO_MANY_ORDERS"}


async def test_buyers_who_order_at_once_from_one_address_are_counted_once_each(
    database_url: str, clock: Clock
) -> None:
    limits = replace(NO_LIMITS, orders_by_address=60, orders_by_contact=1)
    async with serve_orders(database_url, limits, clock) as service:
        here = service.from_address(HERE)
        # A product each, so that none waits for another's stock.
        lamps = [await service.sell(2) for _ in range(16)]
        buyers = [somebody() for _ in lamps]

        async def buy_all() -> list[object]:
            orders = (
                buy(here, {lamp: 1}, buyer) for lamp, buyer in zip(lamps, buyers, strict=True)
            )
            return await asyncio.gather(*orders, return_exceptions=True)

        placed, _ = outcome(await buy_all())
        assert len(placed) == len(buyers)
        # Each has used up the one order that a contact has.
        _, refused = outcome(await buy_all())
        assert [error.reason for error in refused] == ["TOO_MANY_ORDERS"] * len(buyers)


async def test_a_customer_may_have_more_than_a_guest(database_url: str, clock: Clock) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=1, units_of_product=2, customer_factor=3)
    async with serve_orders(database_url, limits, clock) as service:
        lamp = await service.sell(100)
        customer = service.seen_by(new_id())
        assert (await refusal(service, {lamp: 3})).reason == "TOO_MANY_UNITS"
        for _ in range(3):
            await buy(customer, {lamp: 2})
        assert (await refusal(customer, {lamp: 1})).reason == "TOO_MANY_ORDERS"
        # Somebody else's contact in a customer's order counts against the customer alone.
        ana = somebody()
        await buy(service.seen_by(new_id()), {lamp: 1}, ana)
        await buy(service, {lamp: 1}, ana)


async def test_an_admin_is_not_limited(database_url: str, clock: Clock) -> None:
    limits = replace(DEFAULT_LIMITS, orders_by_contact=1, units=1)
    async with serve_orders(database_url, limits, clock) as service:
        lamp, admin = await service.sell(10_000), service.seen_by(ADMIN).from_address(HERE)
        for _ in range(3):
            await buy(admin, {lamp: 999})
        assert await service.stock(lamp) == 10_000 - 3 * 999


async def test_new_carts_of_an_address_are_so_many_an_hour(database_url: str, clock: Clock) -> None:
    async with serve_orders(database_url, replace(NO_LIMITS, carts_by_address=2), clock) as service:
        lamp, here = await service.sell(5), service.from_address("192.0.2.33")

        async def put(visitor: ServiceHarness, token: str = "") -> str:
            request = cart_service_pb2.SetCartItemRequest(
                cart_token=token, product_id=str(lamp), quantity=1
            )
            return (await visitor.call(visitor.carts.SetCartItem, request)).cart_token

        token = await put(here)
        await put(here)
        with pytest.raises(DomainError) as refused:
            await put(here)
        assert refused.value.reason == "TOO_MANY_CARTS"
        assert list(refused.value.items) == [{"retry_after": 1800}]
        # Neither a cart that there is, nor a customer's, nor one of another address is a new one.
        assert await put(here, token) == token
        await put(here.seen_by(new_id()))
        await put(service.from_address(THERE))
        clock.move(timedelta(minutes=30))
        await put(here)
