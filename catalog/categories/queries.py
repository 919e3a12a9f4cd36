"""Reads of the category tree."""

from dataclasses import dataclass, replace

from catalog.categories import store as category_store
from catalog.categories.tree import roll_up
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

    async def list_details(self, language: Language) -> list[Category]:
        """Return the whole tree, with what admins see of each category."""
        async with self.database.reading() as connection:
            tree = await category_store.list_categories(connection, language)
            names = await category_store.names_by_slug(connection)
            counts = await category_store.count_all_products(connection)
        totals = roll_up((category.path, counts.get(category.slug, 0)) for category in tree)
        return [
            replace(
                category,
                names=names.get(category.slug, {}),
                total_product_count=totals[category.slug],
            )
            for category in tree
        ]
