"""Customers whose accounts are closed are forgotten: their orders stay, without a name."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import system_clock
from chassis.db.database import Database
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.outbox.outbox import Outbox
from chassis.outbox.relay import Relay
from orders.anonymization.anonymize_customers import AnonymizeCustomers
from orders.audit.outbox import NOTIFICATIONS
from orders.lifecycle import UNDO_PERIOD
from orders.limits.sms_limit import DEFAULT_SMS_BY_NUMBER, SmsLimit
from orders.notifications.dispatcher import NotificationDispatcher
from orders.receipts.receipts import Receipts
from orders.tables import metadata, outbox
from tests.component.orders.receipts_harness import ReceiptStorageStub
from tests.component.orders.service_harness import ADMIN, ServiceHarness
from tienda.orders.v1 import cart_service_pb2, order_pb2, order_service_pb2


@dataclass
class ClosedAccountsStub:
    """Users' list, kept by hand."""

    accounts: list[UUID] = field(default_factory=list)
    down: bool = False

    async def list_after(self, position: int) -> Sequence[tuple[UUID, int]]:
        if self.down:
            raise Unavailable("users is down")
        return [(one, at) for at, one in enumerate(self.accounts, 1) if at > position][:2]


@dataclass
class ChannelsStub:
    """Where messages and events go."""

    to: list[str] = field(default_factory=list)

    async def publish(self, event):
        pass

    async def send_sms(self, event_id, to, text):
        self.to.append(to)

    async def send(self, event_id, to, subject, text):
        self.to.append(to)


@pytest.fixture(scope="module")
async def database(service: ServiceHarness) -> AsyncIterator[Database]:
    made = Database.connect(service.url, name="test")
    yield made
    await made.close()


@pytest.fixture(scope="module")
def closed() -> ClosedAccountsStub:
    return ClosedAccountsStub()


@pytest.fixture
def anonymize(database, closed) -> AnonymizeCustomers:
    return AnonymizeCustomers(database, closed)


async def anonymize_all(anonymize: AnonymizeCustomers) -> None:
    while await anonymize.anonymize_next():
        pass


async def seen(service: ServiceHarness, order_id: str) -> order_pb2.Order:
    request = order_service_pb2.GetOrderRequest(id=order_id)
    return (await service.seen_by(ADMIN).call(service.orders.GetOrder, request)).order


async def test_a_closed_accounts_orders_stay_without_a_name(service, anonymize, closed):
    rug = await service.sell(9)
    gone, stays = new_id(), new_id()
    placed = [(await service.seen_by(gone).place({rug: 1})).order for _ in range(2)]
    other = (await service.seen_by(stays).place({rug: 1})).order
    ship = order_service_pb2.ShipOrderRequest(id=placed[1].id)
    await service.seen_by(ADMIN).call(service.orders.ShipOrder, ship)
    fill = cart_service_pb2.SetCartItemRequest(product_id=str(rug), quantity=1)
    await service.seen_by(gone).call(service.carts.SetCartItem, fill)
    closed.accounts += [new_id(), gone, new_id()]
    await anonymize_all(anonymize)
    waiting, shipped = [await seen(service, order.id) for order in placed]
    for order in (waiting, shipped):
        assert order.contact == order_pb2.Contact()
        assert list(order.lines) == list(placed[0].lines)
    assert waiting.shipping_address == placed[0].shipping_address, "it has yet to go there"
    assert shipped.shipping_address == order_pb2.Address()
    assert await seen(service, other.id) == other
    cart = await service.seen_by(gone).call(
        service.carts.GetCart, cart_service_pb2.GetCartRequest()
    )
    assert not cart.cart.lines


async def test_an_address_goes_once_the_order_has_left(service, anonymize, closed):
    rug, gone = await service.sell(9), new_id()
    placed = (await service.seen_by(gone).place({rug: 1})).order
    closed.accounts.append(gone)
    await anonymize_all(anonymize)
    ship = order_service_pb2.ShipOrderRequest(id=placed.id)
    await service.seen_by(ADMIN).call(service.orders.ShipOrder, ship)
    await anonymize_all(anonymize)
    assert (await seen(service, placed.id)).shipping_address == order_pb2.Address()


async def test_an_order_that_comes_in_late_is_without_a_name_too(service, anonymize, closed):
    rug, gone = await service.sell(9), new_id()
    closed.accounts.append(gone)
    await anonymize_all(anonymize)
    placed = (await service.seen_by(gone).place({rug: 1})).order
    await anonymize_all(anonymize)
    assert (await seen(service, placed.id)).contact == order_pb2.Contact()


async def test_who_is_forgotten_is_told_nothing_more_and_the_audit_finds_nothing_wrong(
    service, database, anonymize, closed
):
    rug, gone = await service.sell(9), new_id()
    placed = (await service.seen_by(gone).place({rug: 1})).order
    closed.accounts.append(gone)
    await anonymize_all(anonymize)
    channels = ChannelsStub()
    receipts = Receipts(ReceiptStorageStub(), system_clock)
    sms_limit = SmsLimit(database, DEFAULT_SMS_BY_NUMBER, system_clock)
    dispatcher = NotificationDispatcher(
        database, channels, channels, channels, receipts, sms_limit=sms_limit
    )

    def later() -> datetime:
        return system_clock() + UNDO_PERIOD

    relay = Relay(Outbox(database, outbox, later), dispatcher.deliver, later)
    ship = order_service_pb2.ShipOrderRequest(id=placed.id)
    await service.seen_by(ADMIN).call(service.orders.ShipOrder, ship)
    while await relay.deliver_due():
        pass
    assert "" not in channels.to
    async with database.reading() as connection:
        undelivered = sa.select(outbox.c.kind).where(
            outbox.c.subject == placed.id, outbox.c.delivered_at.is_(None)
        )
        assert (await connection.execute(undelivered)).all() == []
        assert (await connection.execute(sa.text(NOTIFICATIONS.query))).all() == []


async def test_nobody_is_missed_while_users_is_down(service, anonymize, closed):
    rug, gone = await service.sell(9), new_id()
    placed = (await service.seen_by(gone).place({rug: 1})).order
    closed.accounts.append(gone)
    closed.down = True
    with pytest.raises(Unavailable):
        await anonymize.anonymize_next()
    closed.down = False
    await anonymize_all(anonymize)
    assert (await seen(service, placed.id)).contact == order_pb2.Contact()


async def test_many_at_once_read_the_list_once(database, closed):
    closed.accounts += [new_id() for _ in range(10)]
    several = [AnonymizeCustomers(database, closed) for _ in range(5)]
    for _ in range(20):
        await asyncio.gather(*(one.anonymize_next() for one in several))
    async with database.reading() as connection:
        noted = sa.select(metadata.tables["forgotten_customers"].c.customer_id)
        assert set((await connection.execute(noted)).scalars()) >= set(closed.accounts)
