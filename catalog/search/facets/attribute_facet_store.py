"""Counts the attributes of what is found."""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.attribute_filter import name_of, shown_attributes, value_of
from catalog.search.model import Filters, Sort
from catalog.search.query.tsquery import Wanted
from catalog.search.sampling import share
from catalog.search.sql import affordable, of_brand
from catalog.search.statements import Shape, found_by, once, parameters_of
from chassis.db.asyncpg_connection import DirectConnection, Written, written

MAX_ROWS_READ = 500
"""Results whose attributes are read; of more, so many by chance."""
MAX_VALUES = 12
"""Values that are told of a name, the fullest."""
MAX_LENGTH = 60
"""Characters of a name or value that one can choose by: longer ones are sentences."""
_SELDOM_NAMED, _SELDOM_SAID = 10, 200
"""A name, or a value, that no more than one in so many have tells little. Most are such: to put
them in order would take longer than to count them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the results that were read have each value of each name, the fullest first."""

    results: int
    """Expected, where there is a sample."""
    read: int
    rows: list[tuple[str, str, int]]
    """Name, value, results read."""
    is_exact: bool


async def count(
    connection: DirectConnection,
    *,
    language: Language,
    wanted: Wanted | None,
    filters: Filters,
    level: int,
    name: str | None = None,
    values: Collection[str] = (),
) -> Counted:
    """Count the attributes in the shopper's language, in one round trip.

    With a `name` that one alone, its `values` among those that are told.
    """
    shape = Shape.of(language, wanted, filters, level, Sort.NEWEST)
    parameters = parameters_of(wanted, filters) | {"name": name, "chosen": values}
    statement = _statement(shape, is_one=name is not None)
    [(passed, read, rows)] = await connection.fetch(statement, parameters)
    return Counted(
        results=passed * share(level),
        read=read,
        rows=[(name, value, products) for name, value, products in rows or ()],
        is_exact=not level and passed == read,
    )


@functools.lru_cache(maxsize=256)
def _statement(shape: Shape, *, is_one: bool) -> Written:
    return written(_selected(shape, is_one=is_one))


def _selected(shape: Shape, *, is_one: bool) -> sa.Select[Any]:
    hits = found_by(shape)
    passes = (affordable(hits, shape.given), of_brand(hits, shape.given))
    # By their ids' hash: the first ones found would be the oldest.
    by_chance = sa.select(hits.c.id).where(*passes).order_by(sa.func.uuid_hash(hits.c.id))
    taken = once(by_chance.limit(sa.literal_column(str(MAX_ROWS_READ))), "taken")
    read = sa.select(sa.func.count()).select_from(taken).scalar_subquery()
    attributes = shown_attributes(taken.c.id, shape.language)
    pair = sa.func.jsonb_array_elements(attributes).column_valued("pair")
    counting = (
        sa.select(
            name_of(pair).label("name"),
            value_of(pair).label("value"),
            sa.func.count().label("products"),
        )
        .select_from(taken.join(pair.scalar_alias, sa.true()))
        .group_by(sa.literal_column("1"), sa.literal_column("2"))
    )
    is_said: sa.ColumnElement[bool] = sa.func.count() * sa.literal_column(str(_SELDOM_SAID)) > read
    chosen = sa.any_(sa.bindparam("chosen", type_=pg.ARRAY(sa.Text())))
    if is_one:
        counting = counting.where(name_of(pair) == sa.bindparam("name", type_=sa.Text()))
        is_said |= value_of(pair) == chosen
    counting = counting.having(is_said)
    counted = counting.subquery("counted")
    placed = sa.select(
        counted,
        sa.func.row_number()
        .over(partition_by=counted.c.name, order_by=(counted.c.products.desc(), counted.c.value))
        .label("place"),
        sa.func.sum(counted.c.products).over(partition_by=counted.c.name).label("having"),
    )
    if not is_one:
        short = (sa.func.char_length(counted.c[part]) <= MAX_LENGTH for part in ("name", "value"))
        placed = placed.where(*short)
    ranked = placed.subquery("ranked")
    is_told: sa.ColumnElement[bool] = ranked.c.place <= MAX_VALUES
    if is_one:
        is_told |= ranked.c.value == chosen
    else:
        is_told &= ranked.c.having * sa.literal_column(str(_SELDOM_NAMED)) > read
    told = sa.func.jsonb_build_array(ranked.c.name, ranked.c.value, ranked.c.products)
    in_order = pg.aggregate_order_by(told, ranked.c.name, ranked.c.place)
    return sa.select(
        sa.select(sa.func.count()).select_from(hits).where(*passes).scalar_subquery(),
        read,
        sa.select(sa.func.jsonb_agg(in_order, type_=pg.JSONB)).where(is_told).scalar_subquery(),
    )
