"""Changes of the category tree, by an admin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.categories import store as category_store
from catalog.categories.reindexer import CategoryReindexer
from catalog.categories.store import CategoryRow
from catalog.domain import (
    Category,
    CategoryCycle,
    CategoryNotEmpty,
    CategoryNotFound,
    CategoryTaken,
    Language,
)
from catalog.products import write_lock
from catalog.products.validation import MAX_DEPTH
from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.violations import Code


@dataclass(frozen=True, slots=True)
class CategoryChange:
    """The changes to a category."""

    slug: str
    names: Mapping[str, str]
    """By language; an empty name is removed, and other languages keep theirs."""
    parent_slug: str | None
    """None: the parent stays. Empty: the category moves to the top of the tree."""


@dataclass(frozen=True, slots=True)
class CategoryCommands:
    """The commands on categories; `language` is that of the category they return."""

    database: Database
    new_id: Callable[[], UUID]
    reindexer: CategoryReindexer

    async def create(
        self, slug: str, names: Mapping[str, str], parent_slug: str, language: Language
    ) -> Category:
        """Create a category, at the top of the tree if `parent_slug` is empty; return it.

        Raise CategoryTaken, CategoryNotFound, InvalidRequest.
        """
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            if await category_store.find(connection, slug):
                raise CategoryTaken(slug)
            parent = await _get(connection, parent_slug) if parent_slug else None
            path = (*(parent.path if parent else ()), slug)
            _check_depth(len(path))
            category = CategoryRow(self.new_id(), path)
            await category_store.insert(connection, category, parent.id if parent else None)
            await category_store.set_names(connection, category.id, names)
        return await self._read(slug, language)

    async def update(self, change: CategoryChange, language: Language) -> Category:
        """Rename or move a category; return it as it is now.

        Raise CategoryNotFound, CategoryCycle, InvalidRequest.
        """
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            category = await _get(connection, change.slug)
            await category_store.set_names(connection, category.id, change.names)
            if change.parent_slug is not None:
                await _move(connection, category, change.parent_slug)
        self.reindexer.schedule(change.slug)
        return await self._read(change.slug, language)

    async def delete(self, slug: str) -> None:
        """Delete an empty category. Raise CategoryNotFound, CategoryNotEmpty."""
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            category = await _get(connection, slug)
            if await category_store.is_used(connection, category):
                raise CategoryNotEmpty("products or categories stand in it")
            await category_store.delete(connection, category)

    async def _read(self, slug: str, language: Language) -> Category:
        async with self.database.reading() as connection:
            tree = await category_store.list_categories(connection, language)
        for category in tree:
            if category.slug == slug:
                return category
        raise CategoryNotFound(f"there is no category {slug}")


async def _move(connection: AsyncConnection, category: CategoryRow, parent_slug: str) -> None:
    parent = await _get(connection, parent_slug) if parent_slug else None
    slug = category.path[-1]
    if parent and slug in parent.path:
        raise CategoryCycle("a category cannot stand in itself")
    height = await category_store.height(connection, slug)
    _check_depth(height + (len(parent.path) if parent else 0))
    await category_store.move(connection, category, parent)


async def _get(connection: AsyncConnection, slug: str) -> CategoryRow:
    category = await category_store.find(connection, slug)
    if category is None:
        raise CategoryNotFound(f"there is no category {slug}")
    return category


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise InvalidRequest.of("parent_slug", Code.CATEGORY_DEPTH, max=MAX_DEPTH)
