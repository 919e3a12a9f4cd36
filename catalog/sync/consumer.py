"""Consumes stock events from their queue, for as long as the process runs."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from catalog.sync.availability import (
    Availability,
    MalformedEvent,
    StockChanged,
    parse_stock_changed,
)
from catalog.sync.sqs_queue import Message
from chassis import telemetry
from chassis.db.database import Database
from chassis.errors import DomainError
from chassis.metrics import AVAILABILITY_LAG
from chassis.outbox.outbox import Refused

_log = logging.getLogger("tienda.worker")


class Queue(Protocol):
    """The queue of stock events: catalog.sync.sqs_queue.SqsQueue."""

    async def receive(self) -> list[Message]:
        """Return the messages that are due; wait a little for the first. Raise AwsUnavailable."""

    async def delete(self, messages: Sequence[Message]) -> None:
        """Delete these messages, or they would be received again. Raise AwsUnavailable."""


@dataclass(frozen=True, slots=True)
class StockEventConsumer:
    """A consumer of the queue. Any number of them may share it."""

    queue: Queue
    database: Database
    availability: Availability

    async def run(self, stop: asyncio.Event, *, retry_interval: float = 1.0) -> None:
        """Receive and handle messages until `stop`; after a failure pause for `retry_interval`."""
        while not stop.is_set():
            try:
                # Checked first: a message that is received but not handled counts as a failed
                # delivery, and too many of these move it to the dead-letter queue.
                await self.database.ping()
                await self.handle(await self.queue.receive())
            except Exception as error:  # noqa: BLE001 (what is not deleted is received again)
                is_expected = isinstance(error, (DomainError, Refused))
                _log.warning(
                    "cannot handle stock events",
                    exc_info=None if is_expected else error,
                    extra={"error": str(error)},
                )
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), retry_interval)

    async def handle(self, messages: Sequence[Message]) -> None:
        """Apply the events and delete their messages.

        A message that is not an event, or whose product does not exist, stays in the queue. It is
        received again, and after several deliveries SQS moves it to the dead-letter queue.
        """
        if not messages:
            return
        events = {message: _parse(message) for message in messages}
        stock_events = [event for event in events.values() if isinstance(event, StockChanged)]
        known_ids = await self.availability.apply(stock_events) if stock_events else set()
        handled = []
        for message, event in events.items():
            if isinstance(event, MalformedEvent):
                extra = {"message_id": message.id, "error": str(event)}
                _log.error("malformed message left in the queue", extra=extra)
            elif event is not None and event.product_id not in known_ids:
                extra = {"message_id": message.id, "product_id": str(event.product_id)}
                _log.warning("no such product, message left in the queue", extra=extra)
            else:
                handled.append(message)
        if handled:
            await self.queue.delete(handled)
            for message in handled:
                if message.sent_at is not None:
                    telemetry.record(AVAILABILITY_LAG, max(0.0, time.time() - message.sent_at))
        _log.info("events applied", extra={"received": len(messages), "dropped": len(handled)})


def _parse(message: Message) -> StockChanged | MalformedEvent | None:
    try:
        return parse_stock_changed(message.body)
    except MalformedEvent as error:
        return error
