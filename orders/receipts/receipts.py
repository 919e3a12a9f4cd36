"""Keeps one receipt an order, and shows it by a link that runs out."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.outbox.outbox import Refused
from orders.aws import OutOfReach
from orders.domain import Order
from orders.receipts.labels import WORDS
from orders.receipts.pdf import receipt

LINK_LASTS = timedelta(minutes=5)
MEDIA_TYPE = "application/pdf"

_log = logging.getLogger("tienda.receipts")


class Shelf(Protocol):
    """Where receipts are kept. Its methods raise Refused or OutOfReach."""

    async def put_new(self, key: str, body: bytes, media_type: str) -> None:
        """Keep an object unless there is one of that key already, which then stands."""

    async def has(self, key: str) -> bool:
        """Whether there is an object of that key."""

    async def link(self, key: str, *, disposition: str, lasts: int) -> str:
        """Return a URL that anybody may read the object by, for `lasts` seconds."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a receipt may be read, and until when."""

    url: str
    expires_at: datetime


class Receipts:
    """The use cases, with what they need."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        # One is printed at a time, beside the event loop: a few milliseconds each.
        self._press = ThreadPoolExecutor(1, thread_name_prefix="press")

    async def write(self, order: Order) -> None:
        """Print the order's receipt and keep it; one that is there stands.

        Raise Refused, OutOfReach.
        """
        pdf = await asyncio.get_running_loop().run_in_executor(self._press, receipt, order)
        await self._shelf.put_new(_key(order), pdf, MEDIA_TYPE)

    async def link(self, order: Order) -> Link:
        """Return a link to the order's receipt, good for LINK_LASTS; it is written if missing.

        Raise Unavailable.
        """
        expires_at = self._clock() + LINK_LASTS
        try:
            if not await self._shelf.has(_key(order)):
                await self.write(order)
            url = await self._shelf.link(
                _key(order),
                disposition=f'inline; filename="{_file_name(order)}"',
                lasts=int(LINK_LASTS.total_seconds()),
            )
        except (Refused, OutOfReach) as error:
            # Why is for the log alone: it may name what only the shop's keeper should know.
            _log.warning("no receipt", extra={"told": str(error)})
            raise Unavailable("receipts are out of reach") from error
        return Link(url, expires_at)


def _key(order: Order) -> str:
    return f"{order.id}.pdf"


def _file_name(order: Order) -> str:
    return WORDS[order.buyer.language].file.format(number=order.number)
