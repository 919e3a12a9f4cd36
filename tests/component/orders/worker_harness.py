"""The worker of orders on a real database, with channels that a test breaks and mends."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from chassis.contact.postal_address import PostalAddress
from chassis.db.database import Database
from chassis.ids import new_id
from chassis.money import Money
from chassis.outbox.outbox import Outbox, Refused
from chassis.outbox.relay import Relay
from orders.domain import Buyer, Channel, Contact, OrderLine
from orders.limits.sms_limit import DEFAULT_SMS_BY_NUMBER, SmsLimit
from orders.notifications.dispatcher import NotificationDispatcher
from orders.notifications.message_kinds import placed_order_kinds
from orders.placement.purchase import Purchase
from orders.placement.statement import place
from orders.receipts.receipts import Receipts
from orders.sale_terms import SaleTerms
from orders.tables import outbox
from tests.component.orders.clock import Clock
from tests.component.orders.receipts_harness import ReceiptStorageStub

PHONE = "+34612345678"


@dataclass
class Channels:
    """Takes events, SMS and mail; `away` and `refuses` say how it fails."""

    away: bool = False
    refuses: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    sms: list[tuple[str, str]] = field(default_factory=list)
    mails: list[tuple[str, str, str]] = field(default_factory=list)

    def _check(self) -> None:
        if self.away:
            raise ConnectionError("nobody there")
        if self.refuses:
            raise Refused("no, thank you")

    async def publish(self, event: dict[str, Any]) -> None:
        self._check()
        self.events.append(event)

    async def send_sms(self, event_id: UUID, to: str, text: str) -> None:
        self._check()
        self.sms.append((to, text))

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        self._check()
        self.mails.append((to, subject, text))


@dataclass
class WorkerHarness:
    database: Database
    url: str
    channels: Channels
    clock: Clock
    storage: ReceiptStorageStub

    def relay(self, deliver=None, at_once: int = 20) -> Relay:
        box = Outbox(self.database, outbox, self.clock)
        return Relay(box, deliver or self.dispatcher().deliver, self.clock, max_concurrent=at_once)

    def dispatcher(self) -> NotificationDispatcher:
        receipts = Receipts(self.storage, self.clock)
        return NotificationDispatcher(
            self.database,
            self.channels,
            self.channels,
            self.channels,
            receipts,
            SmsLimit(self.database, DEFAULT_SMS_BY_NUMBER, self.clock),
        )

    async def order(self, language: str = "es") -> tuple[UUID, int]:
        product_id = new_id()
        purchase = Purchase(
            id=new_id(),
            scope="guest",
            idempotency_key=str(new_id()),
            request_hash=b"",
            buyer=Buyer(
                None,
                Contact("Ana", "Ana@example.com", PHONE),
                PostalAddress("Calle Mayor 1", "", "Madrid", "", "28013", "ES"),
                (Channel.EMAIL, Channel.SMS),
                language,
            ),
            lines=(OrderLine(product_id, "Mesa", 2, Money(1000, "EUR")),),
            guest_token="secret",
            cart_key=None,
            guest_cart=None,
            allowances=(),
            terms=SaleTerms(),
            message_kinds=placed_order_kinds((Channel.EMAIL, Channel.SMS)),
        )
        async with self.database.autocommit() as connection:
            await connection.execute(
                sa.text("INSERT INTO stock (product_id, on_hand) VALUES (:id, 2)"),
                {"id": product_id},
            )
        async with self.database.direct() as connection:
            outcome = await place(connection, purchase, datetime.now(UTC))
        assert outcome.number is not None
        return purchase.id, outcome.number

    async def write(self, kind: str, count: int = 1) -> None:
        async with self.database.transaction() as connection:
            rows = [{"kind": kind, "subject": new_id()} for _ in range(count)]
            await connection.execute(sa.insert(outbox), rows)

    async def set_attempts(self, attempts: int) -> None:
        async with self.database.transaction() as connection:
            await connection.execute(sa.update(outbox).values(attempts=attempts))

    async def rows(self) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetch("SELECT * FROM outbox ORDER BY id")
        finally:
            await connection.close()
