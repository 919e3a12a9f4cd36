"""What lists show of products, kept in memory, each as of its version.

A search asks PostgreSQL each time which products there are now, in which version, and for what
changes without a new one. The rest, most of what a list shows, one of the last searches has read
and written already, most likely.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from catalog.domain import Language, ListedProduct
from catalog.products.convert import encode_summary
from catalog.search import summary_store
from chassis.db.database import Database

MAX_ENTRIES = 10_000
"""In each language; a third of a kilobyte each, and as much again around it."""


class Cards:
    """The cards of products that were in lists of late, those that were not the longest forgotten.

    Kept as protobuf's bytes: to copy one takes less than half as long as to write it anew, and the
    garbage collector has nothing to look into.
    """

    def __init__(self, database: Database, most: int = MAX_ENTRIES) -> None:
        self._database = database
        self._most = most
        self._kept: Mapping[Language, OrderedDict[str, tuple[int, bytes]]] = {
            language: OrderedDict() for language in Language
        }

    async def of(self, listed: Sequence[ListedProduct], language: Language) -> Mapping[str, bytes]:
        """Return the cards by id, each a tienda.catalog.v1.Product: of its version or a later one.

        One that there is no more is left out.
        """
        kept = self._kept[language]
        cards = {
            one.id: card
            for one in listed
            for version, card in [kept.get(one.id, _NOTHING)]
            if version == one.version
        }
        for product_id in cards:
            kept.move_to_end(product_id)
        missing = [one.id for one in listed if one.id not in cards]
        if missing:
            cards |= await self._read(missing, language)
        return cards

    async def _read(self, ids: Sequence[str], language: Language) -> dict[str, bytes]:
        async with self._database.direct() as connection:
            read = await summary_store.read(connection, ids, language)
        kept = self._kept[language]
        for card in read:
            kept[card.id] = card.version, encode_summary(card)
            kept.move_to_end(card.id)
        cards = {card.id: kept[card.id][1] for card in read}
        while len(kept) > self._most:
            kept.popitem(last=False)
        return cards


_NOTHING = 0, b""
"""Versions begin at 1."""
