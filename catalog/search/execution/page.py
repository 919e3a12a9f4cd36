"""The page of the products found, and their counts by category and brand, as SQL."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from catalog.search.model import Cursor, Sort
from catalog.search.sampling import sample_factor
from catalog.sql_json import json_list
from catalog.tables import products

MAX_BRANDS = 20
"""Brands that are returned: those with the most products."""

_KEY_TYPES: dict[Sort, sa.types.TypeEngine[Any]] = {
    Sort.RELEVANCE: sa.Double(),
    Sort.NAME: sa.Text(),
    Sort.PRICE: sa.BigInteger(),
    Sort.PRICE_DESCENDING: sa.BigInteger(),
}


def page_of(
    hits: sa.FromClause, sort: Sort, filters: Collection[str], *, is_continued: bool
) -> sa.Select[Any]:
    """Select the first `limit` results, after `after_key` and `after_id` if continued.

    `hits` has `id`, `key`, `category_id`, `price` and `brand`.
    """
    page = (
        sa.select(hits.c.id, hits.c.key, hits.c.category_id)
        .where(is_affordable(hits, filters), is_of_brand(hits, filters))
        .order_by(*_order(hits, sort))
        .limit(sa.bindparam("limit", type_=sa.BigInteger()))
    )
    return page.where(_is_behind(hits, sort)) if is_continued else page


def cursor_parameters(sort: Sort, after: Cursor | None) -> dict[str, Any]:
    """Return the parameters for the beginning of a page."""
    if after is None:
        return {}
    if sort is Sort.NEWEST:
        return {"after_id": after.id}
    return {"after_key": after.key, "after_id": after.id}


def listed_products(page: sa.FromClause, sort: Sort) -> sa.ScalarSelect[str]:
    """Return the page as text: a JSON list of [key, ListedProduct] for each result, in order."""
    # The limit makes PostgreSQL look each product up: a generic plan does not know the page's size.
    product = (
        sa.select(products.c.version, products.c.price_amount, products.c.available)
        .where(products.c.id == page.c.id)
        .limit(sa.literal_column("1"))
        .lateral("listed_product")
    )
    listed_product = sa.func.json_build_array(
        page.c.id,
        product.c.version,
        page.c.category_id,
        product.c.price_amount,
        product.c.available,
    )
    pair = sa.func.json_build_array(page.c.key, listed_product)
    source = page.join(product, sa.true())
    return json_list(pair, *_order(page, sort)).select_from(source).scalar_subquery()


def category_buckets(
    hits: sa.FromClause, filters: Collection[str], sample_level: int
) -> sa.Select[Any]:
    """Select the columns of a CategoryBucket for each category that hits are in."""
    of_brand = is_of_brand(hits, filters)
    count = sa.func.count().filter(is_affordable(hits, filters), of_brand)
    return sa.select(
        hits.c.category_id,
        _multiplied(count, sample_level).label("count"),
        sa.func.min(hits.c.price).filter(of_brand).label("lowest"),
        sa.func.max(hits.c.price).filter(of_brand).label("highest"),
    ).group_by(hits.c.category_id)


def brand_counts(
    hits: sa.FromClause, filters: Collection[str], sample_level: int
) -> sa.Select[Any]:
    """Select the brands with the most results, and the number of their results."""
    count = sa.func.count()
    return (
        sa.select(hits.c.brand, _multiplied(count, sample_level).label("count"))
        .where(is_affordable(hits, filters), hits.c.brand != sa.literal_column("''"))
        .group_by(hits.c.brand)
        .order_by(count.desc(), hits.c.brand)
        .limit(sa.literal_column(str(MAX_BRANDS)))
    )


def is_affordable(hits: sa.FromClause, filters: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether the price is within the filter's limits. `hits` has `price`."""
    limits = []
    if "min_price" in filters:
        limits.append(hits.c.price >= sa.bindparam("min_price", type_=sa.BigInteger()))
    if "max_price" in filters:
        limits.append(hits.c.price <= sa.bindparam("max_price", type_=sa.BigInteger()))
    return sa.and_(sa.true(), *limits)


def is_of_brand(hits: sa.FromClause, filters: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether the product is of the brand. `hits` has `brand`."""
    if "brand" not in filters:
        return sa.true()
    return hits.c.brand == sa.bindparam("brand", type_=sa.Text())


def _order(hits: sa.FromClause, sort: Sort) -> tuple[sa.ColumnElement[Any], ...]:
    return (hits.c.key.desc() if sort.descends else hits.c.key, hits.c.id)


def _is_behind(hits: sa.FromClause, sort: Sort) -> sa.ColumnElement[bool]:
    last_id = sa.bindparam("after_id", type_=sa.Uuid())
    if sort is Sort.NEWEST:
        return hits.c.id < last_id
    last_key = sa.bindparam("after_key", type_=_KEY_TYPES[sort])
    is_past = hits.c.key < last_key if sort.descends else hits.c.key > last_key
    return sa.or_(is_past, sa.and_(hits.c.key == last_key, hits.c.id > last_id))


def _multiplied(count: sa.ColumnElement[int], sample_level: int) -> sa.ColumnElement[int]:
    if not sample_level:
        return count
    return count * sa.literal_column(str(sample_factor(sample_level)))
