"""Keeps the popularity of products up to date, for the ranking of search results.

Of two products that match a search equally well, the one that sells better comes first. Sales are
read from orders; catalog.search.execution.ranking defines the weight of popularity.
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
"""The popularity of a product with 1,024 units sold recently; more sales do not raise it."""
RETRY_INTERVAL = 15.0
"""Seconds after a failure until orders is called again."""

_log = logging.getLogger("tienda.worker")


class Sales(Protocol):
    """The source of sales figures: catalog.sync.orders_client.OrdersClient."""

    async def recent_sales(self) -> Mapping[UUID, int]:
        """Return the units sold recently, by product. Raise DomainError."""


def popularity_of(units: int) -> int:
    """Return the popularity of a product with so many units sold, 0 to MAX_POPULARITY.

    Each step stands for a fifth more units. With finer steps, every sale would rewrite the
    product's rows in the index.
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
                    _log.info("popularity updated", extra={"products": changed})
            except Exception as error:  # noqa: BLE001 (it is retried, and nobody waits for it)
                is_expected = isinstance(error, DomainError)
                _log.warning(
                    "cannot read sales",
                    exc_info=None if is_expected else error,
                    extra={"error": str(error)},
                )
                pause = min(retry_interval, interval)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def refresh(self) -> int:
        """Read the sales and write the popularities; return the number of products that changed."""
        sales = await self.sales.recent_sales()
        popularities = {
            product_id: popularity_of(units) for product_id, units in sales.items() if units > 0
        }
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            await reindex_queue.acquire_index_lock(connection)
            return await popularity_store.replace(connection, popularities)
