"""Many products at once, by an admin: rows in, an outcome for each row out."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from catalog import index_store, write_store
from catalog.domain import ProductDraft
from catalog.planning import Plan
from catalog.rules import faults_of
from chassis.clock import Clock
from chassis.database import Database
from chassis.errors import Violation

BATCH = 500
"""Rows a transaction: enough to make round trips cheap, few enough to keep its turn short."""

PATIENCE = 0.1
"""Seconds that a row waits for its batch to fill: a caller may send one and await its outcome."""


@dataclass(frozen=True, slots=True)
class Row:
    """A draft with the caller's own name for it: a line number."""

    number: int
    draft: ProductDraft


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: the product's id, or everything that is wrong with it."""

    number: int
    product_id: UUID | None
    faults: Sequence[Violation] = ()


class Importing:
    """The use case, with what it needs; `currency` is the shop's."""

    def __init__(
        self, database: Database, clock: Clock, new_id: Callable[[], UUID], currency: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._currency = currency

    async def outcomes(self, batches: AsyncIterator[Sequence[Row]]) -> AsyncIterator[Outcome]:
        """Take in batch after batch; answer each row, in the order of the rows."""
        async for rows in batches:
            for outcome in await self.take_in(rows):
                yield outcome

    async def take_in(self, rows: Sequence[Row]) -> list[Outcome]:
        """Create the products or, by SKU, replace them, good rows all or none; answer each row.

        Of two rows with one SKU the later stands. A product that was archived is on sale again.
        """
        faults = [faults_of(row.draft, self._currency) for row in rows]
        good = [row.draft for row, wrong in zip(rows, faults, strict=True) if not wrong]
        if not good:
            return [
                Outcome(row.number, None, wrong) for row, wrong in zip(rows, faults, strict=True)
            ]
        outcomes = []
        async with self._database.transaction() as connection:
            await write_store.take_turn(connection)
            plan = Plan(await write_store.look_up(connection, good), self._new_id)
            for row, wrong in zip(rows, faults, strict=True):
                answer = wrong or plan.add(row.draft)
                if isinstance(answer, UUID):
                    outcomes.append(Outcome(row.number, answer))
                else:
                    outcomes.append(Outcome(row.number, None, answer))
            if plan.placings:
                placings = list(plan.placings.values())
                concerned = await write_store.put(
                    connection, placings, now=self._clock(), new_id=self._new_id, restore=True
                )
                ids = {placing.id for placing in placings}
                await index_store.index(connection, ids.union(concerned))
        return outcomes
