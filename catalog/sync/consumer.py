"""Takes events about stock from the queue to the shelves, for as long as the process runs."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from catalog.sync.availability import Availability, Malformed, StockChanged, stock_changed
from catalog.sync.sqs_queue import Message, OutOfReach
from chassis import telemetry
from chassis.db.database import Database
from chassis.errors import DomainError
from chassis.metrics import AVAILABILITY_LAG

_log = logging.getLogger("tienda.worker")


class Queue(Protocol):
    """Where messages come from: catalog.sync.sqs_queue.Inbox."""

    async def receive(self) -> list[Message]:
        """Return the messages that are due, waiting a little for the first. Raise OutOfReach."""

    async def drop(self, messages: Sequence[Message]) -> None:
        """Let these messages come no more. Raise OutOfReach."""


class Listening:
    """Any number of them may listen to one queue at once."""

    def __init__(self, queue: Queue, database: Database) -> None:
        self._queue = queue
        self._database = database
        self._availability = Availability(database)

    async def run(self, stop: asyncio.Event, *, pause: float = 1.0) -> None:
        """Take in what comes until `stop`; after a failure look again in `pause` seconds."""
        while not stop.is_set():
            try:
                # First: what is received and not taken in counts towards the dead-letter queue.
                await self._database.ping()
                await self.take_in(await self._queue.receive())
            except Exception as error:  # noqa: BLE001 (what was not dropped comes again)
                known = isinstance(error, (DomainError, OutOfReach))
                _log.warning(
                    "cannot take in", exc_info=None if known else error, extra={"error": str(error)}
                )
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)

    async def take_in(self, messages: Sequence[Message]) -> None:
        """Take in the events and drop their messages.

        One that is no event, or tells of a product that the shop does not know, is left: the
        queue brings it again, and puts it aside after some times.
        """
        if not messages:
            return
        changes = {message: _read(message) for message in messages}
        told = [change for change in changes.values() if isinstance(change, StockChanged)]
        known = await self._availability.take_in(told) if told else set()
        done = []
        for message, change in changes.items():
            if isinstance(change, Malformed):
                extra = {"message_id": message.id, "error": str(change)}
                _log.error("malformed message left", extra=extra)
            elif change is not None and change.product_id not in known:
                extra = {"message_id": message.id, "product_id": str(change.product_id)}
                _log.warning("no such product, message left", extra=extra)
            else:
                done.append(message)
        if done:
            await self._queue.drop(done)
            for message in done:
                if message.sent is not None:
                    telemetry.tell(AVAILABILITY_LAG, max(0.0, time.time() - message.sent))
        _log.info("taken in", extra={"received": len(messages), "dropped": len(done)})


def _read(message: Message) -> StockChanged | Malformed | None:
    try:
        return stock_changed(message.body)
    except Malformed as error:
        return error
