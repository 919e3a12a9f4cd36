"""What one address, contact or account may order, and what it holds until it is shipped."""

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chassis.errors import DomainError
from chassis.ids import new_id
from orders.limits.domain import DEFAULT_LIMITS, NO_LIMITS
from tests.component.orders.service_harness import ADMIN, ServiceHarness, outcome, serve_orders
from tests.conftest import MakeDatabase
from tienda.orders.v1 import cart_service_pb2, order_pb2, order_service_pb2

HERE, THERE = "192.0.2.1", "198.51.100.7"
PRODUCTS, LINES = 278, 50
_emails = itertools.count()


def somebody() -> order_pb2.Contact:
    """Return a contact that nobody has used."""
    return order_pb2.Contact(email=f"buyer-{next(_emails)}@example.com", phone="")


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def database_url(make_database: MakeDatabase) -> str:
    return await make_database("orders")


async def buy(
    service: ServiceHarness, items: dict[UUID, int], contact: order_pb2.Contact | None = None
) -> order_service_pb2.PlaceOrderResponse:
    """Buy with a contact of one's own, unless another is given."""
    named = contact or somebody()
    request = order_service_pb2.PlaceOrderRequest(
        idempotency_key=str(uuid.uuid4()),
        items=[
            order_service_pb2.OrderItem(product_id=str(product_id), quantity=quantity)
            for product_id, quantity in items.items()
        ],
        contact=order_pb2.Contact(name="Ana", email=named.email, phone=named.phone),
        shipping_address=order_pb2.Address(
            line1="Calle Mayor 1", city="Madrid", postal_code="28013", country_code="ES"
        ),
        notify_channels=[order_pb2.NOTIFY_CHANNEL_EMAIL],
    )
    return await service.call(service.orders.PlaceOrder, request)


async def refusal(
    service: ServiceHarness, items: dict[UUID, int], contact: order_pb2.Contact | None = None
) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await buy(service, items, contact)
    return caught.value


@pytest.fixture
async def with_defaults(database_url: str, time: Time) -> AsyncIterator[ServiceHarness]:
    """Orders with the limits that an owner has who sets none."""
    async with serve_orders(database_url, DEFAULT_LIMITS, time) as service:
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


async def test_orders_of_a_contact_are_so_many_an_hour(database_url: str, time: Time) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=6)
    async with serve_orders(database_url, limits, time) as service:
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
        time.now += timedelta(minutes=10)
        await buy(service, lamp, ana)
        assert (await refusal(service, lamp, ana)).reason == "TOO_MANY_ORDERS"


async def test_orders_of_an_address_are_so_many_an_hour(database_url: str, time: Time) -> None:
    limits = replace(NO_LIMITS, orders_by_address=3)
    async with serve_orders(database_url, limits, time) as service:
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
    database_url: str, time: Time
) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=2)
    async with serve_orders(database_url, limits, time) as service:
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


async def test_refused_orders_do_not_count(database_url: str, time: Time) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=1)
    async with serve_orders(database_url, limits, time) as service:
        none, lamp = await service.sell(0), await service.sell(5)
        ana = somebody()
        for _ in range(5):
            assert (await refusal(service, {none: 1}, ana)).reason == "OUT_OF_STOCK"
        await buy(service, {lamp: 1}, ana)


async def test_a_repeated_request_does_not_count_and_is_not_refused(
    database_url: str, time: Time
) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=2)
    async with serve_orders(database_url, limits, time) as service:
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


async def test_a_guest_holds_so_many_units_until_they_are_shipped(
    database_url: str, time: Time
) -> None:
    limits = replace(NO_LIMITS, units_of_product=5)
    async with serve_orders(database_url, limits, time) as service:
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


async def test_a_cancelled_order_holds_nothing(database_url: str, time: Time) -> None:
    async with serve_orders(database_url, replace(NO_LIMITS, units=4), time) as service:
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
    database_url: str, time: Time
) -> None:
    limits = replace(NO_LIMITS, units_of_product=4)
    async with serve_orders(database_url, limits, time) as service:
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


async def test_orders_at_once_are_no_more_an_hour_than_one_after_the_other(
    database_url: str, time: Time
) -> None:
    async with serve_orders(database_url, replace(NO_LIMITS, orders_by_contact=3), time) as service:
        products = [await service.sell(5) for _ in range(16)]
        ana = somebody()
        answers = await asyncio.gather(
            *(buy(service, {product_id: 1}, ana) for product_id in products),
            return_exceptions=True,
        )
        placed, refused = outcome(answers)
        assert len(placed) == 3
        assert {error.reason for error in refused} == {"TOO_MANY_ORDERS"}


async def test_many_buyers_of_one_address_at_once_are_served_up_to_its_limit(
    database_url: str, time: Time
) -> None:
    async with serve_orders(database_url, replace(NO_LIMITS, units_of_product=30), time) as service:
        lamp, here = await service.sell(50), service.from_address(HERE)
        answers = await asyncio.gather(
            *(buy(here, {lamp: 1}) for _ in range(40)), return_exceptions=True
        )
        placed, refused = outcome(answers)
        assert (len(placed), len(refused)) == (30, 10)
        assert {error.reason for error in refused} == {"TOO_MANY_UNITS"}


async def test_a_customer_may_have_more_than_a_guest(database_url: str, time: Time) -> None:
    limits = replace(NO_LIMITS, orders_by_contact=1, units_of_product=2, customer_factor=3)
    async with serve_orders(database_url, limits, time) as service:
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


async def test_many_accounts_of_one_address_are_one_buyer(database_url: str, time: Time) -> None:
    limits = replace(NO_LIMITS, units=2, customer_factor=3)
    async with serve_orders(database_url, limits, time) as service:
        lamp, here = await service.sell(100), service.from_address("192.0.2.200")
        for _ in range(3):
            await buy(here.seen_by(new_id()), {lamp: 2})
        assert (await refusal(here.seen_by(new_id()), {lamp: 1})).reason == "TOO_MANY_UNITS"
        # Guests of that address do not pay for it.
        await buy(here, {lamp: 2})


async def test_an_admin_is_not_limited(database_url: str, time: Time) -> None:
    limits = replace(DEFAULT_LIMITS, orders_by_contact=1, units=1)
    async with serve_orders(database_url, limits, time) as service:
        lamp, admin = await service.sell(10_000), service.seen_by(ADMIN).from_address(HERE)
        for _ in range(3):
            await buy(admin, {lamp: 999})


async def test_new_carts_of_an_address_are_so_many_an_hour(database_url: str, time: Time) -> None:
    async with serve_orders(database_url, replace(NO_LIMITS, carts_by_address=2), time) as service:
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
        time.now += timedelta(minutes=30)
        await put(here)
