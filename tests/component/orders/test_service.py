"""PlaceOrder orders: once, at the price seen, with stock for every line."""

import asyncio
from collections import Counter

import pytest

from chassis import telemetry
from chassis.errors import DomainError, Kind
from chassis.ids import new_id
from chassis.metrics import ORDERS_PLACED, OVERSELL_REFUSED
from tests.component.orders.service_harness import ANA, LUIS, ServiceHarness, outcome
from tienda.orders.v1 import (
    order_pb2,
    order_service_pb2,
)
from tienda.type.v1 import money_pb2


async def test_a_guest_buys_and_is_notified_and_stock_goes_down(service: ServiceHarness) -> None:
    table, chair = await service.sell(5, 14990), await service.sell(8, 4990)
    answer = await service.place({table: 1, chair: 4})
    order = answer.order
    assert order.message == f"Gracias por tu compra. Tu pedido #{order.number} será enviado."
    assert order.number > 10000
    assert order.total == money_pb2.Money(amount=14990 + 4 * 4990, currency_code="EUR")
    assert [line.quantity for line in order.lines] == [1, 4]
    assert [await service.stock(table), await service.stock(chair)] == [4, 4]
    messages = ["order.confirmed", "receipt", "tell.email.confirmed", "tell.sms.confirmed"]
    assert sorted(await service.outbox(order.id)) == messages
    again = await service.call(
        service.orders.GetOrder,
        order_service_pb2.GetOrderRequest(id=order.id, guest_token=answer.guest_token),
    )
    assert again.order == order


async def test_the_message_is_in_the_buyers_language(service: ServiceHarness) -> None:
    answer = await service.place({await service.sell(1): 1}, language="en")
    number = answer.order.number
    assert answer.order.message == (
        f"Thank you for your purchase. Your order #{number} will be shipped."
    )


async def test_twenty_buyers_of_five_units_make_five_orders(service: ServiceHarness) -> None:
    lamp = await service.sell(5)
    answers = await asyncio.gather(
        *(service.place({lamp: 1}) for _ in range(20)), return_exceptions=True
    )
    placed, refused = outcome(answers)
    assert (len(placed), len(refused)) == (5, 15)
    assert {error.reason for error in refused} == {"OUT_OF_STOCK"}
    assert refused[0].items[0]["requested"] == 1
    assert await service.stock(lamp) == 0
    assert await service.outbox(lamp) == ["stock.changed"], "sold out"


async def test_purchases_of_the_same_things_in_opposite_order_do_not_block(
    service: ServiceHarness,
) -> None:
    things = [await service.sell(1000) for _ in range(6)]
    answers = await asyncio.gather(
        *(
            service.place(dict.fromkeys(things if turn % 2 else reversed(things), 1))
            for turn in range(60)
        )
    )
    assert len({answer.order.number for answer in answers}) == 60
    assert [await service.stock(thing) for thing in things] == [940] * 6


async def test_one_key_fifty_times_at_once_is_one_order(service: ServiceHarness) -> None:
    # Exactly one unit: forty-nine repeats find no stock, and must still get the order.
    rug = await service.sell(1)
    answers = await asyncio.gather(
        *(service.place({rug: 1}, key="fifty", cart_token="browser") for _ in range(50))
    )
    assert len({answer.SerializeToString(deterministic=True) for answer in answers}) == 1
    assert await service.stock(rug) == 0


async def test_a_key_used_for_another_purchase_is_refused(service: ServiceHarness) -> None:
    rug = await service.sell(9)
    await service.place({rug: 1}, key="once")
    with pytest.raises(DomainError) as refused:
        await service.place({rug: 2}, key="once")
    assert (refused.value.kind, refused.value.reason) == (
        Kind.ALREADY_EXISTS,
        "IDEMPOTENCY_KEY_REUSED",
    )
    assert await service.stock(rug) == 8


async def test_a_key_belongs_to_its_customer(service: ServiceHarness) -> None:
    rug = await service.sell(9)
    mine = await service.seen_by(ANA).place({rug: 1}, key="shared")
    theirs = await service.seen_by(LUIS).place({rug: 1}, key="shared")
    assert mine.order.id != theirs.order.id


async def test_a_repeat_is_answered_though_the_product_has_gone(service: ServiceHarness) -> None:
    rug = await service.sell(2)
    first = await service.place({rug: 1}, key="gone", cart_token="browser")
    del service.catalog.known[rug]
    assert await service.place({rug: 1}, key="gone", cart_token="browser") == first


