"""Many products at once, by an admin: rows in, an outcome for each row out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from catalog.domain import ProductDraft
from catalog.imports.batching import ahead, in_turns
from catalog.indexing import reindex_queue
from catalog.indexing.reindexer import TURN, Backlog
from catalog.products import write_lock, write_store
from catalog.products.upsert_plan import Plan
from catalog.products.validation import faults_of
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import Violation

BATCH = 500
"""Rows a transaction: enough to make round trips cheap, few enough to keep its turn short. The
writers' turn ends before the batch is indexed, which takes longer than to write it."""

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
        self._backlog = Backlog(database)
        self._clock = clock
        self._new_id = new_id
        self._currency = currency
        self._under_way: set[asyncio.Task[None]] = set()

    async def outcomes(self, batches: AsyncIterator[Sequence[Row]]) -> AsyncIterator[list[Outcome]]:
        """Take in batch after batch; answer each row, in the order of the rows.

        While one batch is indexed, on one processor, the next is written on another. What is
        answered is both.
        """
        await self._backlog.clear()
        written = (await self._write(rows) async for rows in batches)
        async for outcomes, ids in ahead(written):
            for start in range(0, len(ids), TURN):
                await self._finish(self._backlog.index(ids[start : start + TURN]))
            yield outcomes

    async def _write(self, rows: Sequence[Row]) -> tuple[list[Outcome], list[UUID]]:
        """Create the products or, by SKU, replace them, good rows all or none.

        Answer each row, and what is to be indexed. Of two rows with one SKU the later stands. A
        product that was archived is on sale again; one that is what its row says stays as it is.
        """
        faults = [faults_of(row.draft, self._currency) async for row in in_turns(rows)]
        good = [row.draft for row, wrong in zip(rows, faults, strict=True) if not wrong]
        if not good:
            return [
                Outcome(row.number, None, wrong) for row, wrong in zip(rows, faults, strict=True)
            ], []
        outcomes = []
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            plan = Plan(await write_store.look_up(connection, good), self._new_id)
            async for row, wrong in in_turns(zip(rows, faults, strict=True)):
                answer = wrong or plan.add(row.draft)
                if isinstance(answer, UUID):
                    outcomes.append(Outcome(row.number, answer))
                else:
                    outcomes.append(Outcome(row.number, None, answer))
            concerned = await write_store.put(
                connection, plan, now=self._clock(), new_id=self._new_id, restore=True
            )
            ids = list({*(one.id for one in plan.placings.values()), *concerned})
            if ids:
                await reindex_queue.note(connection, ids)
        return outcomes, ids

    async def _finish(self, work: Coroutine[Any, Any, None]) -> None:
        """Wait for the work, which goes on when who waits for it leaves."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)
