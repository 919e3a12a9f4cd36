"""What lists show of products, kept in memory, each entry as of a version of its product.

A search asks PostgreSQL each time which products there are now, in which version, and for what
changes without a new one. The rest, most of what a list shows, one of the last searches has read
and encoded already, most likely.
"""

from collections.abc import Callable, Mapping, Sequence

from cachetools import LRUCache

from catalog.domain import Language, ListedProduct, ProductSummary
from catalog.search import summary_store
from chassis.db.database import Database

MAX_ENTRIES = 10_000
"""In each language; a third of a kilobyte each, and as much again around it."""


class SummaryCache:
    """The encoded summaries of products that were in lists of late; the least recent go first.

    `encode` makes the bytes that are kept: to copy them takes less than half as long as to encode a
    summary anew, and the garbage collector has nothing to look into.
    """

    def __init__(
        self,
        database: Database,
        encode: Callable[[ProductSummary], bytes],
        max_entries: int = MAX_ENTRIES,
    ) -> None:
        self._database = database
        self._encode = encode
        self._entries: Mapping[Language, LRUCache[str, tuple[int, bytes]]] = {
            language: LRUCache(max_entries) for language in Language
        }

    async def get_many(
        self, listed: Sequence[ListedProduct], language: Language
    ) -> Mapping[str, bytes]:
        """Return the encoded summaries by product id, each of the version listed or a later one.

        Leave out products that are gone.
        """
        entries = self._entries[language]
        summaries: dict[str, bytes] = {}
        for product in listed:
            # Not by `get`, which looks twice.
            try:
                version, summary = entries[product.id]
            except KeyError:
                continue
            if version == product.version:
                summaries[product.id] = summary
        missing = [product.id for product in listed if product.id not in summaries]
        if missing:
            summaries |= await self._read(missing, language)
        return summaries

    async def _read(self, ids: Sequence[str], language: Language) -> dict[str, bytes]:
        async with self._database.direct() as connection:
            read = await summary_store.read_summaries(connection, ids, language)
        summaries: dict[str, bytes] = {}
        for summary in read:
            encoded = summaries[summary.id] = self._encode(summary)
            self._entries[language][summary.id] = summary.version, encoded
        return summaries
