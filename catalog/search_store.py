"""Finds products, and ways to complete what was typed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language
from catalog.paging import Cursor, Sort
from catalog.ranking import SOLD_OUT, as_tsquery, matches, of_sample, relevance
from catalog.tables import categories, product_search, products
from catalog.words import Wanted, share


@dataclass(frozen=True, slots=True)
class Filters:
    """What products must be like to be found; prices in minor units, inclusive."""

    category_slug: str = ""
    min_price: int | None = None
    max_price: int | None = None
    available: bool | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The results that stand in one category itself, in numbers."""

    path: tuple[str, ...]
    count: int
    lowest_price: int
    highest_price: int
    """These two also of products that only the limits on the price keep out."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results in order, each with what it was sorted by; and all results in numbers."""

    page: list[tuple[UUID, Any]]
    shelves: list[Shelf]
    """Of a sample the counts are multiplied: they are estimates then."""


async def find(
    connection: AsyncConnection,
    *,
    language: Language,
    wanted: Wanted | None,
    filters: Filters,
    sort: Sort,
    after: Cursor | None,
    limit: int,
    level: int = 0,
) -> Found:
    """Answer the first `limit` results behind the cursor, in one round trip.

    `language` is the one that names are shown in, and sorted by.
    `wanted` None lists everything; there is no relevance then.
    `level` is that of the sample which is counted; by relevance, ranked too.
    """
    if wanted is None:
        # Each half has an index of its own to go by.
        page = _page(
            _listed(language, filters, sort).subquery("listed"), filters, sort, after, limit
        )
        shelves = _shelves(_sampled(filters, language, level).subquery("matching"), filters, level)
    elif level and sort not in {Sort.RELEVANCE, Sort.NAME}:
        # So many results are soon met on the way through all products in their order.
        all_of_them = _walked(language, wanted, filters, sort).subquery("walked")
        page = _page(all_of_them, filters, sort, after, limit)
        hits = _once(_hits(language, wanted, filters, Sort.NEWEST, level), "hits")
        shelves = _shelves(hits, filters, level)
    else:
        # Finding and ranking is the dear part: once for both halves.
        hits = _once(_hits(language, wanted, filters, sort, level), "hits")
        page = _page(hits, filters, sort, after, limit)
        shelves = _shelves(hits, filters, level)
    row = (
        await connection.execute(
            sa.select(
                _as_list(sa.func.jsonb_build_array(page.c.id, page.c.key), page),
                _as_list(shelves.c.shelf, shelves),
            )
        )
    ).one()
    return Found(
        page=[(UUID(product_id), key) for product_id, key in row[0] or ()],
        shelves=[Shelf(tuple(path), *numbers) for path, *numbers in row[1] or ()],
    )


def _matching(filters: Filters) -> sa.Select[Any]:
    """Products that pass the filters, those on the price aside."""
    query = sa.select(
        products.c.id, products.c.category_id, products.c.price_amount.label("price")
    ).where(~products.c.archived)
    if filters.category_slug:
        slug = sa.literal(filters.category_slug, sa.Text)
        below = sa.select(categories.c.id).where(slug == sa.any_(categories.c.path))
        query = query.where(products.c.category_id.in_(below))
    if filters.available is not None:
        query = query.where(products.c.available == filters.available)
    return query


def _listed(language: Language, filters: Filters, sort: Sort) -> sa.Select[Any]:
    """The same, with the key to sort them by."""
    query = _matching(filters)
    if sort is Sort.NAME:
        query = query.join(product_search, product_search.c.product_id == products.c.id)
        query = query.where(product_search.c.language == language.value)
    return query.add_columns(_key(sort).label("key"))


def _sampled(filters: Filters, language: Language, level: int) -> sa.Select[Any]:
    """Products that pass the filters, of the sample."""
    query = _matching(filters)
    if not level:
        return query
    sample = sa.select(product_search.c.product_id).where(
        product_search.c.language == language.value, of_sample(level)
    )
    return query.where(products.c.id.in_(sample))


