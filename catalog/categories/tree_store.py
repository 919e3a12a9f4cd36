"""The SQL that reads the whole tree of categories, with its version."""

from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from catalog.categories.tree import CategoryTree
from catalog.domain import CategoryRef, Language
from catalog.sql_json import json_list
from catalog.tables import categories, category_tree
from catalog.translations import category_name
from chassis.db.asyncpg_connection import DirectConnection


def tree_version() -> sa.ScalarSelect[int]:
    """Return the current version of the tree; triggers change it whenever the tree changes."""
    return sa.select(category_tree.c.version).scalar_subquery()


async def read_tree(connection: DirectConnection) -> CategoryTree:
    """Return the tree as it is now."""
    [(version, rows_json)] = await connection.fetch(_READ_TREE, {})
    rows = _ROWS.decode(rows_json)
    return CategoryTree(
        version=version,
        paths={row.id: row.path for row in rows},
        categories={
            language: {row.path[-1]: CategoryRef(row.path[-1], row.names[index]) for row in rows}
            for index, language in enumerate(Language)
        },
    )


class _Row(NamedTuple):
    id: str
    path: tuple[str, ...]
    names: tuple[str, ...]
    """In the order of the languages."""


_ROWS = msgspec.json.Decoder(list[_Row])

_READ_TREE = sa.select(
    tree_version(),
    json_list(
        sa.func.json_build_array(
            categories.c.id,
            categories.c.path,
            sa.func.json_build_array(*map(category_name, Language)),
        )
    )
    .select_from(categories)
    .scalar_subquery(),
)
