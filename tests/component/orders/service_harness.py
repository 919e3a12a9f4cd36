"""orders on a real socket with a real database; catalog and users are stood in for by hand."""

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import asyncpg
import grpc.aio

from chassis.clock import Clock, system_clock
from chassis.db.database import Database
from chassis.errors import DomainError, Unavailable
from chassis.ids import new_id
from chassis.money import Money
from chassis.request_context import Caller, Role, access_token, client_address
from chassis.rpc import grpc_client
from orders.__main__ import build
from orders.domain import Offer
from orders.limits.domain import NO_LIMITS, OrderLimits
from orders.receipts.receipts import Receipts
from orders.sale_terms import SaleTerms
from tests.component.orders.receipts_harness import ReceiptStorageStub
from tienda.orders.v1 import (
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
class CatalogStub:
    """Catalog, with prices that a test sets."""

    known: dict[UUID, Offer] = field(default_factory=dict)
    down: bool = False

    def add(self, price: int = 1000, *, archived: bool = False) -> UUID:
        product_id = new_id()
        self.known[product_id] = Offer(
            product_id, f"Mesa {price}", f"mesa-{product_id}", Money(price, "EUR"), archived
        )
        return product_id

    async def list_offers(self, product_ids: Sequence[UUID], language: str) -> list[Offer]:
        assert language in {"es", "en"}
        if self.down:
            raise Unavailable("catalog is down")
        return [self.known[product_id] for product_id in product_ids if product_id in self.known]


async def verify(token: str) -> Caller:
    role = Role.ADMIN if token == str(ADMIN) else Role.CUSTOMER
    return Caller(UUID(token), role)


@dataclass
class ServiceHarness:
    """The service under test, seen by one caller."""

    channel: grpc.aio.Channel
    catalog: CatalogStub
    receipts: ReceiptStorageStub
    url: str
    token: str = ""
    address: str = ""

    def from_address(self, address: str) -> "ServiceHarness":
        return replace(self, address=address)

    def seen_by(self, account_id: UUID | None) -> "ServiceHarness":
        return replace(self, token=str(account_id or ""))

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
        token, address = access_token.set(self.token), client_address.set(self.address)
        try:
            return await grpc_client.call(method, request, timeout=30)
        finally:
            access_token.reset(token)
            client_address.reset(address)

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
        product_id = self.catalog.add(price)
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

    async def due_times(self, subject: str) -> dict[str, datetime]:
        """When each of the outbox's messages about it is due, by kind."""
        connection = await asyncpg.connect(self.url)
        try:
            rows = await connection.fetch(
                "SELECT kind, due_at FROM outbox WHERE subject = $1", UUID(subject)
            )
            return {row["kind"]: row["due_at"] for row in rows}
        finally:
            await connection.close()

    async def begin_delivery(self, subject: str, kind: str) -> None:
        """Count a first attempt at a message, as a worker does that claims it."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(
                "UPDATE outbox SET attempts = 1 WHERE subject = $1 AND kind = $2",
                UUID(subject),
                kind,
            )
        finally:
            await connection.close()


@asynccontextmanager
async def serve_orders(
    url: str, limits: OrderLimits = NO_LIMITS, clock: Clock = system_clock
) -> AsyncIterator[ServiceHarness]:
    """Serve orders on the database at `url`."""
    database = Database.connect(url, name="test")
    catalog = CatalogStub()
    receipts = ReceiptStorageStub()
    server = build(
        database,
        catalog,
        verify,
        Receipts(receipts, system_clock),
        SaleTerms("Casa Ana", tax_included=False),
        clock=clock,
        limits=limits,
    )
    port = await server.start("127.0.0.1:0")
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield ServiceHarness(channel, catalog, receipts, url)
    finally:
        await server.drain()
        await database.close()


def outcome(answers: Sequence[object]) -> tuple[list[object], list[DomainError]]:
    return (
        [one for one in answers if not isinstance(one, BaseException)],
        [one for one in answers if isinstance(one, DomainError)],
    )
