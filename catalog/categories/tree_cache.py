"""A cache of the tree of categories.

A search returns categories by id, together with the version of the tree; the names come from here.
"""

from catalog.categories import tree_store
from catalog.categories.tree import CategoryTree
from catalog.domain import Language
from chassis.db.asyncpg_connection import DirectConnection


class CategoryTreeCache:
    """Keeps the tree that was read last, for as long as its version is the current one."""

    def __init__(self) -> None:
        self._tree = CategoryTree(0, {}, {language: {} for language in Language})

    async def get(self, connection: DirectConnection, version: int) -> CategoryTree:
        """Return the tree in this version or a later one; with version 0, the one in the cache."""
        if version not in {0, self._tree.version}:
            self._tree = await tree_store.read_tree(connection)
        return self._tree
