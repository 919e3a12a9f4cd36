"""Lists products in any state."""

from dataclasses import dataclass

from catalog.domain import Language
from catalog.listing import store as listing_store
from catalog.listing.model import Listing, ListingPage
from catalog.products import store as product_store
from chassis.db.database import Database


@dataclass(frozen=True, slots=True)
class ListProducts:
    """The query on products in any state. It is no search: the order is by age alone."""

    database: Database

    async def list_products(self, listing: Listing, language: Language) -> ListingPage:
        """Return a page of the products, newest first, and how many there are in each state."""
        async with self.database.reading() as connection:
            ids = await listing_store.list_ids(connection, listing)
            page = ids[: listing.page_size]
            return ListingPage(
                products=await product_store.list_products(connection, page, language),
                total=await listing_store.count(connection, listing),
                has_more=len(ids) > listing.page_size,
                state_counts=await listing_store.count_states(connection),
            )
