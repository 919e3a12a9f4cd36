"""What is found, and the SQL that makes a page and numbers of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Listed
from catalog.search.cursor import Cursor, Sort
from catalog.search.query.lexicon import share
from catalog.tables import categories

MOST_BRANDS = 20
"""Brands that are told, those with the most products."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What products must be like to be found; prices in minor units, inclusive.

    The SQL has a parameter of the same name for each that is given.
    """

    category: str | None = None
    """A slug: in this category or below it."""
    brand: str | None = None
    min_price: int | None = None
    max_price: int | None = None
    available: bool | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name, values of which a product has one, in the language of the search."""
    described: str | None = None
    """A tsquery that what has the attributes answers; see catalog.search.attribute_filter."""
    sku: str | None = None
    """Not for samples: the search index has none."""

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of those that are given, by name."""
        named = ((name, getattr(self, name)) for name in _PLAIN)
        given = {name: value for name, value in named if value is not None}
        for number, (name, values) in enumerate(self.attributes.items()):
            given |= {f"attribute_{number}": name, f"values_{number}": values}
        return given

    def without(self, attribute: str) -> "Filters":
        """The same but for one attribute."""
        left = {name: values for name, values in self.attributes.items() if name != attribute}
        return replace(self, attributes=left, described=None)


_PLAIN = ("category", "brand", "min_price", "max_price", "available", "described", "sku")


class Shelf(NamedTuple):
    """The results that stand in one category itself, in numbers, in the order of the SQL's."""

    category: str
    """By id."""
    results: int
    lowest_price: int | None
    highest_price: int | None
    """These two also of products that only the limits on the price keep out; None: no product."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results in order, each with what it was sorted by; and all results in numbers.

    Of a sample the counts are multiplied: they are estimates then.
    """

    page: list[tuple[Any, Listed]]
    shelves: list[Shelf]
    brands: list[tuple[str, int]]
    """With how many products each has, also those that only the filter by brand keeps out; the
    fullest first."""
    tree: int
    """The version of the tree that the categories stand in; 0: there are none."""

    @property
    def count(self) -> int:
        """How many results there are in all."""
        return sum(shelf.results for shelf in self.shelves)


def passes(source: Any, given: Collection[str]) -> list[sa.ColumnElement[bool]]:
    """Conditions of the filters that neither prices nor brands have to do with.

    `source` has `category_id` and `available`.
    """
    conditions: list[sa.ColumnElement[bool]] = []
    if "category" in given:
        slug = sa.bindparam("category", type_=sa.Text())
        below = sa.select(categories.c.id).where(slug == sa.any_(categories.c.path))
        conditions.append(source.category_id.in_(below))
    if "available" in given:
        conditions.append(source.available == sa.bindparam("available", type_=sa.Boolean()))
    if "sku" in given:
        conditions.append(source.sku == sa.bindparam("sku", type_=sa.Text()))
    return conditions


def page_of(
    hits: sa.FromClause, sort: Sort, given: Collection[str], *, continued: bool
) -> sa.Select[Any]:
    """The first `limit` results, behind that of `after_key` and `after_id` if continued.

    `hits` has `id`, `key`, `category_id`, `price` and `brand`.
    """
    page = (
        sa.select(hits.c.id, hits.c.key, hits.c.category_id)
        .where(affordable(hits, given), of_brand(hits, given))
        .order_by(*order_of(hits, sort))
        .limit(sa.bindparam("limit", type_=sa.BigInteger()))
    )
    return page.where(_behind(hits, sort)) if continued else page


def order_of(hits: sa.FromClause, sort: Sort) -> tuple[sa.ColumnElement[Any], ...]:
    """The order of results. `hits` has `id` and `key`."""
    return (hits.c.key.desc() if sort.descends else hits.c.key, hits.c.id)


def shelves_of(hits: sa.FromClause, given: Collection[str], level: int) -> sa.Select[Any]:
    """The id of each category with its numbers. `hits` has `category_id` too."""
    is_one = of_brand(hits, given)
    counted = sa.func.count().filter(affordable(hits, given), is_one)
    return sa.select(
        hits.c.category_id,
        _multiplied(counted, level).label("count"),
        sa.func.min(hits.c.price).filter(is_one).label("lowest"),
        sa.func.max(hits.c.price).filter(is_one).label("highest"),
    ).group_by(hits.c.category_id)


def brands_of(hits: sa.FromClause, given: Collection[str], level: int) -> sa.Select[Any]:
    """Brands and how many results each has."""
    count = sa.func.count()
    return (
        sa.select(hits.c.brand, _multiplied(count, level).label("count"))
        .where(affordable(hits, given), hits.c.brand != sa.literal_column("''"))
        .group_by(hits.c.brand)
        .order_by(count.desc(), hits.c.brand)
        .limit(sa.literal_column(str(MOST_BRANDS)))
    )


def as_list(rows: sa.FromClause) -> sa.ScalarSelect[str]:
    """A JSON list of a list for each row, as text: read by a decoder that knows its shape."""
    return aggregated(sa.func.json_build_array(*rows.c)).select_from(rows).scalar_subquery()


def aggregated(value: sa.ColumnElement[Any], *order: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """A JSON list of the values, as text; an empty one where there are none."""
    if order:
        value = pg.aggregate_order_by(value, *order)
    listed = sa.cast(sa.func.json_agg(value), sa.Text)
    return sa.select(sa.func.coalesce(listed, sa.literal_column("'[]'")))


def position(sort: Sort, after: Cursor | None) -> dict[str, Any]:
    """Answer the parameters of where a page begins."""
    if after is None:
        return {}
    if sort is Sort.NEWEST:
        return {"after_id": after.id}
    return {"after_key": after.key, "after_id": after.id}


_KINDS: dict[Sort, sa.types.TypeEngine[Any]] = {
    Sort.RELEVANCE: sa.Double(),
    Sort.NAME: sa.Text(),
    Sort.PRICE: sa.BigInteger(),
    Sort.PRICE_DESCENDING: sa.BigInteger(),
}


def _behind(hits: sa.FromClause, sort: Sort) -> sa.ColumnElement[bool]:
    last_id = sa.bindparam("after_id", type_=sa.Uuid())
    if sort is Sort.NEWEST:
        return hits.c.id < last_id
    last = sa.bindparam("after_key", type_=_KINDS[sort])
    past = hits.c.key < last if sort.descends else hits.c.key > last
    return sa.or_(past, sa.and_(hits.c.key == last, hits.c.id > last_id))


def affordable(hits: sa.FromClause, given: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether the price is within the limits. `hits` has `price`."""
    limits = []
    if "min_price" in given:
        limits.append(hits.c.price >= sa.bindparam("min_price", type_=sa.BigInteger()))
    if "max_price" in given:
        limits.append(hits.c.price <= sa.bindparam("max_price", type_=sa.BigInteger()))
    return sa.and_(sa.true(), *limits)


def of_brand(hits: sa.FromClause, given: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether it is of the brand. `hits` has `brand`."""
    if "brand" not in given:
        return sa.true()
    return hits.c.brand == sa.bindparam("brand", type_=sa.Text())


def _multiplied(count: sa.ColumnElement[int], level: int) -> sa.ColumnElement[int]:
    return count if not level else count * sa.literal_column(str(share(level)))
