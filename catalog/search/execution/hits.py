"""Selects the products that a search finds, as SQL over the search index or the products."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from catalog.domain import Language
from catalog.search.execution.attribute_filter import has_attributes, is_described
from catalog.search.execution.ranking import relevance
from catalog.search.model import Filters, Sort
from catalog.search.query.text_query import Term, TextQuery
from catalog.tables import categories, product_search, products

MAX_OF_THAT_NAME = 100
"""Products named exactly as typed that are added to a sample, at most."""


@dataclass(frozen=True, slots=True)
class StatementShape:
    """Everything that the SQL of a statement depends on; all else is its parameters."""

    language: Language
    """The language that names are shown in, and sorted by."""
    sort: Sort
    sample_level: int
    filters: frozenset[str]
    """Names of the given filters."""
    is_continued: bool
    """Whether the page begins after a cursor."""
    terms: tuple[Term, ...]
    """The terms of the text query; empty if all products are listed."""
    text_language: Language
    """The language of the text query."""
    is_strict: bool
    """Whether each product that matches has each of the stems."""
    is_corrected: bool
    """Whether some products have a corrected word as it was typed."""

    @classmethod
    def of(
        cls,
        language: Language,
        query: TextQuery | None,
        filters: Filters,
        sample_level: int,
        sort: Sort,
        *,
        is_continued: bool = False,
    ) -> "StatementShape":
        """Return the shape of the statement for a query, or for listing all products."""
        return cls(
            language=language,
            sort=sort,
            sample_level=sample_level,
            filters=frozenset(filters.given),
            is_continued=is_continued,
            terms=query.terms if query else (),
            text_language=query.language if query else language,
            is_strict=query is not None and query.is_strict,
            is_corrected=query is not None and bool(query.uncorrected_tsquery),
        )


def in_language(language: Language) -> sa.ColumnElement[bool]:
    """Whether the row of the index is of this language."""
    # A literal, as the sample level is: a generic plan must know which partial index fits.
    return product_search.c.language == sa.literal_column(f"'{language.value}'")


def in_sample(level: int) -> sa.ColumnElement[bool]:
    """Whether the product is in the sample of this level."""
    return product_search.c.level >= sa.literal_column(str(level))


def matches(parameter: str) -> sa.ColumnElement[bool]:
    """Whether the product matches the tsquery in the parameter of this name."""
    return product_search.c.vector.bool_op("@@")(sa.bindparam(parameter, type_=pg.TSQUERY()))


def once(query: sa.Select[Any], name: str) -> sa.CTE:
    """Return a common table expression that is executed once, however often it is used."""
    return query.cte(name).prefix_with("MATERIALIZED")


def is_page_of_all(sort: Sort, sample_level: int) -> bool:
    """Whether the page is of all products, although only a sample of them is counted.

    It is if they are sorted by price or age: where very many products match, a scan in that order
    soon finds the first ones.
    """
    return sample_level > 0 and sort not in {Sort.RELEVANCE, Sort.NAME}


def counted_hits(shape: StatementShape) -> sa.CTE:
    """Return all products found, or their sample, regardless of the filters by price and brand.

    The columns are `id`, `category_id`, `price` and `brand`.
    """
    if shape.terms:
        return once(_with_words(shape), "hits")
    return once(_sampled(shape), "sampled")


def page_and_counted_hits(shape: StatementShape) -> tuple[sa.FromClause, sa.FromClause]:
    """Return the products that the page is taken from, and those that are counted.

    The former also have `key`, the sort key of the results.
    """
    if not shape.terms:
        listed = _in_order(shape)
        if "attribute_0" in shape.filters and not shape.sample_level:
            # The attributes are read from the texts: read them once for both.
            both = once(listed, "listed")
            return both, both
        # Each of the two can use an index of its own.
        return listed.subquery("listed"), counted_hits(shape)
    hits = counted_hits(shape)
    if is_page_of_all(shape.sort, shape.sample_level):
        query = _in_order(shape).join(product_search, product_search.c.product_id == products.c.id)
        query = query.where(in_language(shape.text_language), matches("query"))
        return query.subquery("walked"), hits
    if shape.sample_level and shape.sort is Sort.RELEVANCE:
        return _with_that_name(shape, hits), hits
    return hits, hits


def _with_that_name(shape: StatementShape, hits: sa.CTE) -> sa.FromClause:
    """Return the hits of the sample, and those outside it that are named exactly as typed.

    The latter rank first, so they must not depend on the sample.
    """
    has_name = product_search.c.name_key == sa.bindparam("name_key", type_=sa.Text())
    conditions = [has_name, matches("uncorrected")] if shape.is_corrected else [has_name]
    named = sa.union(*(_outside_sample(shape, condition) for condition in conditions))
    return sa.union_all(sa.select(hits), sa.select(named.subquery("called"))).subquery("paged")


def _outside_sample(shape: StatementShape, condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return up to MAX_OF_THAT_NAME products outside the sample that meet the condition."""
    outside = (
        _indexed(shape, _relevance(shape))
        .where(condition, ~in_sample(shape.sample_level))
        .order_by(product_search.c.product_id)
        .limit(sa.literal_column(str(MAX_OF_THAT_NAME)))
        .subquery()
    )
    return sa.select(outside)