async def test_who_repeats_a_guests_request_without_their_cart_reads_nothing_more(
    service: ServiceHarness,
) -> None:
    rug = await service.sell(9)
    # Who has no cart proves nothing by having none.
    for key, own, stranger in (
        ("a-cart", "browser", "another"),
        ("a-cart-lost", "browser", ""),
        ("no-cart", "", "another"),
        ("no-cart-either", "", ""),
    ):
        first = await service.place({rug: 1}, key=key, cart_token=own)
        assert first.guest_token
        await service.call(
            service.orders.CancelOrder,
            order_service_pb2.CancelOrderRequest(id=first.order.id, guest_token=first.guest_token),
        )
        again = await service.place({rug: 1}, key=key, cart_token=stranger)
        assert not again.guest_token
        # The first answer, and nothing of what has happened since.
        assert again.order == first.order
    # The browser itself reads on.
    own_repeat = await service.place({rug: 1}, key="a-cart", cart_token="browser")
    assert own_repeat.guest_token
    assert own_repeat.order.status == order_pb2.ORDER_STATUS_CANCELLED
    assert await service.stock(rug) == 9


async def test_one_line_short_takes_nothing(service: ServiceHarness) -> None:
    plenty, none = await service.sell(5), await service.sell(0)
    never_stocked = service.catalog.add()
    with pytest.raises(DomainError) as refused:
        await service.place({plenty: 1, none: 2, never_stocked: 3})
    assert refused.value.reason == "OUT_OF_STOCK"
    assert sorted(refused.value.items, key=lambda item: item["requested"]) == [
        {"product_id": str(none), "requested": 2, "available": 0},
        {"product_id": str(never_stocked), "requested": 3, "available": 0},
    ]
    assert await service.stock(plenty) == 5


async def test_a_price_that_changed_is_reported(service: ServiceHarness) -> None:
    rug = await service.sell(5, 2000)
    with pytest.raises(DomainError) as refused:
        await service.place(seen={rug: 1500}, items={rug: 1})
    assert refused.value.reason == "PRICE_CHANGED"
    assert refused.value.items == (
        {
            "product_id": str(rug),
            "seen": {"amount": 1500, "currency": "EUR"},
            "current": {"amount": 2000, "currency": "EUR"},
        },
    )


async def test_unknown_and_archived_products_cannot_be_bought(service: ServiceHarness) -> None:
    unknown, archived = new_id(), service.catalog.add(archived=True)
    with pytest.raises(DomainError) as refused:
        await service.place({unknown: 1, archived: 1})
    assert refused.value.reason == "PRODUCT_UNAVAILABLE"
    assert {item["product_id"] for item in refused.value.items} == {str(unknown), str(archived)}


async def test_everything_wrong_with_a_request_is_named_at_once(service: ServiceHarness) -> None:
    request = order_service_pb2.PlaceOrderRequest(
        items=[order_service_pb2.OrderItem(product_id="nonsense", quantity=-1)],
        contact=order_pb2.Contact(name=" ", email="nobody", phone="12"),
        shipping_address=order_pb2.Address(country_code="XX", line1="a\x00b"),
        notify_channels=[order_pb2.NOTIFY_CHANNEL_UNSPECIFIED],
        language="fr",
    )
    with pytest.raises(DomainError) as refused:
        await service.call(service.orders.PlaceOrder, request)
    assert {violation.field for violation in refused.value.violations} == {
        "idempotency_key",
        "items[0].product_id",
        "items[0].quantity",
        "contact.name",
        "contact.email",
        "contact.phone",
        "shipping_address.line1",
        "shipping_address.city",
        "shipping_address.country_code",
        "notify_channels",
        "language",
    }


async def test_catalog_down_refuses_the_purchase_and_takes_nothing(service: ServiceHarness) -> None:
    rug = await service.sell(3)
    service.catalog.down = True
    try:
        with pytest.raises(DomainError) as refused:
            await service.place({rug: 1})
    finally:
        service.catalog.down = False
    assert refused.value.kind is Kind.UNAVAILABLE
    assert await service.stock(rug) == 3


async def test_a_caller_of_grpc_is_held_to_the_same_limits_as_a_browser(
    service: ServiceHarness,
) -> None:
    rug = await service.sell(5000)
    many = {service.catalog.add(): 1 for _ in range(51)}
    for items, field in ((many, "items"), ({rug: 1000}, "items[0].quantity")):
        with pytest.raises(DomainError) as refused:
            await service.place(items)
        assert refused.value.kind is Kind.INVALID
        assert [violation.field for violation in refused.value.violations] == [field]
    assert await service.stock(rug) == 5000


async def test_orders_and_refusals_for_lack_of_stock_are_counted_once_each(
    service: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: Counter[str] = Counter()
    monkeypatch.setattr(telemetry, "record", lambda metric: counted.update([metric.name]))
    rug, chair = await service.sell(1), await service.sell(1)
    await service.place({rug: 1}, key="counted-once")
    for _ in range(3):
        await service.place({rug: 1}, key="counted-once")
    assert counted == {ORDERS_PLACED.name: 1}
    with pytest.raises(DomainError):
        await service.place({rug: 1})
    assert counted == {ORDERS_PLACED.name: 1, OVERSELL_REFUSED.name: 1}
    # Other refusals are none for lack of stock.
    with pytest.raises(DomainError):
        await service.place({chair: 1}, seen={chair: 1})
    with pytest.raises(DomainError):
        await service.place({chair: 1}, key="counted-once")
    assert counted == {ORDERS_PLACED.name: 1, OVERSELL_REFUSED.name: 1}
