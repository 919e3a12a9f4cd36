"""Delivers the messages of the outbox: what each kind of them means."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from chassis.db.database import Database
from chassis.outbox.outbox import OutboxMessage, Refused
from orders import store
from orders.domain import Channel, Order
from orders.notifications import messages
from orders.notifications.channels import Mail
from orders.notifications.events import order_event, stock_event
from orders.receipts.receipts import Receipts


class EventTopic(Protocol):
    """Where events and SMS go."""

    async def publish(self, event: dict[str, Any]) -> None:
        """Publish an event."""

    async def send_sms(self, event_id: UUID, to: str, text: str) -> None:
        """Send one SMS to a number in E.164."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Delivers a message of any kind that orders writes.

    Kinds: `order.STATUS`, `stock.changed`, `tell.CHANNEL.STATUS` for the buyer, and `receipt`.
    """

    database: Database
    topic: EventTopic
    mail: Mail
    receipts: Receipts
    _reading: dict[UUID, asyncio.Task[Order]] = field(default_factory=dict, init=False)

    async def deliver(self, message: OutboxMessage) -> None:
        """Deliver it once more or for the first time. Raise Refused for a kind unknown."""
        match message.kind.split("."):
            case ["stock", "changed"]:
                await self.topic.publish(stock_event(message))
            case ["order", _]:
                await self.topic.publish(order_event(message, await self._order(message)))
            case ["tell", Channel.EMAIL | Channel.SMS as channel, status]:
                await self._tell(message, Channel(channel), status)
            case ["receipt"]:
                await self.receipts.write(await self._order(message))
            case _:
                raise Refused(f"no way to deliver {message.kind}")

    async def _tell(self, message: OutboxMessage, channel: Channel, status: str) -> None:
        order = await self._order(message)
        if order.buyer.is_forgotten:
            return  # the account is closed since: there is nobody to tell
        told = messages.message(status, order.buyer.language, order.number)
        if told is None:
            raise Refused(f"no words for {message.kind} in {order.buyer.language}")
        if channel is Channel.SMS:
            await self.topic.send_sms(message.id, order.buyer.contact.phone, told.sentence)
        else:
            to = order.buyer.contact.email
            await self.mail.send(message.id, to, told.subject, told.sentence)

    async def _order(self, message: OutboxMessage) -> Order:
        # An order's messages fall due together: side by side they read it once.
        order_id = message.subject
        if order_id not in self._reading:
            self._reading[order_id] = asyncio.create_task(self._read(order_id))
            self._reading[order_id].add_done_callback(lambda _: self._reading.pop(order_id))
        return await asyncio.shield(self._reading[order_id])

    async def _read(self, order_id: UUID) -> Order:
        async with self.database.reading() as connection:
            order = await store.find_order(connection, order_id)
        if order is None:
            raise Refused("no such order")
        return order
