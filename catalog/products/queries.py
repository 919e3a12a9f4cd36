"""Reads of products."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from catalog.domain import (
    Language,
    Offer,
    PricePeriod,
    Product,
    ProductNotFound,
    ProductSlug,
    StoredProduct,
)
from catalog.products import offer_store, price_store, slug_store
from catalog.products import store as product_store
from catalog.products.slugs import is_slug
from chassis.db.database import Database
from chassis.ids import parse_id


@dataclass(frozen=True, slots=True)
class ProductQueries:
    """The queries on products."""

    database: Database

    async def get_product(self, id_or_slug: str, language: Language) -> Product:
        """Return the product, in any state, also by a slug it had before. Raise ProductNotFound."""
        product = (await self.look_up([id_or_slug], language)).get(id_or_slug)
        if product is None:
            raise ProductNotFound("no product has that id or slug")
        return product

    async def look_up(self, keys: Collection[str], language: Language) -> dict[str, Product]:
        """Return the products in any state by their ids or slugs, as the keys have them.

        A slug may be one that a product had before. Keys that no product has are left out.
        """
        ids = {key: product_id for key in keys if (product_id := parse_id(key))}
        slugs = [key for key in keys if key not in ids and is_slug(key)]
        if not ids and not slugs:
            return {}
        async with self.database.reading() as connection:
            found, owners = await product_store.look_up_products(
                connection, ids.values(), slugs, language
            )
        owners_of_keys: Mapping[str, UUID] = {**ids, **owners}
        return {
            key: found[owner]
            for key in keys
            if (owner := owners_of_keys.get(key)) and owner in found
        }

    async def get_stored(self, product: Product) -> StoredProduct:
        """Return the product with its own texts in all languages.

        If it has been changed since it was read, these are newer than its version.
        """
        async with self.database.reading() as connection:
            texts = await product_store.list_texts(connection, product.id)
            images = await product_store.list_images(connection, product.id)
        return StoredProduct(product, texts, images)

    async def list_products(self, ids: Sequence[UUID], language: Language) -> list[Product]:
        """Return the products in the order of the ids, without ids that no product has."""
        async with self.database.reading() as connection:
            return await product_store.list_products(connection, ids, language)

    async def list_offers(self, ids: Sequence[UUID], language: Language) -> list[Offer]:
        """Return the offers in the order of the ids, without drafts and ids that no product has."""
        async with self.database.direct() as connection:
            return await offer_store.list_offers(connection, ids, language)

    async def list_prices(
        self, product_id: UUID, before: datetime | None, limit: int
    ) -> list[PricePeriod]:
        """Return up to `limit` prices of the product, the newest first. Raise ProductNotFound.

        With `before`, the prices that had ended by that moment; without, the current one is first.
        """
        async with self.database.reading() as connection:
            periods = await price_store.list_periods(connection, product_id, before, limit)
        if periods is None:
            raise ProductNotFound("no product has that id")
        return periods

    async def list_slugs(self, skip: int, limit: int) -> tuple[list[ProductSlug], int]:
        """Return a page of slugs of products for sale, the oldest first, and how many there are."""
        async with self.database.direct() as connection:
            return (
                await slug_store.list_slugs(connection, skip, limit),
                await slug_store.count_slugs(connection),
            )
