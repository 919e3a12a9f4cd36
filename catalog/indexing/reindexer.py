"""Indexes what is written and cannot be found yet, in turns of its own."""

import logging
from collections.abc import Sequence
from uuid import UUID

from catalog.indexing import index_store, reindex_queue
from chassis.db.database import Database

TURN = 500
"""Products indexed in one transaction: others get theirs between."""

_log = logging.getLogger("tienda.backlog")


class Backlog:
    """Products that an import or a migration has noted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def index(self, ids: Sequence[UUID]) -> None:
        """Index these, in one turn."""
        async with self._database.transaction() as connection:
            await reindex_queue.take_turn(connection)
            await index_store.index(connection, ids)
            await reindex_queue.settle(connection, ids)

    async def clear(self) -> None:
        """Index all that is left of an import that was cut short, or that a migration has noted."""
        done = 0
        while left := await self._left():
            await self.index(left)
            done += len(left)
            _log.info("indexed", extra={"products": done})

    async def _left(self) -> list[UUID]:
        async with self._database.reading() as connection:
            return await reindex_queue.left(connection, TURN)
