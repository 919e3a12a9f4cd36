"""Delivers the messages of the outbox, depending on their kind."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from chassis.db.database import Database
from chassis.outbox.outbox import OutboxMessage, Refused
from orders import store
from orders.domain import Channel, Order
from orders.notifications.events import order_event, stock_event
from orders.notifications.messages import status_message
from orders.receipts.receipts import Receipts

_log = logging.getLogger("tienda.notifications")


class EventPublisher(Protocol):
    """Publishes events. Raise Refused, AwsUnavailable."""

    async def publish(self, event: Mapping[str, Any]) -> None:
        """Publish an event."""


class SmsSender(Protocol):
    """Sends SMS. Raise Refused, AwsUnavailable."""

    async def send_sms(self, event_id: UUID, to: str, text: str) -> None:
        """Send one SMS to a number in E.164."""


class EmailSender(Protocol):
    """Sends e-mail. Raise Refused, AwsUnavailable."""

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send one e-mail."""


class SmsCounter(Protocol):
    """Counts the SMS of a number."""

    async def take(self, number: str) -> bool:
        """Count one SMS to this number; return whether it may be sent."""

    async def give_back(self, number: str) -> None:
        """Uncount one SMS that was not sent after all."""


@dataclass(frozen=True, slots=True)
class NotificationDispatcher:
    """Delivers messages of every kind that orders enqueues.

    `order.STATUS` and `stock.changed` publish an event, `tell.CHANNEL.STATUS` notifies the buyer by
    e-mail or SMS, and `receipt` writes the order's receipt.
    """

    database: Database
    events: EventPublisher
    sms: SmsSender
    email: EmailSender
    receipts: Receipts
    sms_limit: SmsCounter
    _reads: dict[UUID, asyncio.Task[Order]] = field(default_factory=dict, init=False)

    async def deliver(self, message: OutboxMessage) -> None:
        """Deliver a message; it may have been delivered before.

        Raise AwsUnavailable, or Refused, also for an unknown kind.
        """
        match message.kind.split("."):
            case ["stock", "changed"]:
                await self.events.publish(stock_event(message))
            case ["order", _]:
                await self.events.publish(order_event(message, await self._order(message)))
            case ["tell", Channel.EMAIL | Channel.SMS as channel, status]:
                await self._notify_buyer(message, Channel(channel), status)
            case ["receipt"]:
                await self.receipts.write(await self._order(message))
            case _:
                raise Refused(f"no way to deliver {message.kind}")

    async def _notify_buyer(self, message: OutboxMessage, channel: Channel, status: str) -> None:
        order = await self._order(message)
        buyer = order.buyer
        if buyer.is_anonymized:
            return  # the account was closed since: there is nobody to notify
        notification = status_message(status, buyer.language, order.number)
        if notification is None:
            raise Refused(f"no words for {message.kind} in {buyer.language}")
        if channel is Channel.SMS:
            if await self._send_sms(message, buyer.contact.phone, notification.sentence):
                return
            _log.info("too many SMS, told by e-mail", extra={"subject": str(message.subject)})
            if Channel.EMAIL in buyer.channels:
                return
        await self.email.send(
            message.id, buyer.contact.email, notification.subject, notification.sentence
        )

    async def _send_sms(self, message: OutboxMessage, number: str, text: str) -> bool:
        """Send an SMS; return False if the number has had its SMS of the day."""
        if not await self.sms_limit.take(number):
            return False
        try:
            await self.sms.send_sms(message.id, number, text)
        except BaseException:
            # It is tried again, or was never sent: it must not use the day's SMS up.
            await self.sms_limit.give_back(number)
            raise
        return True

    async def _order(self, message: OutboxMessage) -> Order:
        # The messages of an order are due at the same time: concurrent deliveries share one read.
        order_id = message.subject
        if order_id not in self._reads:
            self._reads[order_id] = asyncio.create_task(self._read(order_id))
            self._reads[order_id].add_done_callback(lambda _: self._reads.pop(order_id))
        return await asyncio.shield(self._reads[order_id])

    async def _read(self, order_id: UUID) -> Order:
        async with self.database.reading() as connection:
            order = await store.find_order(connection, order_id)
        if order is None:
            raise Refused("no such order")
        return order
