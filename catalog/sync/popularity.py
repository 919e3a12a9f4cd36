"""Keeps the popularity of products, for the ranking of search results.

Of two products that match a search alike, the one that sells better comes first. Orders says what
has sold; catalog.search.execution.ranking says how much popularity counts.
"""

import asyncio
import logging
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from catalog.indexing import reindex_queue
from catalog.products import write_lock
from catalog.sync import popularity_store
from chassis.db.database import Database
from chassis.errors import DomainError

MAX_POPULARITY = 40
"""That of 1,024 units sold of late; more sales do not raise it."""
RETRY_INTERVAL = 15.0
"""Seconds until orders is called again after a failure."""

_log = logging.getLogger("tienda.worker")


class Sales(Protocol):
    """Where sales are read: catalog.sync.orders_client.OrdersClient."""

    async def recent_sales(self) -> Mapping[UUID, int]:
        """Return the units sold of late by product. Raise DomainError."""


def popularity_of(units: int) -> int:
    """Return the popularity of a product with so many units sold, 0 to MAX_POPULARITY.

    Each step stands for a fifth more units. With finer steps, every sale would have the product's
    rows in the index written again.
    """
    return min(MAX_POPULARITY, round(4 * math.log2(1 + max(0, units))))


@dataclass(frozen=True, slots=True)
class Popularity:
    """The popularity of all products. Any number of processes may refresh it."""

    database: Database
    sales: Sales

    async def run(
        self, stop: asyncio.Event, *, interval: float, retry_interval: float = RETRY_INTERVAL
    ) -> None:
        """Refresh every `interval` seconds until `stop`.

        After a failure, try again in `retry_interval` seconds if that is sooner.
        """
        while not stop.is_set():
            pause = interval
            try:
                changed = await self.refresh()
                if changed:
                    _log.info("popularity noted", extra={"products": changed})
            except Exception as error:  # noqa: BLE001 (it is tried again, and nobody waits for it)
                is_expected = isinstance(error, DomainError)
                _log.warning(
                    "cannot learn what sells",
                    exc_info=None if is_expected else error,
                    extra={"error": str(error)},
                )
                pause = min(retry_interval, interval)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def refresh(self) -> int:
        """Read what has sold and write the popularity; return how many products it changed for."""
        sales = await self.sales.recent_sales()
        popularities = {
            product_id: popularity_of(units) for product_id, units in sales.items() if units > 0
        }
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            await reindex_queue.acquire_index_lock(connection)
            return await popularity_store.replace(connection, popularities)
