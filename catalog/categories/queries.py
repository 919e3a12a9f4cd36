"""Reads of the category tree."""

from dataclasses import dataclass

from catalog.categories import store as category_store
from catalog.domain import Category, Language
from chassis.db.database import Database


@dataclass(frozen=True, slots=True)
class CategoryQueries:
    """The queries on categories."""

    database: Database

    async def list_categories(self, language: Language) -> list[Category]:
        """Return the whole tree, depth first."""
        async with self.database.reading() as connection:
            return await category_store.list_categories(connection, language)
