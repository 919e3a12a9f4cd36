"""orders on a real socket with a real database; catalog and users are stood in for by hand."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import grpc.aio
import pytest

from chassis.call import Caller, Role, access_token
from chassis.channel import ask
from chassis.database import Database
from chassis.errors import DomainError, Kind, Unavailable
from chassis.ids import new_id
from chassis.money import Money
from orders.__main__ import build
from orders.domain import Offer
from tienda.orders.v1 import (
    cart_service_pb2,
    cart_service_pb2_grpc,
    order_pb2,
    order_service_pb2,
    order_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)
from tienda.type.v1 import money_pb2

ADMIN, ANA, LUIS = new_id(), new_id(), new_id()


@dataclass
class ShelfOfOffers:
    """A catalogue whose prices a test sets."""

    known: dict[UUID, Offer] = field(default_factory=dict)
    down: bool = False

    def add(self, price: int = 1000, *, archived: bool = False) -> UUID:
        product_id = new_id()
        self.known[product_id] = Offer(
            product_id, f"Mesa {price}", f"mesa-{product_id}", Money(price, "EUR"), archived
        )
        return product_id

    async def offers(self, product_ids: Sequence[UUID], language: str) -> list[Offer]:
        assert language in {"es", "en"}
        if self.down:
            raise Unavailable("catalog is down")
        return [self.known[one] for one in product_ids if one in self.known]


async def verify(token: str) -> Caller:
    role = Role.ADMIN if token == str(ADMIN) else Role.CUSTOMER
    return Caller(UUID(token), role)


@dataclass
class Desk:
    """The service under test, seen by one caller."""

    channel: grpc.aio.Channel
    catalogue: ShelfOfOffers
    url: str
    token: str = ""

    def seen_by(self, account_id: UUID | None) -> "Desk":
        return Desk(self.channel, self.catalogue, self.url, str(account_id or ""))

    @property
    def orders(self) -> order_service_pb2_grpc.OrderServiceStub:
        return order_service_pb2_grpc.OrderServiceStub(self.channel)

    @property
    def carts(self) -> cart_service_pb2_grpc.CartServiceStub:
        return cart_service_pb2_grpc.CartServiceStub(self.channel)

    @property
    def stocks(self) -> stock_service_pb2_grpc.StockServiceStub:
        return stock_service_pb2_grpc.StockServiceStub(self.channel)

    async def call(self, method, request):
        token = access_token.set(self.token)
        try:
            return await ask(method, request, timeout=30)
        finally:
            access_token.reset(token)

    async def place(
        self,
        items: dict[UUID, int] | None = None,
        *,
        key: str = "",
        seen: dict[UUID, int] | None = None,
        **fields,
    ) -> order_service_pb2.PlaceOrderResponse:
        request = order_service_pb2.PlaceOrderRequest(
            idempotency_key=key or str(uuid.uuid4()),
            items=[
                order_service_pb2.OrderItem(
                    product_id=str(product_id),
                    quantity=quantity,
                    unit_price=money_pb2.Money(amount=seen[product_id], currency_code="EUR")
                    if seen
                    else None,
                )
                for product_id, quantity in (items or {}).items()
            ],
            contact=order_pb2.Contact(name="Ana", email="ana@example.com", phone="+34612345678"),
            shipping_address=order_pb2.Address(
                line1="Calle Mayor 1", city="Madrid", postal_code="28013", country_code="ES"
            ),
            notify_channels=[order_pb2.NOTIFY_CHANNEL_EMAIL, order_pb2.NOTIFY_CHANNEL_SMS],
        )
        request.MergeFrom(order_service_pb2.PlaceOrderRequest(**fields))
        return await self.call(self.orders.PlaceOrder, request)

    async def stock(self, product_id: UUID, on_hand: int | None = None) -> int:
        if on_hand is not None:
            level = stock_service_pb2.StockLevel(product_id=str(product_id), on_hand=on_hand)
            request = stock_service_pb2.BatchSetStockRequest(levels=[level])
            await self.seen_by(ADMIN).call(self.stocks.BatchSetStock, request)
        wanted = stock_service_pb2.BatchGetStockRequest(product_ids=[str(product_id)])
        answer = await self.call(self.stocks.BatchGetStock, wanted)
        return answer.levels[0].on_hand

    async def sell(self, on_hand: int, price: int = 1000) -> UUID:
        product_id = self.catalogue.add(price)
        await self.stock(product_id, on_hand)
        return product_id

    async def outbox(self, subject: str | UUID) -> list[str]:
        connection = await asyncpg.connect(self.url)
        try:
            rows = await connection.fetch(
                "SELECT kind FROM outbox WHERE subject = $1 ORDER BY id", UUID(str(subject))
            )
            return [row["kind"] for row in rows]
        finally:
            await connection.close()


@pytest.fixture(scope="module")
async def desk(make_database) -> AsyncIterator[Desk]:
    url = await make_database("orders")
    database = Database.connect(url, name="test")
    catalogue = ShelfOfOffers()
    server = build(database, catalogue, verify)
    port = await server.start("127.0.0.1:0")
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Desk(channel, catalogue, url)
    await server.drain()
    await database.close()


def outcome(answers: Sequence[object]) -> tuple[list[object], list[DomainError]]:
    return (
        [one for one in answers if not isinstance(one, BaseException)],
        [one for one in answers if isinstance(one, DomainError)],
    )


async def test_a_guest_buys_and_is_told_and_stock_goes_down(desk: Desk) -> None:
    table, chair = await desk.sell(5, 14990), await desk.sell(8, 4990)
    answer = await desk.place({table: 1, chair: 4})
    order = answer.order
    assert order.message == f"Gracias por tu compra. Tu pedido #{order.number} será enviado."
    assert order.number > 10000
    assert order.total == money_pb2.Money(amount=14990 + 4 * 4990, currency_code="EUR")
    assert [line.quantity for line in order.lines] == [1, 4]
    assert [await desk.stock(table), await desk.stock(chair)] == [4, 4]
    letters = ["order.confirmed", "tell.email.confirmed", "tell.sms.confirmed"]
    assert sorted(await desk.outbox(order.id)) == letters
    again = await desk.call(
        desk.orders.GetOrder,
        order_service_pb2.GetOrderRequest(id=order.id, guest_token=answer.guest_token),
    )
    assert again.order == order


async def test_the_message_is_in_the_buyers_language(desk: Desk) -> None:
    answer = await desk.place({await desk.sell(1): 1}, language="en")
    number = answer.order.number
    assert answer.order.message == (
        f"Thank you for your purchase. Your order #{number} will be shipped."
    )


async def test_twenty_buyers_of_five_units_make_five_orders(desk: Desk) -> None:
    lamp = await desk.sell(5)
    answers = await asyncio.gather(
        *(desk.place({lamp: 1}) for _ in range(20)), return_exceptions=True
    )
    placed, refused = outcome(answers)
    assert (len(placed), len(refused)) == (5, 15)
    assert {error.reason for error in refused} == {"OUT_OF_STOCK"}
    assert refused[0].items[0]["requested"] == 1
    assert await desk.stock(lamp) == 0
    assert await desk.outbox(lamp) == ["stock.changed", "stock.changed"]


async def test_purchases_of_the_same_things_in_opposite_order_do_not_block(desk: Desk) -> None:
    things = [await desk.sell(1000) for _ in range(6)]
    answers = await asyncio.gather(
        *(
            desk.place(dict.fromkeys(things if turn % 2 else reversed(things), 1))
            for turn in range(60)
        )
    )
    assert len({answer.order.number for answer in answers}) == 60
    assert [await desk.stock(thing) for thing in things] == [940] * 6


async def test_one_key_fifty_times_at_once_is_one_order(desk: Desk) -> None:
    # Exactly one unit: forty-nine repeats find the shelf empty and must still get the answer.
    rug = await desk.sell(1)
    answers = await asyncio.gather(*(desk.place({rug: 1}, key="fifty") for _ in range(50)))
    assert len({answer.SerializeToString(deterministic=True) for answer in answers}) == 1
    assert await desk.stock(rug) == 0


async def test_a_key_used_for_another_purchase_is_refused(desk: Desk) -> None:
    rug = await desk.sell(9)
    await desk.place({rug: 1}, key="once")
    with pytest.raises(DomainError) as refused:
        await desk.place({rug: 2}, key="once")
    assert (refused.value.kind, refused.value.reason) == (
        Kind.ALREADY_EXISTS,
        "IDEMPOTENCY_KEY_REUSED",
    )
    assert await desk.stock(rug) == 8


async def test_a_key_belongs_to_its_customer(desk: Desk) -> None:
    rug = await desk.sell(9)
    mine = await desk.seen_by(ANA).place({rug: 1}, key="shared")
    theirs = await desk.seen_by(LUIS).place({rug: 1}, key="shared")
    assert mine.order.id != theirs.order.id


async def test_a_repeat_is_answered_though_the_product_has_gone(desk: Desk) -> None:
    rug = await desk.sell(2)
    first = await desk.place({rug: 1}, key="gone")
    del desk.catalogue.known[rug]
    assert await desk.place({rug: 1}, key="gone") == first


async def test_one_line_short_takes_nothing(desk: Desk) -> None:
    plenty, none = await desk.sell(5), await desk.sell(0)
    never_stocked = desk.catalogue.add()
    with pytest.raises(DomainError) as refused:
        await desk.place({plenty: 1, none: 2, never_stocked: 3})
    assert refused.value.reason == "OUT_OF_STOCK"
    assert sorted(refused.value.items, key=lambda item: item["requested"]) == [
        {"product_id": str(none), "requested": 2, "available": 0},
        {"product_id": str(never_stocked), "requested": 3, "available": 0},
    ]
    assert await desk.stock(plenty) == 5


async def test_a_price_that_changed_is_told(desk: Desk) -> None:
    rug = await desk.sell(5, 2000)
    with pytest.raises(DomainError) as refused:
        await desk.place(seen={rug: 1500}, items={rug: 1})
    assert refused.value.reason == "PRICE_CHANGED"
    assert refused.value.items == (
        {
            "product_id": str(rug),
            "seen": {"amount": 1500, "currency": "EUR"},
            "current": {"amount": 2000, "currency": "EUR"},
        },
    )


async def test_unknown_and_archived_products_cannot_be_bought(desk: Desk) -> None:
    unknown, archived = new_id(), desk.catalogue.add(archived=True)
    with pytest.raises(DomainError) as refused:
        await desk.place({unknown: 1, archived: 1})
    assert refused.value.reason == "PRODUCT_UNAVAILABLE"
    assert {item["product_id"] for item in refused.value.items} == {str(unknown), str(archived)}


async def test_everything_wrong_with_a_request_is_named_at_once(desk: Desk) -> None:
    request = order_service_pb2.PlaceOrderRequest(
        items=[order_service_pb2.OrderItem(product_id="nonsense", quantity=-1)],
        contact=order_pb2.Contact(name=" ", email="nobody", phone="12"),
        shipping_address=order_pb2.Address(country_code="XX", line1="a\x00b"),
        notify_channels=[order_pb2.NOTIFY_CHANNEL_UNSPECIFIED],
        language="fr",
    )
    with pytest.raises(DomainError) as refused:
        await desk.call(desk.orders.PlaceOrder, request)
    assert {violation.field for violation in refused.value.violations} == {
        "idempotency_key",
        "items[0].product_id",
        "items[0].quantity",
        "contact.name",
        "contact.email",
        "contact.phone",
        "shipping_address.line1",
        "shipping_address.city",
        "shipping_address.postal_code",
        "shipping_address.country_code",
        "notify_channels",
        "language",
    }


async def test_catalog_down_refuses_the_purchase_and_takes_nothing(desk: Desk) -> None:
    rug = await desk.sell(3)
    desk.catalogue.down = True
    try:
        with pytest.raises(DomainError) as refused:
            await desk.place({rug: 1})
    finally:
        desk.catalogue.down = False
    assert refused.value.kind is Kind.UNAVAILABLE
    assert await desk.stock(rug) == 3


async def test_nobody_reads_another_persons_order(desk: Desk) -> None:
    rug = await desk.sell(9)
    anas = (await desk.seen_by(ANA).place({rug: 1})).order
    guests = await desk.place({rug: 1})
    strangers = [
        (desk.seen_by(LUIS), anas.id, ""),
        (desk, anas.id, ""),
        (desk, guests.order.id, ""),
        (desk, guests.order.id, guests.guest_token[:-1]),
        (desk.seen_by(ANA), guests.order.id, "é"),
    ]
    for stranger, order_id, token in strangers:
        with pytest.raises(DomainError) as refused:
            await stranger.call(
                desk.orders.GetOrder,
                order_service_pb2.GetOrderRequest(id=order_id, guest_token=token),
            )
        assert refused.value.reason == "ORDER_NOT_FOUND"
    seen = await desk.seen_by(ADMIN).call(
        desk.orders.GetOrder, order_service_pb2.GetOrderRequest(id=anas.id)
    )
    assert seen.order == anas


async def test_own_orders_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    customer = desk.seen_by(new_id())
    rug = await desk.sell(9)
    placed = [(await customer.place({rug: 1})).order.number for _ in range(5)]
    listed, token = [], ""
    while True:
        request = order_service_pb2.ListOrdersRequest(page_size=2, page_token=token)
        page = await customer.call(desk.orders.ListOrders, request)
        listed += [order.number for order in page.orders]
        if not (token := page.next_page_token):
            break
    assert listed == placed[::-1]
    with pytest.raises(DomainError) as refused:
        await desk.call(desk.orders.ListOrders, order_service_pb2.ListOrdersRequest())
    assert refused.value.reason == "NOT_SIGNED_IN"
    everybody = order_service_pb2.ListOrdersRequest(all_customers=True)
    with pytest.raises(DomainError) as refused:
        await customer.call(desk.orders.ListOrders, everybody)
    assert refused.value.kind is Kind.FORBIDDEN


async def test_two_cancels_and_a_ship_at_once_leave_one_story(desk: Desk) -> None:
    for _ in range(10):
        rug = await desk.sell(3)
        order = (await desk.seen_by(ANA).place({rug: 2})).order
        cancel = order_service_pb2.CancelOrderRequest(id=order.id)
        answers = await asyncio.gather(
            desk.seen_by(ANA).call(desk.orders.CancelOrder, cancel),
            desk.seen_by(ADMIN).call(
                desk.orders.ShipOrder, order_service_pb2.ShipOrderRequest(id=order.id)
            ),
            desk.seen_by(ANA).call(desk.orders.CancelOrder, cancel),
            return_exceptions=True,
        )
        _, refused = outcome(answers)
        assert {error.reason for error in refused} == {"STATUS_CONFLICT"}
        now = await desk.seen_by(ANA).call(
            desk.orders.GetOrder, order_service_pb2.GetOrderRequest(id=order.id)
        )
        shipped = now.order.status == order_pb2.ORDER_STATUS_SHIPPED
        assert len(refused) == (2 if shipped else 1)
        assert len(now.order.history) == 2
        assert await desk.stock(rug) == (1 if shipped else 3)


async def test_an_order_is_shipped_then_delivered_and_then_stays(desk: Desk) -> None:
    order = (await desk.seen_by(ANA).place({await desk.sell(3): 2})).order
    admin = desk.seen_by(ADMIN)
    deliver = order_service_pb2.DeliverOrderRequest(id=order.id)
    with pytest.raises(DomainError) as refused:
        await admin.call(desk.orders.DeliverOrder, deliver)
    assert refused.value.reason == "STATUS_CONFLICT"
    ship = order_service_pb2.ShipOrderRequest(id=order.id)
    with pytest.raises(DomainError) as refused:
        await desk.seen_by(ANA).call(desk.orders.ShipOrder, ship)
    assert refused.value.reason == "ADMIN_ONLY"
    await admin.call(desk.orders.ShipOrder, ship)
    await admin.call(desk.orders.ShipOrder, ship)
    done = await admin.call(desk.orders.DeliverOrder, deliver)
    assert [step.status for step in done.order.history] == [
        order_pb2.ORDER_STATUS_CONFIRMED,
        order_pb2.ORDER_STATUS_SHIPPED,
        order_pb2.ORDER_STATUS_DELIVERED,
    ]
    letters = await desk.outbox(order.id)
    assert letters.count("tell.sms.shipped") == 1
    assert letters.count("order.delivered") == 1


async def test_a_guests_cart_is_kept_priced_and_bought(desk: Desk) -> None:
    table, chair = await desk.sell(5, 10000), await desk.sell(5, 2000)
    put = await set_item(desk, "", table, 1)
    token = put.cart_token
    await set_item(desk, token, chair, 3)
    desk.catalogue.known[chair] = Offer(chair, "Silla", "silla", Money(2500, "EUR"))
    with pytest.raises(DomainError) as refused:
        await desk.place(cart_token=token)
    assert refused.value.reason == "PRICE_CHANGED"
    seen = await look(desk, token)
    assert [line.state for line in seen.lines] == [
        cart_service_pb2.CART_LINE_STATE_OK,
        cart_service_pb2.CART_LINE_STATE_DEARER,
    ]
    assert seen.total.amount == 10000 + 3 * 2500
    placed = await desk.place(cart_token=token, key="cart")
    assert placed.order.total.amount == 17500
    assert not (await look(desk, token)).lines
    assert await desk.place(cart_token=token, key="cart") == placed
    with pytest.raises(DomainError) as refused:
        await desk.place(cart_token=token)
    assert refused.value.reason == "CART_EMPTY"


async def test_a_cart_says_what_cannot_be_had(desk: Desk) -> None:
    few, out, gone = await desk.sell(2), await desk.sell(1), await desk.sell(1)
    token = (await set_item(desk, "", few, 5)).cart_token
    await set_item(desk, token, out, 1)
    await set_item(desk, token, gone, 1)
    await desk.stock(out, 0)
    del desk.catalogue.known[gone]
    seen = await look(desk, token)
    assert [line.state for line in seen.lines] == [
        cart_service_pb2.CART_LINE_STATE_TOO_FEW,
        cart_service_pb2.CART_LINE_STATE_SOLD_OUT,
        cart_service_pb2.CART_LINE_STATE_GONE,
    ]
    assert not seen.HasField("total")


async def test_a_guests_cart_is_poured_into_the_customers_once(desk: Desk) -> None:
    customer = desk.seen_by(new_id())
    table, chair = await desk.sell(5), await desk.sell(5)
    token = (await set_item(desk, "", table, 2)).cart_token
    await set_item(desk, token, chair, 999)
    await set_item(customer, "", chair, 3)
    merge = cart_service_pb2.MergeCartRequest(cart_token=token)
    await asyncio.gather(*(customer.call(desk.carts.MergeCart, merge) for _ in range(8)))
    cart = await look(customer, "")
    assert {line.product_id: line.quantity for line in cart.lines} == {
        str(chair): 999,
        str(table): 2,
    }
    assert not (await look(desk, token)).lines


async def test_a_cart_holds_fifty_lines(desk: Desk) -> None:
    token = ""
    for _ in range(50):
        token = (await set_item(desk, token, desk.catalogue.add(), 1)).cart_token
    with pytest.raises(DomainError) as refused:
        await set_item(desk, token, desk.catalogue.add(), 1)
    assert refused.value.kind is Kind.INVALID


async def test_only_an_admin_sets_stock(desk: Desk) -> None:
    rug = desk.catalogue.add()
    request = stock_service_pb2.BatchSetStockRequest(
        levels=[stock_service_pb2.StockLevel(product_id=str(rug), on_hand=1)]
    )
    for who, reason in [(desk, "NOT_SIGNED_IN"), (desk.seen_by(ANA), "ADMIN_ONLY")]:
        with pytest.raises(DomainError) as refused:
            await who.call(desk.stocks.BatchSetStock, request)
        assert refused.value.reason == reason
    assert await desk.stock(rug) == 0


async def test_stock_set_by_many_at_once_is_accounted_for(desk: Desk) -> None:
    rug = desk.catalogue.add()
    await asyncio.gather(*(desk.stock(rug, level) for level in range(20)))
    connection = await asyncpg.connect(desk.url)
    accounted = await connection.fetchval(
        "SELECT sum(delta) FROM stock_adjustments WHERE product_id = $1", rug
    )
    await connection.close()
    assert accounted == await desk.stock(rug)


async def set_item(
    desk: Desk, token: str, product_id: UUID, quantity: int
) -> cart_service_pb2.SetCartItemResponse:
    request = cart_service_pb2.SetCartItemRequest(
        cart_token=token, product_id=str(product_id), quantity=quantity
    )
    return await desk.call(desk.carts.SetCartItem, request)


async def look(desk: Desk, token: str) -> cart_service_pb2.Cart:
    request = cart_service_pb2.GetCartRequest(cart_token=token)
    return (await desk.call(desk.carts.GetCart, request)).cart