def _with_words(shape: StatementShape) -> sa.Select[Any]:
    """Select the indexed products that match the words, with their sort key."""
    found = product_search
    keys: dict[Sort, sa.ColumnElement[Any]] = {
        Sort.RELEVANCE: _relevance(shape),
        Sort.NAME: found.c.name_key,
        Sort.NEWEST: found.c.product_id,
        Sort.PRICE: found.c.price,
        Sort.PRICE_DESCENDING: found.c.price,
    }
    key = keys[shape.sort]
    source: sa.FromClause = found
    if shape.sort is Sort.NAME and shape.text_language is not shape.language:
        # Names are sorted as they are shown, in the shopper's language.
        shown = product_search.alias("shown")
        is_same = shown.c.product_id == found.c.product_id
        source = found.join(
            shown, is_same & (shown.c.language == sa.literal_column(f"'{shape.language.value}'"))
        )
        key = shown.c.name_key
    query = _indexed(shape, key).select_from(source).where(matches("query"))
    return query.where(in_sample(shape.sample_level)) if shape.sample_level else query


def _relevance(shape: StatementShape) -> sa.ColumnElement[float]:
    return relevance(shape.terms, shape.text_language, is_strict=shape.is_strict)


def _indexed(shape: StatementShape, key: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Select indexed products in the text query's language, with this sort key."""
    found = product_search.c
    return sa.select(
        found.product_id.label("id"), found.category_id, found.price, found.brand, key.label("key")
    ).where(in_language(shape.text_language), *_conditions(found, "product_id", shape))


def _sampled(shape: StatementShape) -> sa.Select[Any]:
    """Select the products of the sample."""
    if not shape.sample_level:
        return _for_sale(shape)
    found = product_search.c
    return sa.select(
        found.product_id.label("id"), found.category_id, found.price, found.brand
    ).where(
        in_language(shape.language),
        in_sample(shape.sample_level),
        *_conditions(found, "product_id", shape),
    )


def _in_order(shape: StatementShape) -> sa.Select[Any]:
    """Select the products for sale, with a sort key that has an index."""
    query = _for_sale(shape)
    if shape.sort is Sort.NAME:
        query = query.join(product_search, product_search.c.product_id == products.c.id)
        return query.where(in_language(shape.language)).add_columns(
            product_search.c.name_key.label("key")
        )
    # Ids are UUIDv7: they grow with time.
    key = products.c.id if shape.sort is Sort.NEWEST else products.c.price_amount
    return query.add_columns(key.label("key"))


def _for_sale(shape: StatementShape) -> sa.Select[Any]:
    return sa.select(
        products.c.id,
        products.c.category_id,
        products.c.price_amount.label("price"),
        products.c.brand,
    ).where(~products.c.archived, *_conditions(products.c, "id", shape))


def _conditions(
    source: Any, product_id: str, shape: StatementShape
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of the filters except price and brand; `source` has the columns."""
    conditions: list[sa.ColumnElement[bool]] = []
    if "category" in shape.filters:
        slug = sa.bindparam("category", type_=sa.Text())
        below = sa.select(categories.c.id).where(slug == sa.any_(categories.c.path))
        conditions.append(source.category_id.in_(below))
    if "available" in shape.filters:
        conditions.append(source.available == sa.bindparam("available", type_=sa.Boolean()))
    if "sku" in shape.filters:
        conditions.append(source.sku == sa.bindparam("sku", type_=sa.Text()))
    if "attribute_0" in shape.filters:
        if "described" in shape.filters:
            conditions.append(is_described(source[product_id], shape.language))
        conditions.append(has_attributes(source[product_id], shape.language, shape.filters))
    return conditions
