"""One product at a time, by an admin: made, replaced, archived."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import (
    Language,
    Product,
    ProductDraft,
    ProductNotFound,
    SkuTaken,
    SlugTaken,
    VersionMismatch,
)
from catalog.indexing import index_store, reindex_queue
from catalog.products import store as product_store
from catalog.products import write_lock, write_store
from catalog.products.upsert_plan import Known, KnownProduct, Plan
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import InvalidRequest, Violation


class Editing:
    """The use cases, with what they need. Drafts have passed catalog.products.validation."""

    def __init__(self, database: Database, clock: Clock, new_id: Callable[[], UUID]) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id

    async def create(self, draft: ProductDraft, language: Language) -> Product:
        """Return the new product. Raise SkuTaken, SlugTaken, InvalidRequest."""
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            await reindex_queue.take_turn(connection)
            known = await write_store.look_up(connection, [draft])
            if draft.sku in known.products:
                raise SkuTaken(f"another product has the SKU {draft.sku}")
            return await self._put(connection, draft, known, language)

    async def replace(
        self, product_id: UUID, version: int, draft: ProductDraft, language: Language
    ) -> Product:
        """Return the product as it is now; one that is archived stays so.

        Raise ProductNotFound, VersionMismatch, SkuTaken, SlugTaken, InvalidRequest.
        """
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            await reindex_queue.take_turn(connection)
            current = await seen(connection, product_id, version, language)
            known = await write_store.look_up(connection, [draft])
            if draft.sku in known.products and known.products[draft.sku].id != product_id:
                raise SkuTaken(f"another product has the SKU {draft.sku}")
            same = {draft.sku: KnownProduct(product_id, current.slug)}
            known = Known(same, known.slug_owners, known.paths)
            return await self._put(connection, draft, known, language)

    async def archive(self, product_id: UUID, version: int, language: Language) -> Product:
        """Return the archived product. Raise ProductNotFound, VersionMismatch."""
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            await reindex_queue.take_turn(connection)
            await seen(connection, product_id, version, language)
            await write_store.archive(connection, product_id, self._now())
            await index_store.unlist(connection, product_id)
            return await read(connection, product_id, language)

    async def _put(
        self, connection: AsyncConnection, draft: ProductDraft, known: Known, language: Language
    ) -> Product:
        plan = Plan(known, self._new_id)
        product_id = plan.add(draft)
        if not isinstance(product_id, UUID):
            if any(fault.field == "slug" for fault in product_id):
                raise SlugTaken(f"another product has the slug {draft.slug}")
            raise InvalidRequest(
                [Violation(f"product.{fault.field}", fault.description) for fault in product_id]
            )
        concerned = await write_store.put(
            connection,
            plan,
            now=self._now(),
            new_id=self._new_id,
            restore=False,
        )
        await index_store.index(connection, {product_id, *concerned})
        return await read(connection, product_id, language)

    def _now(self) -> datetime:
        return self._clock()


async def seen(
    connection: AsyncConnection, product_id: UUID, version: int, language: Language
) -> Product:
    """Return the product if `version` is the one that it has.

    Raise ProductNotFound, VersionMismatch.
    """
    product = await read(connection, product_id, language)
    if product.version != version:
        raise VersionMismatch(f"the product has changed since version {version}")
    return product


async def read(connection: AsyncConnection, product_id: UUID, language: Language) -> Product:
    """Return the product. Raise ProductNotFound."""
    product = await product_store.find_product(
        connection, product_id=product_id, slug="", language=language
    )
    if product is None:
        raise ProductNotFound("no product has that id")
    return product
