"""Counts the attributes of the products that a search finds."""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.execution.attribute_filter import name_of, shown_attributes, value_of
from catalog.search.execution.hits import StatementShape, counted_hits, once
from catalog.search.execution.page import is_affordable, is_of_brand
from catalog.search.execution.ranking import text_parameters
from catalog.search.model import Filters, Sort
from catalog.search.query.text_query import TextQuery
from catalog.search.sampling import sample_factor
from chassis.db.asyncpg_connection import CompiledStatement, DirectConnection, compile_statement

MAX_PRODUCTS_READ = 500
"""Results whose attributes are read; if there are more results, a random sample of this size."""
MAX_VALUES = 12
"""Values returned for an attribute: the most frequent ones."""
MAX_LENGTH = 60
"""Characters of a name or value to filter by: longer ones are sentences."""
_MAX_NAME_RARITY, _MAX_VALUE_RARITY = 10, 200
"""A name, or a value, is left out if at most one product in so many has it. Most are that rare, and
sorting them would take longer than counting them."""


@dataclass(frozen=True, slots=True)
class AttributeCounts:
    """How many of the results that were read have each value of each attribute."""

    results: int
    """The number of all results; an estimate if they are sampled."""
    read: int
    """The number of results whose attributes were read."""
    rows: list[tuple[str, str, int]]
    """Name, value, and the number of read results that have it; for each name the most frequent
    first."""
    is_exact: bool


async def count_attributes(
    connection: DirectConnection,
    *,
    language: Language,
    text_query: TextQuery | None,
    filters: Filters,
    sample_level: int,
    name: str | None = None,
    values: Collection[str] = (),
) -> AttributeCounts:
    """Count the attributes in the shopper's language, in one round trip.

    With a `name`, count only that attribute, and always return its `values`.
    """
    shape = StatementShape.of(language, text_query, filters, sample_level, Sort.NEWEST)
    parameters = {
        **filters.given,
        **text_parameters(text_query),
        "name": name,
        "chosen": values,
    }
    statement = _statement(shape, is_one=name is not None)
    [(results, read, rows)] = await connection.fetch(statement, parameters)
    return AttributeCounts(
        results=results * sample_factor(sample_level),
        read=read,
        rows=[(name, value, products) for name, value, products in rows or ()],
        is_exact=not sample_level and results == read,
    )


@functools.lru_cache(maxsize=256)
def _statement(shape: StatementShape, *, is_one: bool) -> CompiledStatement:
    return compile_statement(_select(shape, is_one=is_one))


def _select(shape: StatementShape, *, is_one: bool) -> sa.Select[Any]:
    hits = counted_hits(shape)
    passes = (is_affordable(hits, shape.filters), is_of_brand(hits, shape.filters))
    # Sorted by the hash of the id: the first products found would be the oldest.
    by_chance = sa.select(hits.c.id).where(*passes).order_by(sa.func.uuid_hash(hits.c.id))
    taken = once(by_chance.limit(sa.literal_column(str(MAX_PRODUCTS_READ))), "taken")
    read = sa.select(sa.func.count()).select_from(taken).scalar_subquery()
    pairs = _ranked_pairs(shape, taken, read, is_one=is_one).subquery("ranked")
    return sa.select(
        sa.select(sa.func.count()).select_from(hits).where(*passes).scalar_subquery(),
        read,
        _returned_pairs(pairs, read, is_one=is_one),
    )


_CHOSEN = sa.any_(sa.bindparam("chosen", type_=pg.ARRAY(sa.Text())))


def _ranked_pairs(
    shape: StatementShape, taken: sa.CTE, read: sa.ScalarSelect[int], *, is_one: bool
) -> sa.Select[Any]:
    """Select pairs of name and value that are not rare, with their rank among those of one name."""
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
    is_frequent: sa.ColumnElement[bool] = (
        sa.func.count() * sa.literal_column(str(_MAX_VALUE_RARITY)) > read
    )
    if is_one:
        counting = counting.where(name_of(pair) == sa.bindparam("name", type_=sa.Text()))
        is_frequent |= value_of(pair) == _CHOSEN
    counted = counting.having(is_frequent).subquery("counted")
    ranked = sa.select(
        counted,
        sa.func.row_number()
        .over(partition_by=counted.c.name, order_by=(counted.c.products.desc(), counted.c.value))
        .label("place"),
        sa.func.sum(counted.c.products).over(partition_by=counted.c.name).label("having"),
    )
    if is_one:
        return ranked
    short = (sa.func.char_length(counted.c[part]) <= MAX_LENGTH for part in ("name", "value"))
    return ranked.where(*short)


def _returned_pairs(
    pairs: sa.Subquery, read: sa.ScalarSelect[int], *, is_one: bool
) -> sa.ScalarSelect[Any]:
    """Return a JSON list of the most frequent pairs of each name, with their products counted."""
    is_returned: sa.ColumnElement[bool] = pairs.c.place <= MAX_VALUES
    if is_one:
        is_returned |= pairs.c.value == _CHOSEN
    else:
        is_returned &= pairs.c.having * sa.literal_column(str(_MAX_NAME_RARITY)) > read
    row = sa.func.jsonb_build_array(pairs.c.name, pairs.c.value, pairs.c.products)
    in_order = pg.aggregate_order_by(row, pairs.c.name, pairs.c.place)
    return (
        sa.select(sa.func.jsonb_agg(in_order, type_=pg.JSONB)).where(is_returned).scalar_subquery()
    )