def _walked(language: Language, wanted: Wanted, filters: Filters, sort: Sort) -> sa.Select[Any]:
    """All that is wanted, in a form that can be read in order."""
    words = product_search.alias("worded")
    query = _listed(language, filters, sort).join(words, words.c.product_id == products.c.id)
    return query.where(
        words.c.language == wanted.language.value,
        words.c.vector.bool_op("@@")(as_tsquery(wanted.query)),
    )


def _hits(
    language: Language, wanted: Wanted, filters: Filters, sort: Sort, level: int
) -> sa.Select[Any]:
    """The same, of those that are wanted."""
    # Names are sorted as they are shown, in the shopper's language.
    by_words = sort is Sort.RELEVANCE or (sort is Sort.NAME and wanted.language is language)
    key = relevance(wanted) if sort is Sort.RELEVANCE else product_search.c.name_key
    worded = sa.select(product_search.c.product_id, key.label("key")).where(
        product_search.c.language == wanted.language.value, matches(wanted.query)
    )
    if level:
        worded = worded.where(of_sample(level))
    # On its own, so that what is joined is a number, not a vector.
    found = _once(worded, "found")
    if not by_words:
        listed = _listed(language, filters, sort)
    elif sort is Sort.RELEVANCE:
        # What is sold out comes after the rest.
        sinks = sa.case((products.c.available, found.c.key), else_=found.c.key - SOLD_OUT)
        listed = _matching(filters).add_columns(sinks.label("key"))
    else:
        listed = _matching(filters).add_columns(found.c.key)
    return listed.join(found, found.c.product_id == products.c.id)


def _key(sort: Sort) -> sa.ColumnElement[Any]:
    if sort is Sort.NAME:
        return product_search.c.name_key
    # Ids are UUIDv7: they grow with time.
    return products.c.id if sort is Sort.NEWEST else products.c.price_amount


def _once(query: sa.Select[Any], name: str) -> sa.CTE:
    return query.cte(name).prefix_with("MATERIALIZED")


def _page(
    results: sa.FromClause, filters: Filters, sort: Sort, after: Cursor | None, limit: int
) -> sa.Subquery:
    order = (results.c.key.desc() if sort.descends else results.c.key, results.c.id)
    return (
        sa.select(results.c.id, results.c.key)
        .where(_affordable(results, filters), _behind(results, sort, after))
        .order_by(*order)
        .limit(limit)
        .subquery("page")
    )


def _shelves(results: sa.FromClause, filters: Filters, level: int) -> sa.Subquery:
    by_category = (
        sa.select(
            results.c.category_id,
            (share(level) * sa.func.count().filter(_affordable(results, filters))).label("count"),
            sa.func.min(results.c.price).label("lowest"),
            sa.func.max(results.c.price).label("highest"),
        )
        .group_by(results.c.category_id)
        .subquery("by_category")
    )
    numbers = (by_category.c.count, by_category.c.lowest, by_category.c.highest)
    return (
        sa.select(sa.func.jsonb_build_array(categories.c.path, *numbers).label("shelf"))
        .join_from(by_category, categories, categories.c.id == by_category.c.category_id)
        .subquery("shelves")
    )


def _affordable(results: sa.FromClause, filters: Filters) -> sa.ColumnElement[bool]:
    limits = []
    if filters.min_price is not None:
        limits.append(results.c.price >= filters.min_price)
    if filters.max_price is not None:
        limits.append(results.c.price <= filters.max_price)
    return sa.and_(sa.true(), *limits)


def _behind(results: sa.FromClause, sort: Sort, after: Cursor | None) -> sa.ColumnElement[bool]:
    if after is None:
        return sa.true()
    if sort is Sort.NEWEST:
        return results.c.id < after.id
    past = results.c.key < after.key if sort.descends else results.c.key > after.key
    return sa.or_(past, sa.and_(results.c.key == after.key, results.c.id > after.id))


def _as_list(item: sa.ColumnElement[Any], source: sa.FromClause) -> sa.ColumnElement[Any]:
    gathered = sa.select(sa.func.jsonb_agg(item)).select_from(source).scalar_subquery()
    return sa.type_coerce(gathered, pg.JSONB)
