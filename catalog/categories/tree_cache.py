"""The tree of categories, kept in memory for as long as it is the same.

A search answers categories by their ids; each has the tree's version with it, which PostgreSQL's
triggers change with whatever changes in the tree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from catalog.domain import CategoryRef, Language
from catalog.sql_json import aggregated
from catalog.tables import categories, category_tree
from catalog.translations import category_name
from chassis.db.asyncpg_connection import DirectConnection


@dataclass(frozen=True, slots=True)
class Tree:
    """All categories, as of a version of the tree."""

    version: int
    paths: Mapping[str, tuple[str, ...]]
    """By id, the slugs from the top down to its own."""
    named: Mapping[Language, Mapping[str, CategoryRef]]
    """By slug."""

    def category(self, category_id: str, language: Language) -> CategoryRef | None:
        """Return the category of that id; None: there is none any more."""
        path = self.paths.get(category_id)
        return self.named[language][path[-1]] if path else None

    def below(self, category_id: str, chosen: str | None) -> tuple[str, ...]:
        """Return its path, from what is below the category of that slug on if one is chosen."""
        path = self.paths.get(category_id, ())
        if chosen is None:
            return path
        return path[path.index(chosen) + 1 :] if chosen in path else ()


class KeptTree:
    """The tree as it was last."""

    def __init__(self) -> None:
        self._tree = Tree(0, {}, {language: {} for language in Language})

    async def at(self, connection: DirectConnection, version: int) -> Tree:
        """Return the tree, of this version or a later one; with 0, as it was last."""
        if version not in {0, self._tree.version}:
            self._tree = await read(connection)
        return self._tree


class _Row(NamedTuple):
    id: str
    path: tuple[str, ...]
    names: tuple[str, ...]
    """In the order of the languages."""


_ROWS = msgspec.json.Decoder(list[_Row])


def version_of_tree() -> sa.ScalarSelect[int]:
    """The version that the tree has now."""
    return sa.select(category_tree.c.version).scalar_subquery()


_READ = sa.select(
    version_of_tree(),
    aggregated(
        sa.func.json_build_array(
            categories.c.id,
            categories.c.path,
            sa.func.json_build_array(*map(category_name, Language)),
        )
    )
    .select_from(categories)
    .scalar_subquery(),
)


async def read(connection: DirectConnection) -> Tree:
    """Return the tree as it is now."""
    [(version, written)] = await connection.fetch(_READ, {})
    rows = _ROWS.decode(written)
    return Tree(
        version=version,
        paths={row.id: row.path for row in rows},
        named={
            language: {row.path[-1]: CategoryRef(row.path[-1], row.names[place]) for row in rows}
            for place, language in enumerate(Language)
        },
    )
