"""Reports of what sells, computed from the orders."""

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

BESTSELLER_PERIOD = timedelta(days=30)
"""The time over which units sold are counted."""
MAX_SUMMARY_PERIOD = timedelta(days=31)
"""How far back a summary may begin."""


@dataclass(frozen=True, slots=True)
class SalesSummary:
    """What was ordered since a moment, and what needs attention now."""

    order_count: int
    cancelled_count: int
    revenue: Sequence[Money]
    """One amount for each currency, of the orders that are not cancelled."""
    waiting_count: int
    """Orders of any age that are not shipped yet."""
    low_stock: Sequence[tuple[UUID, int]]
    """Products and their units on hand, the lowest first."""
    parked_count: int
    """Outbox messages that are not retried until an operator says so."""


@dataclass(frozen=True, slots=True)
class SalesReports:
    """Reports bestsellers to everybody, and summaries to admins."""

    database: Database
    clock: Clock

    async def list_bestsellers(self, limit: int) -> list[tuple[UUID, int]]:
        """Return the bestselling products and their units sold recently, the most sold first."""
        async with self.database.direct() as connection:
            return await sales_store.list_bestsellers(
                connection, self.clock() - BESTSELLER_PERIOD, limit
            )

    async def summarize(self, caller: Caller, since: datetime, low_level: int) -> SalesSummary:
        """Summarize the orders since then. Raise NotSignedIn, AdminOnly, InvalidRequest."""
        caller.require_admin()
        validation = Validation()
        recent = timedelta() <= self.clock() - since <= MAX_SUMMARY_PERIOD
        validation.check(recent, "since", Code.NOT_RECENT, days=MAX_SUMMARY_PERIOD.days)
        validation.raise_if_invalid()
        async with self.database.reading() as connection:
            counts = await sales_store.count_orders_since(connection, since)
            return SalesSummary(
                order_count=sum(counts.placed.values()),
                cancelled_count=sum(counts.cancelled.values()),
                revenue=[Money(amount, currency) for currency, amount in counts.revenue.items()],
                waiting_count=await sales_store.count_unshipped(connection),
                low_stock=await sales_store.list_low_stock(connection, low_level),
                parked_count=await sales_store.count_parked(connection),
            )
