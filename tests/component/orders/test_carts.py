"""Carts: kept, priced anew, poured together, bought once."""

import asyncio
from uuid import UUID

import pytest

from chassis.errors import DomainError, Kind
from chassis.ids import new_id
from chassis.money import Money
from orders.domain import Offer
from tests.component.orders.service_harness import ServiceHarness, outcome
from tienda.orders.v1 import (
    cart_service_pb2,
)


async def set_item(
    service: ServiceHarness, token: str, product_id: UUID, quantity: int
) -> cart_service_pb2.SetCartItemResponse:
    request = cart_service_pb2.SetCartItemRequest(
        cart_token=token, product_id=str(product_id), quantity=quantity
    )
    return await service.call(service.carts.SetCartItem, request)


async def look(service: ServiceHarness, token: str) -> cart_service_pb2.Cart:
    request = cart_service_pb2.GetCartRequest(cart_token=token)
    return (await service.call(service.carts.GetCart, request)).cart


async def test_a_guests_cart_is_kept_priced_and_bought(service: ServiceHarness) -> None:
    table, chair = await service.sell(5, 10000), await service.sell(5, 2000)
    put = await set_item(service, "", table, 1)
    token = put.cart_token
    await set_item(service, token, chair, 3)
    service.catalog.known[chair] = Offer(chair, "Silla", "silla", Money(2500, "EUR"))
    with pytest.raises(DomainError) as refused:
        await service.place(cart_token=token)
    assert refused.value.reason == "PRICE_CHANGED"
    seen = await look(service, token)
    assert [line.state for line in seen.lines] == [
        cart_service_pb2.CART_LINE_STATE_OK,
        cart_service_pb2.CART_LINE_STATE_DEARER,
    ]
    assert seen.total.amount == 10000 + 3 * 2500
    placed = await service.place(cart_token=token, key="cart")
    assert placed.order.total.amount == 17500
    assert not (await look(service, token)).lines
    assert await service.place(cart_token=token, key="cart") == placed
    with pytest.raises(DomainError) as refused:
        await service.place(cart_token=token)
    assert refused.value.reason == "CART_EMPTY"


async def test_a_cart_says_what_cannot_be_had(service: ServiceHarness) -> None:
    few, out, gone = await service.sell(2), await service.sell(1), await service.sell(1)
    token = (await set_item(service, "", few, 5)).cart_token
    await set_item(service, token, out, 1)
    await set_item(service, token, gone, 1)
    await service.stock(out, 0)
    del service.catalog.known[gone]
    seen = await look(service, token)
    assert [line.state for line in seen.lines] == [
        cart_service_pb2.CART_LINE_STATE_TOO_FEW,
        cart_service_pb2.CART_LINE_STATE_SOLD_OUT,
        cart_service_pb2.CART_LINE_STATE_GONE,
    ]
    assert not seen.HasField("total")


async def test_a_guests_cart_is_poured_into_the_customers_once(service: ServiceHarness) -> None:
    customer = service.seen_by(new_id())
    table, chair = await service.sell(5), await service.sell(5)
    token = (await set_item(service, "", table, 2)).cart_token
    await set_item(service, token, chair, 999)
    await set_item(customer, "", chair, 3)
    merge = cart_service_pb2.MergeCartRequest(cart_token=token)
    await asyncio.gather(*(customer.call(service.carts.MergeCart, merge) for _ in range(8)))
    cart = await look(customer, "")
    assert {line.product_id: line.quantity for line in cart.lines} == {
        str(chair): 999,
        str(table): 2,
    }
    assert not (await look(service, token)).lines


async def test_a_token_that_the_server_did_not_make_opens_no_cart(service: ServiceHarness) -> None:
    rug = await service.sell(5)
    for chosen in ("mine", "A" * 32, "é"):
        put = await set_item(service, chosen, rug, 1)
        assert put.cart_token != chosen
        assert len(put.cart.lines) == 1
        assert not (await look(service, chosen)).lines
        assert (await look(service, put.cart_token)).lines
        with pytest.raises(DomainError) as refused:
            await service.place(cart_token=chosen)
        assert refused.value.reason == "CART_EMPTY"


async def test_a_carts_own_token_stays_while_it_is_bought_and_filled_again(
    service: ServiceHarness,
) -> None:
    rug = await service.sell(5)
    token = (await set_item(service, "", rug, 1)).cart_token
    await service.place(cart_token=token)
    assert (await set_item(service, token, rug, 2)).cart_token == token


async def test_a_merge_of_a_cart_that_there_is_not_changes_nothing(
    service: ServiceHarness,
) -> None:
    customer = service.seen_by(new_id())
    rug = await service.sell(5)
    await set_item(customer, "", rug, 2)
    for token in ("", "unknown"):
        merged = await customer.call(
            service.carts.MergeCart, cart_service_pb2.MergeCartRequest(cart_token=token)
        )
        assert [line.quantity for line in merged.cart.lines] == [2]
        # It has made no cart of the token either.
        assert (await set_item(service, token, rug, 1)).cart_token != token
    with pytest.raises(DomainError) as refused:
        await service.call(
            service.carts.MergeCart, cart_service_pb2.MergeCartRequest(cart_token="unknown")
        )
    assert refused.value.reason == "NOT_SIGNED_IN"


