"""Reading and setting stock levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.db.database import Database
from chassis.request_context import Caller
from orders.stock import store as stock_store


@dataclass(frozen=True, slots=True)
class StockCommands:
    """Reads and sets the units on hand."""

    database: Database

    async def get_levels(self, product_ids: Sequence[UUID]) -> list[tuple[UUID, int]]:
        """Return each product's units on hand, in the order given; 0 if it was never stocked."""
        async with self.database.direct() as connection:
            levels = await stock_store.get_levels(connection, product_ids)
        return [(product_id, levels.get(product_id, 0)) for product_id in product_ids]

    async def set_levels(self, caller: Caller, levels: Mapping[UUID, int]) -> None:
        """Set the units on hand of all these products, or of none. Raise NotSignedIn, AdminOnly."""
        actor = caller.require_admin()
        if not levels:
            return
        async with self.database.transaction() as connection:
            await stock_store.set_levels(connection, levels, actor)
