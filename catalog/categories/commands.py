"""The tree of categories, by an admin: made, renamed, moved, taken away."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.categories import store as category_store
from catalog.categories.store import Shelf
from catalog.domain import (
    Category,
    CategoryCycle,
    CategoryNotEmpty,
    CategoryNotFound,
    CategoryTaken,
    Language,
)
from catalog.indexing import index_store, reindex_queue
from catalog.products import write_lock
from catalog.products.validation import MAX_DEPTH
from chassis.db.database import Database
from chassis.errors import InvalidRequest, Violation

BATCH = 200
"""Products whose index is brought in line in one turn: others get theirs between."""

_log = logging.getLogger("tienda.shelving")


@dataclass(frozen=True, slots=True)
class ShelfChange:
    """What is to change of a category; `parent` None: it stays, empty: it goes to the top."""

    slug: str
    names: Mapping[str, str]
    parent: str | None


class Shelving:
    """The use cases, with what they need.

    Products are found by the names of their categories. After a change the index is brought in line
    a few products at a time, after the answer: a category may hold a hundred thousand. If the
    process ends meanwhile, `finish` not being enough, the same change again brings in line what is
    left.
    """

    def __init__(self, database: Database, new_id: Callable[[], UUID]) -> None:
        self._database = database
        self._new_id = new_id
        self._under_way: set[asyncio.Task[None]] = set()

    async def create(
        self, slug: str, names: Mapping[str, str], parent: str, language: Language
    ) -> Category:
        """Return the new category. Raise CategoryTaken, CategoryNotFound, InvalidRequest."""
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            if await category_store.find(connection, slug):
                raise CategoryTaken(f"there is a category {slug} already")
            above = await _found(connection, parent) if parent else None
            path = (*(above.path if above else ()), slug)
            _check_depth(len(path))
            shelf = Shelf(self._new_id(), path)
            await category_store.open_shelf(connection, shelf, above.id if above else None)
            await category_store.rename(connection, shelf.id, names)
        return await self._read(slug, language)

    async def change(self, change: ShelfChange, language: Language) -> Category:
        """Return the category as it is now.

        Raise CategoryNotFound, CategoryCycle, InvalidRequest.
        """
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            shelf = await _found(connection, change.slug)
            await category_store.rename(connection, shelf.id, change.names)
            if change.parent is not None:
                above = await _found(connection, change.parent) if change.parent else None
                if above and change.slug in above.path:
                    raise CategoryCycle("a category cannot stand in itself")
                depth = await category_store.depth_below(connection, change.slug)
                _check_depth(depth + (len(above.path) if above else 0))
                await category_store.move(connection, shelf, above)
        self._bring_in_line(change.slug)
        return await self._read(change.slug, language)

    async def remove(self, slug: str) -> None:
        """Take an empty category away. Raise CategoryNotFound, CategoryNotEmpty."""
        async with self._database.transaction() as connection:
            await write_lock.take_turn(connection)
            shelf = await _found(connection, slug)
            if await category_store.is_used(connection, shelf):
                raise CategoryNotEmpty("products or categories stand in it")
            await category_store.remove(connection, shelf)

    async def finish(self, patience: float) -> None:
        """Let what goes on behind the answers end; what takes more seconds than that is cut off."""
        if not self._under_way:
            return
        _, left = await asyncio.wait(self._under_way, timeout=patience)
        for task in left:
            task.cancel()
        if left:
            _log.error("index not in line", extra={"changes": len(left)})
            await asyncio.wait(left)

    async def _read(self, slug: str, language: Language) -> Category:
        async with self._database.reading() as connection:
            tree = await category_store.list_categories(connection, language)
        for category in tree:
            if category.slug == slug:
                return category
        raise CategoryNotFound(f"there is no category {slug}")

    def _bring_in_line(self, slug: str) -> None:
        task = asyncio.create_task(self._index(slug))
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    async def _index(self, slug: str) -> None:
        last: UUID | None = None
        while True:
            async with self._database.transaction() as connection:
                await reindex_queue.take_turn(connection)
                ids = await category_store.products_below(connection, slug, last, BATCH)
                if not ids:
                    return
                await index_store.index(connection, ids)
            last = ids[-1]

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("index not in line", exc_info=error)


async def _found(connection: AsyncConnection, slug: str) -> Shelf:
    shelf = await category_store.find(connection, slug)
    if shelf is None:
        raise CategoryNotFound(f"there is no category {slug}")
    return shelf


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        deep = f"must be 1 to {MAX_DEPTH}, from the top of the tree down"
        raise InvalidRequest([Violation("parent_slug", deep)])
