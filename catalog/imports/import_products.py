"""Imports products in batches: reads a stream of rows, and returns an outcome for each row."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from catalog.domain import ProductDraft, ProductState
from catalog.imports.batching import prefetch, yielding_to_loop
from catalog.indexing import reindex_queue
from catalog.indexing.reindexer import INDEX_BATCH_SIZE, Reindexer
from catalog.products import write_lock, write_store
from catalog.products.upsert_plan import UpsertPlan
from catalog.products.validation import violations_of
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.violations import Violation

BATCH_SIZE = 500
"""Rows in one transaction: enough to spread the cost of a round trip, and few enough to hold the
write lock only briefly. The lock is released before the batch is indexed, which takes longer."""

MAX_BATCH_DELAY = 0.1
"""Seconds that a row waits for its batch to fill: a caller may send one row and wait for its
outcome."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A product draft, and the number that the caller gave it, such as its line in a file."""

    number: int
    draft: ProductDraft
    state: ProductState | None = None
    """None: the product keeps its own, but is put on sale again if it is archived."""
    violations: Sequence[Violation] = ()
    """What is wrong with the row's message, besides what is wrong with the draft."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The id of the product that a row was written to, or the row's violations."""

    number: int
    product_id: UUID | None
    violations: Sequence[Violation] = ()
    state: ProductState | None = None
    """The product's state now; None if the row has violations."""
    restored: bool = False
    """Whether the product was archived before, and is for sale now."""


@dataclass(frozen=True, slots=True)
class ImportProducts:
    """The import; `currency` is the shop's."""

    database: Database
    reindexer: Reindexer
    clock: Clock
    new_id: Callable[[], UUID]
    currency: str
    _indexing: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)

    async def run(
        self, batches: AsyncIterator[Sequence[ImportRow]]
    ) -> AsyncIterator[list[RowOutcome]]:
        """Import the batches in turn; yield the outcomes of each, in the order of its rows.

        Outcomes are yielded once the batch is written and indexed. While PostgreSQL indexes one
        batch on one processor, it writes the next one on another.
        """
        await self.reindexer.drain()
        written_batches = (await self._write(rows) async for rows in batches)
        async for outcomes, product_ids in prefetch(written_batches):
            for start in range(0, len(product_ids), INDEX_BATCH_SIZE):
                batch = product_ids[start : start + INDEX_BATCH_SIZE]
                await self._finish(self.reindexer.index(batch))
            yield outcomes

    async def _write(self, rows: Sequence[ImportRow]) -> tuple[list[RowOutcome], list[UUID]]:
        """Create or replace, by SKU, the products of the valid rows, in one transaction.

        Return the outcomes, and the products to index. Of two rows with the same SKU, the later one
        counts. An unchanged product is not written.
        """
        violations = [
            [*row.violations, *violations_of(row.draft, self.currency)]
            async for row in yielding_to_loop(rows)
        ]
        checked_rows = list(zip(rows, violations, strict=True))
        valid = [row.draft for row, row_violations in checked_rows if not row_violations]
        if not valid:
            return [
                RowOutcome(row.number, None, row_violations) for row, row_violations in checked_rows
            ], []
        outcomes = []
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            existing = await write_store.find_existing(connection, valid)
            plan = UpsertPlan(existing, self.new_id, restores=True)
            async for row, row_violations in yielding_to_loop(checked_rows):
                result = row_violations or plan.add(row.draft, row.state)
                if isinstance(result, UUID):
                    sku = row.draft.sku
                    outcomes.append(
                        RowOutcome(
                            row.number,
                            result,
                            state=plan.state_of(sku),
                            restored=plan.is_restored(sku),
                        )
                    )
                else:
                    outcomes.append(RowOutcome(row.number, None, result))
            affected_ids = await write_store.write(
                connection, plan, now=self.clock(), new_id=self.new_id
            )
            to_index = list({*(product.id for product in plan.products.values()), *affected_ids})
            if to_index:
                await reindex_queue.enqueue(connection, to_index)
        return outcomes, to_index

    async def _finish(self, indexing: Coroutine[Any, Any, None]) -> None:
        """Wait for the indexing, which goes on even if the caller of the import disconnects."""
        task = asyncio.create_task(indexing)
        self._indexing.add(task)
        task.add_done_callback(self._indexing.discard)
        await asyncio.shield(task)
