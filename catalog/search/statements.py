"""Finds products: the first ones of an order, and all of them in numbers.

One statement serves all searches of one shape, so that neither this process nor PostgreSQL has to
think about it twice.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.categories.tree_store import tree_version
from catalog.domain import Language, ListedProduct
from catalog.search.attribute_filter import has_attributes, is_described
from catalog.search.model import Cursor, Filters, Found, Shelf, Sort
from catalog.search.query.tsquery import Term, Wanted
from catalog.search.ranking import is_of, matches, of_sample, relevance, values_of
from catalog.search.sql import brands_of, page_of, passes, position, shelves_of
from catalog.search.summary_store import listed
from catalog.sql_json import json_rows
from catalog.tables import product_search, products
from chassis.db.asyncpg_connection import DirectConnection, Written, written

MAX_EXACT_NAMES = 100
"""Products that are called just as was typed, beside a sample."""


async def find(
    connection: DirectConnection,
    *,
    language: Language,
    wanted: Wanted | None,
    filters: Filters,
    sort: Sort,
    after: Cursor | None,
    limit: int,
    level: int = 0,
) -> Found:
    """Return the first `limit` results behind the cursor, in one round trip.

    `language` is the one that names are shown in, and sorted by.
    `wanted` None lists everything; there is no relevance then.
    `level` is that of the sample which is counted; by relevance and by name, ranked too.
    """
    shape = Shape.of(language, wanted, filters, level, sort, continued=after is not None)
    values = {**parameters_of(wanted, filters), **position(sort, after), "limit": limit}
    [(page, shelves, brands, tree)] = await connection.fetch(_statement(shape), values)
    return Found(
        page=_PAGE.decode(page),
        shelves=_SHELVES.decode(shelves),
        brands=_BRANDS.decode(brands),
        tree=tree,
    )


_PAGE = msgspec.json.Decoder(list[tuple[Any, ListedProduct]])
_SHELVES = msgspec.json.Decoder(list[Shelf])
_BRANDS = msgspec.json.Decoder(list[tuple[str, int]])


async def first_sku(connection: DirectConnection, skus: Sequence[str]) -> str | None:
    """Return the first of them that is the SKU of a product for sale."""
    found = {sku for (sku,) in await connection.fetch(_OF_SKU, {"skus": list(skus)})}
    return next((sku for sku in skus if sku in found), None)


_OF_SKU: sa.Select[str] = (
    sa.select(products.c.sku)
    .where(products.c.sku == sa.any_(sa.bindparam("skus", type_=pg.ARRAY(sa.Text()))))
    .where(~products.c.archived)
)


def parameters_of(wanted: Wanted | None, filters: Filters) -> dict[str, Any]:
    """Return the parameters of what is found, without those of a page of it."""
    if wanted is None:
        return filters.given
    named = {"whole": wanted.whole, "as_typed": wanted.as_typed}
    return {**filters.given, **values_of(wanted), **named}


def is_walked(wanted: Wanted | None, sort: Sort, level: int) -> bool:
    """Whether products are met in their order until there are enough, rather than found by words.

    How to go about that is decided by the values: its plan is not to be kept.
    """
    return wanted is None or is_soon_met(sort, level)


def is_soon_met(sort: Sort, level: int) -> bool:
    """Whether products are met in their order though words are given."""
    # Where so many have the words, the first ones of an order are soon met on the way through it.
    return level > 0 and sort not in {Sort.RELEVANCE, Sort.NAME}


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the SQL itself depends on."""

    language: Language
    sort: Sort
    level: int
    given: frozenset[str]
    """Names of the filters."""
    continued: bool
    terms: tuple[Term, ...]
    """Empty: everything is listed."""
    words_in: Language
    is_strict: bool
    """Whether all stems are needed."""
    put_right: bool
    """Whether some products have a word as typed that was put right."""

    @classmethod
    def of(
        cls,
        language: Language,
        wanted: Wanted | None,
        filters: Filters,
        level: int,
        sort: Sort,
        *,
        continued: bool = False,
    ) -> "Shape":
        """Return the shape of a search."""
        return cls(
            language=language,
            sort=sort,
            level=level,
            given=frozenset(filters.given),
            continued=continued,
            terms=wanted.terms if wanted else (),
            words_in=wanted.language if wanted else language,
            is_strict=wanted is not None and wanted.is_strict,
            put_right=wanted is not None and bool(wanted.as_typed),
        )


@functools.lru_cache(maxsize=512)
def _statement(shape: Shape) -> Written:
    return written(_selected(shape))


