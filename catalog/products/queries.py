"""Reads of products."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from catalog.domain import Language, Offer, PricePeriod, Product, ProductNotFound, Slug
from catalog.products import offer_store, price_store, slug_store
from catalog.products import store as product_store
from catalog.products.slugs import is_slug
from chassis.db.database import Database
from chassis.ids import parse_id


class Reading:
    """The use cases, with what they need."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def product(self, id_or_slug: str, language: Language) -> Product:
        """Return the product, archived or not. Raise ProductNotFound."""
        product_id = parse_id(id_or_slug)
        product = None
        if product_id is not None or is_slug(id_or_slug):
            async with self._database.reading() as connection:
                product = await product_store.find_product(
                    connection, product_id=product_id, slug=id_or_slug, language=language
                )
        if product is None:
            raise ProductNotFound("no product has that id or slug")
        return product

    async def products(self, ids: Sequence[UUID], language: Language) -> list[Product]:
        """Return the products in the order of the ids; unknown ids are left out."""
        async with self._database.reading() as connection:
            return await product_store.read_products(connection, ids, language)

    async def offers(self, ids: Sequence[UUID], language: Language) -> list[Offer]:
        """Return as much of the products as an order needs, as `products` does."""
        async with self._database.direct() as connection:
            return await offer_store.read_offers(connection, ids, language)

    async def prices(
        self, product_id: UUID, before: datetime | None, limit: int
    ) -> list[PricePeriod]:
        """Return what the product costs and cost before, the newest first; see price_store.

        Raise ProductNotFound.
        """
        async with self._database.reading() as connection:
            found = await price_store.list_periods(connection, product_id, before, limit)
        if found is None:
            raise ProductNotFound("no product has that id")
        return found

    async def slugs(self, skip: int, limit: int) -> tuple[list[Slug], int]:
        """Return the slugs of what is for sale, the oldest first, and how many there are in all."""
        async with self._database.direct() as connection:
            return (
                await slug_store.read(connection, skip, limit),
                await slug_store.count(connection),
            )
