"""What sells, and what a day has brought: counted from the orders themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import Validation
from chassis.money import Money
from chassis.request_context import Caller
from chassis.violations import Code
from orders.sales import store as sales_store

OF_LATE = timedelta(days=30)
"""For how long a sale makes a bestseller."""
MAX_PERIOD = timedelta(days=31)
"""How far back a summary reaches."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was ordered since a moment, and what has to be seen to now."""

    order_count: int
    cancelled_count: int
    revenue: Sequence[Money]
    """One amount a currency, of the orders that are not cancelled."""
    waiting_count: int
    """Orders of any age that have not left."""
    low_stock: Sequence[tuple[UUID, int]]
    """Products and the units left of them, the lowest first."""
    parked_count: int
    """Letters that nobody delivers by themselves any more."""


@dataclass(frozen=True, slots=True)
class Sales:
    """The use cases, with what they need."""

    database: Database
    clock: Clock

    async def bestsellers(self, limit: int) -> list[tuple[UUID, int]]:
        """Return products and the units of them that were sold of late, the most first."""
        async with self.database.direct() as connection:
            return await sales_store.bestsellers(connection, self.clock() - OF_LATE, limit)

    async def summary(self, caller: Caller, since: datetime, low_level: int) -> Summary:
        """Return what was ordered since then. Raise NotSignedIn, AdminOnly, InvalidRequest."""
        caller.require_admin()
        validation = Validation()
        recent = timedelta() <= self.clock() - since <= MAX_PERIOD
        validation.check(recent, "since", Code.NOT_RECENT, days=MAX_PERIOD.days)
        validation.raise_if_invalid()
        async with self.database.reading() as connection:
            counts = await sales_store.counts_since(connection, since)
            return Summary(
                order_count=sum(counts.placed.values()),
                cancelled_count=sum(counts.cancelled.values()),
                revenue=[Money(amount, currency) for currency, amount in counts.revenue.items()],
                waiting_count=await sales_store.count_waiting(connection),
                low_stock=await sales_store.low_stock(connection, low_level),
                parked_count=await sales_store.count_parked(connection),
            )
