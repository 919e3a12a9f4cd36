"""Counts who made the queries that found products, to suggest them to other shoppers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from catalog.domain import Language
from catalog.search.suggest import popular_query_store
from catalog.search.suggest.popular_query_store import AskedQuery
from chassis.client_network import client_network
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import DomainError

WRITE_INTERVAL = 10.0
"""Seconds between two writes."""
MAX_QUERIES = 5_000
"""Different queries of different shoppers kept between two writes; further ones are ignored."""
_MAX_LENGTH, _MAX_WORDS = 60, 6
"""Characters and words of a query that is worth suggesting."""

_log = logging.getLogger("tienda.past_queries")


class PopularQueries:
    """Keeps queries in memory and writes them at intervals, so that no search waits for it.

    A crash loses the queries since the last write, which suggestions can afford.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._asked: set[AskedQuery] = set()

    def record(self, words: list[str], language: Language) -> None:
        """Keep a query that has results, with the client's network; not without a client.

        All its words must occur in the catalogue: other input, such as personal names, must not be
        suggested to others.
        """
        shown = " ".join(words).lower()
        network = client_network()
        if len(words) > _MAX_WORDS or len(shown) > _MAX_LENGTH or not network:
            return
        if len(self._asked) < MAX_QUERIES:
            self._asked.add(AskedQuery(language, shown, network))

    async def write(self) -> None:
        """Write the queries. What cannot be written now is written next time."""
        asked, self._asked = self._asked, set()
        if not asked:
            return
        now = self._clock()
        try:
            async with self._database.transaction() as connection:
                await popular_query_store.add(connection, asked, now)
                await popular_query_store.delete_old(connection, now)
        except DomainError as error:
            _log.warning("searches not counted", extra={"reason": error.reason})
            self._asked |= asked
        except Exception as error:  # noqa: BLE001 (the search goes on without it)
            # Neither retried nor fatal: the next write may succeed.
            _log.exception("searches lost", extra={"error": type(error).__name__})

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write at intervals while the context is open, and once more at its end."""
        task = asyncio.create_task(self._write_again())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self.write()

    async def _write_again(self) -> None:
        while True:
            await asyncio.sleep(WRITE_INTERVAL)
            await self.write()
