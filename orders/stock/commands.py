"""Stock: how many are on the shelf, and saying so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.db.database import Database
from chassis.request_context import Caller
from orders.stock import store as stock_store


@dataclass(frozen=True, slots=True)
class Stocking:
    """The use cases, with what they need."""

    database: Database

    async def levels(self, product_ids: Sequence[UUID]) -> list[tuple[UUID, int]]:
        """Return the units on hand, in the order asked; 0 where none were ever kept."""
        async with self.database.direct() as connection:
            found = await stock_store.levels(connection, product_ids)
        return [(product_id, found.get(product_id, 0)) for product_id in product_ids]

    async def set_levels(self, caller: Caller, wanted: Mapping[UUID, int]) -> None:
        """Say how many there are now, all or none of them. Raise NotSignedIn, AdminOnly."""
        actor = caller.require_admin()
        if not wanted:
            return
        async with self.database.transaction() as connection:
            await stock_store.set_levels(connection, wanted, actor)
