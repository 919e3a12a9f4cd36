"""Reindexes the products of a category in the background, after the category has changed."""

import asyncio
import logging
from uuid import UUID

from catalog.categories import store as category_store
from catalog.indexing import index_store, reindex_queue
from chassis.db.database import Database

BATCH_SIZE = 200
"""Products indexed in one transaction. Between two, other processes can take the index lock."""

_log = logging.getLogger("tienda.shelving")


class CategoryReindexer:
    """Tasks that reindex the products of changed categories, whose names are in the index.

    A category may hold a hundred thousand products, so they are indexed after the response, a batch
    at a time. If the process ends before `finish` is through, some products are left as they were;
    the same change, made again, reindexes them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks: set[asyncio.Task[None]] = set()

    def schedule(self, slug: str) -> None:
        """Start to reindex the products in this category and below it."""
        task = asyncio.create_task(self._reindex(slug))
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    async def finish(self, timeout: float) -> None:  # noqa: ASYNC109 (what is late is cancelled)
        """Wait until all tasks have ended; cancel those that take longer than `timeout` seconds."""
        if not self._tasks:
            return
        _, pending = await asyncio.wait(self._tasks, timeout=timeout)
        for task in pending:
            task.cancel()
        if pending:
            _log.error("index out of date", extra={"changes": len(pending)})
            await asyncio.wait(pending)

    async def _reindex(self, slug: str) -> None:
        last_id: UUID | None = None
        while True:
            async with self._database.transaction() as connection:
                await reindex_queue.acquire_index_lock(connection)
                ids = await category_store.list_product_ids(connection, slug, last_id, BATCH_SIZE)
                if not ids:
                    return
                await index_store.index_products(connection, ids)
            last_id = ids[-1]

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("index out of date", exc_info=error)
