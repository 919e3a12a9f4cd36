"""Reads of the tree of categories."""

from dataclasses import dataclass

from catalog.categories import store as category_store
from catalog.domain import Category, Language
from chassis.db.database import Database


@dataclass(frozen=True, slots=True)
class CategoryQueries:
    """The use cases, with what they need."""

    database: Database

    async def list_categories(self, language: Language) -> list[Category]:
        """Return the whole tree, depth first."""
        async with self.database.reading() as connection:
            return await category_store.list_categories(connection, language)