async def test_a_guests_cart_that_is_filled_while_it_is_merged_loses_nothing(
    service: ServiceHarness,
) -> None:
    for _ in range(10):
        customer = service.seen_by(new_id())
        table, chair = await service.sell(5), await service.sell(5)
        token = (await set_item(service, "", table, 1)).cart_token
        merge = cart_service_pb2.MergeCartRequest(cart_token=token)
        _, put = await asyncio.gather(
            customer.call(service.carts.MergeCart, merge), set_item(service, token, chair, 1)
        )
        carts = (await look(customer, ""), await look(service, put.cart_token))
        kept = sorted(line.product_id for cart in carts for line in cart.lines)
        assert kept == sorted(map(str, (table, chair)))


async def test_what_a_merge_has_no_room_for_is_told_until_it_is_added_or_removed(
    service: ServiceHarness,
) -> None:
    customer = service.seen_by(new_id())
    mine = [service.catalog.add() for _ in range(30)]
    theirs = [service.catalog.add() for _ in range(30)]
    for product_id in mine:
        await set_item(customer, "", product_id, 1)
    token = ""
    for quantity, product_id in enumerate(theirs, start=1):
        token = (await set_item(service, token, product_id, quantity)).cart_token
    merged = await customer.call(
        service.carts.MergeCart, cart_service_pb2.MergeCartRequest(cart_token=token)
    )
    assert len(merged.cart.lines) == 50
    told = {line.product_id: (line.name, line.quantity) for line in merged.cart.left_out}
    left_out = {str(product_id): ("Mesa 1000", n) for n, product_id in enumerate(theirs, 1)}
    assert told == dict(list(left_out.items())[20:])
    assert (await look(customer, "")).left_out == merged.cart.left_out
    removed, added, gone, *others = [UUID(product_id) for product_id in told]
    for product_id in (removed, mine[0]):
        request = cart_service_pb2.RemoveCartItemRequest(product_id=str(product_id))
        await customer.call(service.carts.RemoveCartItem, request)
    cart = (await set_item(customer, "", added, 1)).cart
    assert added in {UUID(line.product_id) for line in cart.lines}
    del service.catalog.known[gone]
    cart = await look(customer, "")
    assert {UUID(line.product_id) for line in cart.left_out} == {gone, *others}
    assert [line.name for line in cart.left_out if line.product_id == str(gone)] == [""]


async def test_a_cart_holds_fifty_lines(service: ServiceHarness) -> None:
    token = ""
    for _ in range(50):
        token = (await set_item(service, token, service.catalog.add(), 1)).cart_token
    with pytest.raises(DomainError) as refused:
        await set_item(service, token, service.catalog.add(), 1)
    assert refused.value.kind is Kind.INVALID


async def test_a_cart_bought_in_many_windows_at_once_is_bought_once(
    service: ServiceHarness,
) -> None:
    table, chair = await service.sell(50), await service.sell(50)
    token = (await set_item(service, "", table, 1)).cart_token
    await set_item(service, token, chair, 2)
    answers = await asyncio.gather(
        *(service.place(cart_token=token) for _ in range(12)), return_exceptions=True
    )
    placed, refused = outcome(answers)
    assert len(placed) == 1
    assert {error.reason for error in refused} == {"CART_EMPTY"}
    assert [await service.stock(thing) for thing in (table, chair)] == [49, 48]


async def test_a_guests_key_for_a_cart_is_nothing_to_another_guest(service: ServiceHarness) -> None:
    rug = await service.sell(5)
    token = (await set_item(service, "", rug, 1)).cart_token
    placed = await service.place(cart_token=token, key="guessed")
    another = (await set_item(service, "", rug, 1)).cart_token
    for stranger in ("", another):
        with pytest.raises(DomainError) as refused:
            await service.place(cart_token=stranger, key="guessed")
        assert refused.value.reason == "IDEMPOTENCY_KEY_REUSED"
    assert await service.place(cart_token=token, key="guessed") == placed


async def test_one_key_for_a_cart_many_times_at_once_is_one_order(service: ServiceHarness) -> None:
    # One unit: the other requests find no cart and no stock, and must still get the order.
    rug = await service.sell(1)
    token = (await set_item(service, "", rug, 1)).cart_token
    answers = await asyncio.gather(
        *(service.place(cart_token=token, key="double-click") for _ in range(12))
    )
    assert len({answer.order.id for answer in answers}) == 1
    assert await service.stock(rug) == 0


async def test_a_cart_that_changes_while_it_is_bought_is_bought_as_it_is_then(
    service: ServiceHarness,
) -> None:
    table, chair = await service.sell(100), await service.sell(100)
    for quantity in range(2, 12):
        token = (await set_item(service, "", table, 1)).cart_token
        placed, _ = await asyncio.gather(
            service.place(cart_token=token), set_item(service, token, chair, quantity)
        )
        bought = {line.product_id: line.quantity for line in placed.order.lines}
        left = {line.product_id: line.quantity for line in (await look(service, token)).lines}
        assert bought[str(table)] == 1
        # Nothing is lost and nothing is there twice: the chairs were bought, or are in the cart.
        assert (bought | left) == {str(table): 1, str(chair): quantity}
        assert not bought.keys() & left.keys()
