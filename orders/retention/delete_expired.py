"""Deletes what has expired: carts that guests left, full buckets, holders of shipped orders."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import DomainError
from orders.carts import store as cart_store
from orders.limits import store as limit_store

_log = logging.getLogger("tienda.retention")

INTERVAL = 600.0
"""Seconds between two rounds."""
BATCH = 1000
"""Rows that one statement deletes: no lock is held for long."""
_KEPT = timedelta(hours=1)
"""How long a full bucket is kept: an order that is under way may have read its version."""


@dataclass(frozen=True, slots=True)
class DeleteExpired:
    """Deletes what has expired. Any number of processes may do so at once."""

    database: Database
    guest_cart_age: timedelta
    """How long a guest's cart is kept after its last change."""
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Delete now and then every INTERVAL seconds, until `stop`."""
        while not stop.is_set():
            try:
                carts = await self.delete()
            except (DomainError, DBAPIError) as error:
                # The relay that runs beside it goes on.
                reason = error.message if isinstance(error, DomainError) else str(error.orig)
                _log.warning("nothing deleted", extra={"reason": reason})
            else:
                if carts:
                    _log.info("old carts deleted", extra={"carts": carts})
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), INTERVAL)

    async def delete(self) -> int:
        """Delete all that has expired; return how many carts. Raise DomainError, DBAPIError."""
        now = self.clock()
        carts = 0
        async with self.database.autocommit() as connection:
            deleted = BATCH
            while deleted == BATCH:
                deleted = await cart_store.delete_old_guest_carts(
                    connection, now - self.guest_cart_age, BATCH
                )
                carts += deleted
            while await limit_store.delete_full(connection, now - _KEPT, BATCH) == BATCH:
                pass
            while await limit_store.delete_holders(connection, BATCH) == BATCH:
                pass
        return carts
