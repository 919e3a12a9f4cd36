"""Keeps how well products sell: of two that answer a search alike the one that sells is first.

Orders is asked what has sold of late; catalog.search.ranking says what that is worth.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from uuid import UUID

from catalog.indexing import reindex_queue
from catalog.products import write_lock
from catalog.sync import popularity_store
from chassis.db.database import Database
from chassis.errors import DomainError
from chassis.ids import parse_id
from chassis.rpc import grpc_client
from tienda.orders.v1 import order_service_pb2, order_service_pb2_grpc

MAX_STEPS = 40
"""The popularity of 1,024 units sold of late; more make no product more popular."""
MAX_PRODUCTS_ASKED = 1_000
"""Products that orders is asked for, those that sold best: the others count as if none had sold."""
TIMEOUT = 5.0
"""Seconds; nobody waits for the answer."""
SOON = 15.0
"""Seconds until orders is asked again that did not answer."""

_log = logging.getLogger("tienda.worker")


def popularity(units: int) -> int:
    """Return how popular a product is of which so many were sold, 0 to MAX_STEPS.

    In steps of a fifth more units: each further sale would have the search's rows written anew.
    """
    return min(MAX_STEPS, round(4 * math.log2(1 + max(0, units))))


class SalesOverGrpc:
    """What orders knows of sales, over a channel to it."""

    def __init__(self, stub: order_service_pb2_grpc.OrderServiceStub) -> None:
        self._stub = stub

    async def of_late(self) -> dict[UUID, int]:
        """Return the units sold of what sold best. Raise DomainError."""
        request = order_service_pb2.ListBestsellersRequest(page_size=MAX_PRODUCTS_ASKED)
        answer = await grpc_client.call(
            self._stub.ListBestsellers, request, timeout=TIMEOUT, as_caller=False
        )
        sold = ((parse_id(one.product_id), one.units) for one in answer.bestsellers)
        return {product_id: units for product_id, units in sold if product_id is not None}


class Popularity:
    """The use case; any number of processes may do it, and find nothing left to change."""

    def __init__(
        self, database: Database, of_late: Callable[[], Awaitable[Mapping[UUID, int]]]
    ) -> None:
        self._database = database
        self._of_late = of_late

    async def run(self, stop: asyncio.Event, *, every: float, soon: float = SOON) -> None:
        """Learn what sells every so many seconds until `stop`; after a failure, `soon`."""
        while not stop.is_set():
            pause = every
            try:
                changed = await self.learn()
                if changed:
                    _log.info("popularity noted", extra={"products": changed})
            except Exception as error:  # noqa: BLE001 (it is asked anew, and nothing waits for it)
                known = isinstance(error, DomainError)
                _log.warning(
                    "cannot learn what sells",
                    exc_info=None if known else error,
                    extra={"error": str(error)},
                )
                pause = min(soon, every)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def learn(self) -> int:
        """Ask what has sold and note it; return how many products are more or less popular now."""
        sold = await self._of_late()
        popularities = {one: popularity(units) for one, units in sold.items() if units > 0}
        async with self._database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            await reindex_queue.take_turn(connection)
            return await popularity_store.note(connection, popularities)