def _selected(shape: Shape) -> sa.Select[str, str, str, int]:
    if not shape.terms:
        # Each half has an index of its own to go by, but what reads texts is done once.
        once_for_both = "attribute_0" in shape.given and not shape.level
        all_of_it = _listed(shape)
        paged: sa.FromClause = (
            once(all_of_it, "listed") if once_for_both else all_of_it.subquery("listed")
        )
        counted: sa.FromClause = paged if once_for_both else found_by(shape)
    elif is_soon_met(shape.sort, shape.level):
        paged = _walked(shape).subquery("walked")
        counted = found_by(shape)
    else:
        paged = counted = found_by(shape)
        if shape.level and shape.sort is Sort.RELEVANCE:
            # What is called just as was typed comes first, by whatever chance it has no part in
            # the sample.
            so_named = product_search.c.name_key == sa.bindparam("whole", type_=sa.Text())
            conditions = [so_named, matches("as_typed")] if shape.put_right else [so_named]
            called = sa.union(*(_outside(shape, one) for one in conditions)).subquery("called")
            paged = sa.union_all(sa.select(counted), sa.select(called)).subquery("paged")
    page = once(page_of(paged, shape.sort, shape.given, continued=shape.continued), "page")
    shelves = shelves_of(counted, shape.given, shape.level).subquery("shelves")
    brands = brands_of(counted, shape.given, shape.level).subquery("brands")
    return sa.select(
        listed(page, shape.sort),
        json_rows(shelves),
        json_rows(brands),
        tree_version(),
    )


def found_by(shape: Shape) -> sa.CTE:
    """All that is found, or the sample of it, but for what price or brand keeps out."""
    if shape.terms:
        return once(_worded(shape), "hits")
    return once(_sampled(shape), "sampled")


def _worded(shape: Shape) -> sa.Select[Any]:
    """What has the words, with what it is sorted by."""
    found = product_search
    keys: dict[Sort, sa.ColumnElement[Any]] = {
        Sort.RELEVANCE: relevance(shape.terms, is_strict=shape.is_strict),
        Sort.NAME: found.c.name_key,
        Sort.NEWEST: found.c.product_id,
        Sort.PRICE: found.c.price,
        Sort.PRICE_DESCENDING: found.c.price,
    }
    key = keys[shape.sort]
    source: sa.FromClause = found
    if shape.sort is Sort.NAME and shape.words_in is not shape.language:
        # Names are sorted as they are shown, in the shopper's language.
        shown = product_search.alias("shown")
        is_same = shown.c.product_id == found.c.product_id
        source = found.join(
            shown, is_same & (shown.c.language == sa.literal_column(f"'{shape.language.value}'"))
        )
        key = shown.c.name_key
    query = _ranked(shape, key).select_from(source).where(matches("query"))
    return query.where(of_sample(shape.level)) if shape.level else query


def _ranked(shape: Shape, key: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """What passes the filters, in the language that the words are taken in."""
    found = product_search
    return sa.select(
        found.c.product_id.label("id"),
        found.c.category_id,
        found.c.price,
        found.c.brand,
        key.label("key"),
    ).where(is_of(shape.words_in), *_passing(found.c, "product_id", shape))


def _outside(shape: Shape, condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """What answers the condition outside the sample: few, or the first of them."""
    outside = (
        _ranked(shape, relevance(shape.terms, is_strict=shape.is_strict))
        .where(condition, ~of_sample(shape.level))
        .order_by(product_search.c.product_id)
        .limit(sa.literal_column(str(MAX_EXACT_NAMES)))
        .subquery()
    )
    return sa.select(outside)


def _matching(shape: Shape) -> sa.Select[Any]:
    """Products that pass the filters, those on price and brand aside."""
    return sa.select(
        products.c.id,
        products.c.category_id,
        products.c.price_amount.label("price"),
        products.c.brand,
    ).where(~products.c.archived, *_passing(products.c, "id", shape))


def _listed(shape: Shape) -> sa.Select[Any]:
    """The same, with the key to sort them by."""
    query = _matching(shape)
    if shape.sort is Sort.NAME:
        query = query.join(product_search, product_search.c.product_id == products.c.id)
        return query.where(is_of(shape.language)).add_columns(
            product_search.c.name_key.label("key")
        )
    # Ids are UUIDv7: they grow with time.
    key = products.c.id if shape.sort is Sort.NEWEST else products.c.price_amount
    return query.add_columns(key.label("key"))


def _sampled(shape: Shape) -> sa.Select[Any]:
    """Products that pass the filters, of the sample."""
    if not shape.level:
        return _matching(shape)
    found = product_search.c
    return sa.select(
        found.product_id.label("id"), found.category_id, found.price, found.brand
    ).where(is_of(shape.language), of_sample(shape.level), *_passing(found, "product_id", shape))


def _walked(shape: Shape) -> sa.Select[Any]:
    """All that is wanted, in a form that can be read in order."""
    query = _listed(shape).join(product_search, product_search.c.product_id == products.c.id)
    return query.where(is_of(shape.words_in), matches("query"))


def _passing(source: Any, product_id: str, shape: Shape) -> list[sa.ColumnElement[bool]]:
    """Conditions of the filters, those on price and brand aside."""
    conditions = passes(source, shape.given)
    if "attribute_0" in shape.given:
        if "described" in shape.given:
            conditions.append(is_described(source[product_id], shape.language))
        conditions.append(has_attributes(source[product_id], shape.language, shape.given))
    return conditions


def once(query: sa.Select[Any], name: str) -> sa.CTE:
    """What is used in several places and is to be done once."""
    return query.cte(name).prefix_with("MATERIALIZED")
