"""Finds suggestions: names of categories and products, and queries of other shoppers.

One statement serves all prefixes in one language, so PostgreSQL plans it once.
"""

import functools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog.domain import DEFAULT_LANGUAGE, Language, Suggestion
from catalog.search.execution.hits import in_language, in_sample, matches
from catalog.search.query.tsquery import TsQuery
from catalog.search.suggest.popular_query_store import MIN_CLIENTS
from catalog.tables import (
    categories,
    category_texts,
    past_queries,
    product_search,
    products,
)
from catalog.translations import category_name, localized_text
from chassis.db.asyncpg_connection import DirectConnection

_LAST = chr(0x10FFFF)
"""A character that sorts after every other."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """The query typed so far, in one language; suggestions may be shown in another."""

    words: list[str]
    """Folded (without accents and capitals), at least one."""
    language: Language

    @property
    def text(self) -> str:
        """The words as one text."""
        return " ".join(self.words)


async def with_prefix(
    connection: DirectConnection, prefix: Prefix, shown_in: Language, limit: int, max_per_kind: int
) -> list[Suggestion]:
    """Return suggestions that begin with the prefix: categories, other shoppers' queries, products.

    In the name of a category, a later word may begin with it instead. Return at most `max_per_kind`
    categories and as many queries.
    """
    start = prefix.text
    values = {
        "start": start,
        "end": start + _LAST,
        # Folded words contain no wildcard of LIKE.
        "word_first": f"{start}%",
        "word_later": f"% {start}%",
        "limit": limit,
        "most": max_per_kind,
    }
    rows = await connection.fetch(_with_prefix(prefix.language, shown_in), values)
    # A query may equal the name of a category: keep the first of equal suggestions.
    suggestions = {
        (text.lower(), slug): Suggestion(text, slug) for _, text, slug, _ in reversed(rows)
    }
    return list(reversed(suggestions.values()))[:limit]


@functools.cache
def _with_prefix(typed_in: Language, shown_in: Language) -> sa.Select[Any]:
    kinds = (_categories(typed_in, shown_in), _queries(typed_in), _products(typed_in, shown_in))
    listed = [
        sa.select(
            sa.literal_column(str(number)).label("kind"),
            kind.c.text,
            kind.c.slug,
            sa.func.row_number().over(order_by=kind.c.rank).label("place"),
        )
        for number, kind in enumerate(kinds)
    ]
    together = sa.union_all(*listed).subquery("together")
    return sa.select(together).order_by(together.c.kind, together.c.place)


def _categories(typed_in: Language, shown_in: Language) -> sa.Subquery:
    said = (
        sa.select(category_texts.c.name_key)
        .where(category_texts.c.category_id == categories.c.id)
        .order_by(
            (category_texts.c.language == typed_in).desc(),
            (category_texts.c.language == DEFAULT_LANGUAGE).desc(),
        )
        .limit(sa.literal_column("1"))
        .scalar_subquery()
    )
    key = sa.func.coalesce(said, sa.func.replace(categories.c.slug, "-", " "))
    named = (
        sa.select(categories.c.slug, categories.c.path, category_name(shown_in).label("name"))
        .where(sa.or_(key.like(_text("word_first")), key.like(_text("word_later"))))
        .subquery("named")
    )
    below = categories.alias("below")
    filled = (
        sa.select(products.c.id)
        .join(below, below.c.id == products.c.category_id)
        .where(named.c.slug == sa.any_(below.c.path), ~products.c.archived)
        .exists()
    )
    depth = sa.func.cardinality(named.c.path)
    rank = sa.func.row_number().over(order_by=(depth, named.c.name))
    return (
        sa.select(
            named.c.name.label("text"), sa.literal_column("''").label("slug"), rank.label("rank")
        )
        .where(filled)
        .order_by(depth, named.c.name)
        .limit(_number("most"))
        .subquery("categories")
    )


def _queries(language: Language) -> sa.Subquery:
    query = past_queries.c
    return (
        sa.select(
            query.shown.label("text"),
            sa.literal_column("''").label("slug"),
            sa.func.row_number().over(order_by=(query.times.desc(), query.folded)).label("rank"),
        )
        .where(
            query.language == sa.literal_column(f"'{language.value}'"),
            query.folded > _text("start"),
            query.folded < _text("end"),
            query.times >= sa.literal_column(str(MIN_CLIENTS)),
        )
        .order_by(query.times.desc(), query.folded)
        .limit(_number("most"))
        .subquery("queries")
    )


def _products(typed_in: Language, shown_in: Language) -> sa.Subquery:
    key = product_search.c.name_key
    named = _names(typed_in).where(key >= _text("start"), key < _text("end"))
    return _first(named.subquery("names"), shown_in).subquery("products")


async def with_words(
    connection: DirectConnection,
    prefix: Prefix,
    tsquery: TsQuery,
    shown_in: Language,
    limit: int,
    sample_level: int,
) -> list[Suggestion]:
    """Return products of the sample that match the tsquery, except those with the prefix."""
    start = prefix.text
    values = {"query": tsquery, "limit": limit, "start": start, "end": start + _LAST}
    rows = await connection.fetch(_with_words(prefix.language, shown_in, sample_level), values)
    return [Suggestion(text, slug) for text, slug, _ in rows]


@functools.cache
def _with_words(typed_in: Language, shown_in: Language, sample_level: int) -> sa.Select[Any]:
    key = product_search.c.name_key
    named = _names(typed_in).where(
        matches("query"), sa.or_(key < _text("start"), key >= _text("end"))
    )
    if sample_level:
        named = named.where(in_sample(sample_level))
    # Matched first and sorted then: a scan of all names in their order takes longer.
    return _first(named.cte("names").prefix_with("MATERIALIZED"), shown_in)


def _names(language: Language) -> sa.Select[Any]:
    return sa.select(product_search.c.product_id, product_search.c.name_key).where(
        in_language(language)
    )


def _first(named: sa.FromClause, shown_in: Language) -> sa.Select[Any]:
    order = (named.c.name_key, named.c.product_id)
    best = sa.select(*order).order_by(*order).limit(_number("limit")).subquery("best")
    text = localized_text(best.c.product_id, shown_in)
    rank = sa.func.row_number().over(order_by=(best.c.name_key, best.c.product_id)).label("rank")
    return (
        sa.select(text.c.name.label("text"), products.c.slug, rank)
        .join_from(best, products, products.c.id == best.c.product_id)
        .join(text, sa.true())
        .order_by(rank)
    )


def _text(name: str) -> sa.BindParameter[str]:
    return sa.bindparam(name, type_=sa.Text())


def _number(name: str) -> sa.BindParameter[int]:
    return sa.bindparam(name, type_=sa.BigInteger())
