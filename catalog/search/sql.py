"""What is found, and the SQL that makes a page and numbers of it."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from catalog.search.model import MAX_BRANDS, Cursor, Sort
from catalog.search.sampling import share
from catalog.tables import categories


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
        .limit(sa.literal_column(str(MAX_BRANDS)))
    )


def position(sort: Sort, after: Cursor | None) -> dict[str, Any]:
    """Return the parameters of where a page begins."""
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
