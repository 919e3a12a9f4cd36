"""Caches the encoded summaries of the products that lists show.

Each search reads the ids of the matching products, their versions, and the fields that change
without a new version. Everything else in a summary is cached by id and version.
"""

from collections.abc import Callable, Mapping, Sequence

from cachetools import LRUCache

from catalog.domain import Language, ListedProduct, ProductSummary
from catalog.search import summary_store
from chassis.db.database import Database

MAX_ENTRIES = 10_000
"""Summaries cached for each language. Each takes about 700 bytes, half of them the cache's
overhead."""


class SummaryCache:
    """An LRU cache of encoded summaries.

    `encode` makes the bytes that are cached. Copying them takes less than half as long as encoding
    a summary anew, and the garbage collector does not have to traverse them.
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
            # `get` would look the key up twice.
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
