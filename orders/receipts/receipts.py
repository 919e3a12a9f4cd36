"""Stores one receipt for each order, and makes links to it that expire."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chassis.aws import AwsUnavailable
from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.outbox.outbox import Refused
from orders.domain import Order
from orders.receipts.labels import LABELS
from orders.receipts.pdf import render_receipt

LINK_LIFETIME = timedelta(minutes=5)
MEDIA_TYPE = "application/pdf"

_log = logging.getLogger("tienda.receipts")


class ReceiptStorage(Protocol):
    """Where receipts are stored. Its methods raise Refused or AwsUnavailable."""

    async def put_new(self, key: str, body: bytes, media_type: str) -> None:
        """Store an object, unless there is one with this key: that one is kept."""

    async def has(self, key: str) -> bool:
        """Whether there is an object with this key."""

    async def link(self, key: str, *, disposition: str, lifetime: int) -> str:
        """Return a URL by which anybody may read the object for `lifetime` seconds."""


@dataclass(frozen=True, slots=True)
class ReceiptLink:
    """A link to a receipt, and when it expires."""

    url: str
    expires_at: datetime


class Receipts:
    """Writes receipts and links to them."""

    def __init__(self, storage: ReceiptStorage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        # One thread, since receipts must be rendered one at a time; each takes a few milliseconds.
        self._renderer = ThreadPoolExecutor(1, thread_name_prefix="receipts")

    async def write(self, order: Order) -> None:
        """Render and store the order's receipt, unless it has one.

        Raise Refused, AwsUnavailable.
        """
        loop = asyncio.get_running_loop()
        pdf = await loop.run_in_executor(self._renderer, render_receipt, order)
        await self._storage.put_new(_key(order), pdf, MEDIA_TYPE)

    async def link(self, order: Order) -> ReceiptLink:
        """Return a link to the order's receipt for LINK_LIFETIME; write the receipt if missing.

        Raise Unavailable.
        """
        expires_at = self._clock() + LINK_LIFETIME
        try:
            if not await self._storage.has(_key(order)):
                await self.write(order)
            url = await self._storage.link(
                _key(order),
                disposition=f'inline; filename="{_file_name(order)}"',
                lifetime=int(LINK_LIFETIME.total_seconds()),
            )
        except (Refused, AwsUnavailable) as error:
            # Only the log gets the reason: it may name what shoppers should not know.
            _log.warning("no receipt", extra={"detail": str(error)})
            raise Unavailable("receipts are out of reach") from error
        return ReceiptLink(url, expires_at)


def _key(order: Order) -> str:
    return f"{order.id}.pdf"


def _file_name(order: Order) -> str:
    return LABELS[order.buyer.language].file.format(number=order.number)
