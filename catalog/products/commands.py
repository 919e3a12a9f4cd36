"""Changes of single products, by an admin."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import (
    Language,
    Product,
    ProductDraft,
    ProductNotFound,
    ProductState,
    SkuTaken,
    SlugTaken,
    VersionMismatch,
)
from catalog.indexing import index_store, reindex_queue
from catalog.products import store as product_store
from catalog.products import write_lock, write_store
from catalog.products.upsert_plan import ExistingProduct, ExistingRecords, UpsertPlan
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class ProductCommands:
    """The commands on products. Their drafts have passed catalog.products.validation.

    `language` is that of the product they return.
    """

    database: Database
    clock: Clock
    new_id: Callable[[], UUID]

    async def create(
        self, draft: ProductDraft, state: ProductState | None, language: Language
    ) -> Product:
        """Create a product, for sale without a state; return it.

        Raise SkuTaken, SlugTaken, InvalidRequest.
        """
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            await reindex_queue.acquire_index_lock(connection)
            existing = await write_store.find_existing(connection, [draft])
            if owner := existing.products.get(draft.sku):
                raise SkuTaken(await get_product(connection, owner.id, language))
            return await self._upsert(connection, draft, state, existing, language)

    async def replace(
        self,
        product_id: UUID,
        version: int,
        draft: ProductDraft,
        state: ProductState | None,
        language: Language,
    ) -> Product:
        """Replace all of a product that has this version; return it as it is now.

        Without a state, it keeps its own. Raise ProductNotFound, VersionMismatch, SkuTaken,
        SlugTaken, InvalidRequest.
        """
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            await reindex_queue.acquire_index_lock(connection)
            product = await get_product_at_version(connection, product_id, version, language)
            existing = await write_store.find_existing(connection, [draft])
            owner = existing.products.get(draft.sku)
            if owner and owner.id != product_id:
                raise SkuTaken(await get_product(connection, owner.id, language))
            # The draft's SKU may be a new one: the plan is to take it for this product's.
            existing = ExistingRecords(
                {draft.sku: ExistingProduct(product_id, product.slug, state=product.state)},
                existing.slug_owners,
                existing.category_paths,
            )
            return await self._upsert(connection, draft, state, existing, language)

    async def archive(self, product_id: UUID, version: int, language: Language) -> Product:
        """Archive a product that has this version; return it.

        Raise ProductNotFound, VersionMismatch.
        """
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            await reindex_queue.acquire_index_lock(connection)
            await get_product_at_version(connection, product_id, version, language)
            await write_store.archive(connection, product_id, self.clock())
            await index_store.index_products(connection, [product_id])
            return await get_product(connection, product_id, language)

    async def _upsert(
        self,
        connection: AsyncConnection,
        draft: ProductDraft,
        state: ProductState | None,
        existing: ExistingRecords,
        language: Language,
    ) -> Product:
        plan = UpsertPlan(existing, self.new_id)
        product_id = plan.add(draft, state)
        if not isinstance(product_id, UUID):
            violations = product_id
            if any(violation.field == "slug" for violation in violations):
                owner_id = existing.slug_owners[draft.slug]
                raise SlugTaken(await get_product(connection, owner_id, language))
            raise InvalidRequest(
                [replace(violation, field=f"product.{violation.field}") for violation in violations]
            )
        affected_ids = await write_store.write(
            connection, plan, now=self.clock(), new_id=self.new_id
        )
        await index_store.index_products(connection, {product_id, *affected_ids})
        return await get_product(connection, product_id, language)


async def get_product_at_version(
    connection: AsyncConnection, product_id: UUID, version: int, language: Language
) -> Product:
    """Return the product if this is its version. Raise ProductNotFound, VersionMismatch."""
    product = await get_product(connection, product_id, language)
    if product.version != version:
        raise VersionMismatch(f"the product has changed since version {version}")
    return product


async def get_product(connection: AsyncConnection, product_id: UUID, language: Language) -> Product:
    """Return the product. Raise ProductNotFound."""
    found, _ = await product_store.look_up_products(connection, [product_id], (), language)
    if product_id not in found:
        raise ProductNotFound("no product has that id")
    return found[product_id]
