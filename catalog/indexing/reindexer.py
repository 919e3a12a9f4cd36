"""Indexes the queued products, in transactions of their own."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from catalog.indexing import index_store, reindex_queue
from chassis.db.database import Database

INDEX_BATCH_SIZE = 500
"""Products indexed in one transaction. Between two, other processes can take the index lock."""

_log = logging.getLogger("tienda.backlog")


@dataclass(frozen=True, slots=True)
class Reindexer:
    """Indexes products that an import or a migration has queued."""

    database: Database

    async def index(self, ids: Sequence[UUID]) -> None:
        """Index these products, in one transaction."""
        async with self.database.transaction() as connection:
            await reindex_queue.acquire_index_lock(connection)
            await index_store.index_products(connection, ids)
            await reindex_queue.dequeue(connection, ids)

    async def drain(self) -> None:
        """Index all queued products: an import may have been interrupted."""
        done = 0
        while ids := await self._list_queued():
            await self.index(ids)
            done += len(ids)
            _log.info("indexed", extra={"products": done})

    async def _list_queued(self) -> list[UUID]:
        async with self.database.reading() as connection:
            return await reindex_queue.list_queued(connection, INDEX_BATCH_SIZE)
