"""A small shop on a real database: the use cases of orders, without the wire around them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import boto3
import sqlalchemy as sa

from chassis.clock import system_clock
from chassis.contact.postal_address import PostalAddress
from chassis.db.database import Database
from chassis.errors import DomainError
from chassis.ids import new_id
from chassis.money import Money
from chassis.outbox.outbox import Outbox, OutboxMessage
from chassis.outbox.relay import Deliver, Relay
from chassis.request_context import GUEST, Caller, Role
from local import aws
from local.readiness import wait_for_http
from orders.domain import Buyer, Channel, Contact, Order, OrderLine
from orders.lifecycle import OrderLifecycle
from orders.notifications.message_kinds import placed_order_kinds
from orders.placement.purchase import Purchase
from orders.placement.statement import place
from orders.sale_terms import SaleTerms
from orders.stock.commands import StockCommands
from orders.tables import outbox
from tests import child
from tests.ports import free_port

ADMIN = Caller(new_id(), Role.ADMIN)
TOKEN = "secret"
BOTH = (Channel.EMAIL, Channel.SMS)
EMAIL, PHONE = "Ana@example.com", "+34612345678"


@dataclass(frozen=True)
class Placed:
    id: UUID
    number: int


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


async def _could(move: Awaitable[Order]) -> bool:
    try:
        await move
    except DomainError as error:
        if error.reason != "STATUS_CONFLICT":
            raise
        return False
    return True


@dataclass
class Shop:
    database: Database
    url: str

    @property
    def lifecycle(self) -> OrderLifecycle:
        return OrderLifecycle(self.database, system_clock)

    async def set_stock(self, product_id: UUID, on_hand: int) -> None:
        await StockCommands(self.database).set_levels(ADMIN, {product_id: on_hand})

    async def sell(self, on_hand: int) -> UUID:
        product_id = new_id()
        await self.set_stock(product_id, on_hand)
        return product_id

    async def buy(
        self, items: dict[UUID, int], channels: Sequence[Channel] = BOTH
    ) -> Placed | None:
        """Buy as a guest; None when it is out of stock."""
        purchase = Purchase(
            id=new_id(),
            scope="guest",
            idempotency_key=str(new_id()),
            request_hash=b"",
            buyer=Buyer(
                None,
                Contact("Ana", EMAIL, PHONE),
                PostalAddress("Calle Mayor 1", "", "Madrid", "", "28013", "ES"),
                tuple(channels),
                "es",
            ),
            lines=tuple(
                OrderLine(product_id, "Mesa", quantity, Money(1000 + quantity, "EUR"))
                for product_id, quantity in items.items()
            ),
            terms=SaleTerms("Tienda", tax_included=True),
            guest_token=TOKEN,
            cart_key=None,
            guest_cart=None,
            allowances=(),
            message_kinds=placed_order_kinds(channels),
        )
        async with self.database.direct() as connection:
            outcome = await place(connection, purchase, datetime.now(UTC))
        return Placed(purchase.id, outcome.number) if outcome.number else None

    async def order(self, items: dict[UUID, int], channels: Sequence[Channel] = BOTH) -> Placed:
        placed = await self.buy(items, channels)
        assert placed
        return placed

    async def cancel(self, order_id: UUID) -> bool:
        """Cancel as the guest who bought; return whether it could be."""
        return await _could(self.lifecycle.cancel(GUEST, order_id, TOKEN))

    async def ship(self, order_id: UUID) -> bool:
        return await _could(self.lifecycle.ship(ADMIN, order_id))

    async def deliver_home(self, order_id: UUID) -> None:
        await self.lifecycle.deliver(ADMIN, order_id)

    def relay(self, deliver: Deliver, ahead: timedelta = timedelta(seconds=5)) -> Relay:
        def clock() -> datetime:
            return datetime.now(UTC) + ahead

        return Relay(Outbox(self.database, outbox, clock), deliver, clock, max_concurrent=100)

    async def rows(self, sql: str, **values: Any) -> list[sa.Row[Any]]:
        """Run one statement, a fault to plant or something to see."""
        async with self.database.transaction() as connection:
            done = await connection.execute(sa.text(sql), values)
            return list(done.all()) if done.returns_rows else []


@asynccontextmanager
async def open_shop(url: str) -> AsyncIterator[Shop]:
    database = Database.connect(url, name="test")
    yield Shop(database, url)
    await database.close()


@dataclass(frozen=True)
class Receipts:
    """A bucket of receipts, and a relay's receiver that puts them there."""

    s3: Any
    endpoint: str
    bucket: str

    def put(self, key: str, body: bytes = b"%PDF") -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def take_away(self, key: str) -> None:
        self.s3.delete_object(Bucket=self.bucket, Key=key)

    async def deliver(self, message: OutboxMessage) -> None:
        if message.kind == "receipt":
            await asyncio.to_thread(self.put, f"{message.subject}.pdf")

    @property
    def environment(self) -> dict[str, str]:
        return {"RECEIPTS_BUCKET": self.bucket, **aws.credentials(self.endpoint)}


@asynccontextmanager
async def aws_endpoint(folder: Path) -> AsyncIterator[str]:
    """Serve AWS as the store on one machine does; answer where."""
    address = f"127.0.0.1:{free_port()}"
    server = child.start(
        [sys.executable, "-m", "local.aws"],
        env=os.environ | {"LISTEN": address, "S3_FOLDER": str(folder)},
    )
    try:
        await asyncio.wait_for(wait_for_http(address, "/sent"), 30)
        yield f"http://{address}"
    finally:
        server.kill()
        server.wait()


@contextmanager
def new_bucket(endpoint: str) -> Iterator[Receipts]:
    """Make a bucket and answer it."""
    s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=aws.REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    bucket = f"receipts-{new_id()}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.REGION})
    yield Receipts(s3, endpoint, bucket)
    s3.close()


async def run(*arguments: str, **environ: str) -> Ended:
    """Run `python -m …` as its own process, told of AWS and a database by `environ` alone."""
    bare = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", *arguments),
        env=bare | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())
