"""Completes what a shopper has typed so far, from names of products and categories."""

import functools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog.domain import Language, Suggestion
from catalog.ranking import is_of, matches, of_sample
from catalog.store import category_name, shown_text
from catalog.tables import categories, product_search, products
from catalog.words import Wanted
from chassis.direct import DirectConnection


@dataclass(frozen=True, slots=True)
class Typing:
    """What was typed, and how it is taken; completions are shown in any language."""

    folded: list[str]
    """Words, at least one, without accents and capitals."""
    language: Language
    before: Wanted | None
    """All words but the last; None: they mean nothing by themselves, or there are none."""
    last: Wanted | None
    """The last word, as if it were whole."""


async def products_named(
    connection: DirectConnection, typing: Typing, shown_in: Language, limit: int
) -> list[Suggestion]:
    """Answer products whose names begin with all that was typed."""
    start = " ".join(typing.folded) + "%"
    rows = await connection.fetch(
        _products_named(typing.language, shown_in), {"start": start, "limit": limit}
    )
    return [Suggestion(name, slug) for name, slug in rows]


@functools.cache
def _products_named(taken_in: Language, shown_in: Language) -> sa.Select[Any]:
    named = _named(taken_in).where(product_search.c.name_key.like(_text("start")))
    return _first(named.subquery("named"), shown_in)


async def products_with_word(
    connection: DirectConnection,
    typing: Typing,
    shown_in: Language,
    limit: int,
) -> list[Suggestion]:
    """Answer products with all words before the last, and one in the name that begins like it.

    The last word may be whole already, in another form: its stem counts too. Names that begin with
    all that was typed are left out.
    """
    before, last = typing.before, typing.last
    # Folded words have neither of LIKE's signs.
    word = typing.folded[-1]
    values: dict[str, Any] = {
        "limit": limit,
        "word_first": f"{word}%",
        "word_later": f"% {word}%",
        "start": " ".join(typing.folded) + "%",
    }
    if before is not None:
        values["before"] = before.query
    if last is not None:
        values["last"] = last.in_name
    level = max((words.level for words in (before, last) if words is not None), default=0)
    statement = _with_word(typing.language, shown_in, before is not None, last is not None, level)
    return [Suggestion(name, slug) for name, slug in await connection.fetch(statement, values)]


@functools.cache
def _with_word(
    taken_in: Language, shown_in: Language, has_before: bool, has_last: bool, level: int
) -> sa.Select[Any]:
    key = product_search.c.name_key
    begun = sa.or_(key.like(_text("word_first")), key.like(_text("word_later")))
    if has_last:
        begun = sa.or_(begun, matches("last"))
    named = _named(taken_in).where(begun, key.not_like(_text("start")))
    if has_before:
        named = named.where(matches("before"))
    if level:
        named = named.where(of_sample(level))
    # Found first and sorted then: going through all names in their order takes longer.
    return _first(named.cte("named").prefix_with("MATERIALIZED"), shown_in)


def _named(language: Language) -> sa.Select[Any]:
    return sa.select(product_search.c.product_id, product_search.c.name_key).where(is_of(language))


def _first(named: sa.FromClause, shown_in: Language) -> sa.Select[Any]:
    order = (named.c.name_key, named.c.product_id)
    limit = sa.bindparam("limit", type_=sa.BigInteger())
    best = sa.select(*order).order_by(*order).limit(limit).subquery("best")
    text = shown_text(best.c.product_id, shown_in)
    return (
        sa.select(text.c.name, products.c.slug)
        .join_from(best, products, products.c.id == best.c.product_id)
        .join(text, sa.true())
        .order_by(best.c.name_key, best.c.product_id)
    )


async def categories_named(
    connection: DirectConnection, typing: Typing, shown_in: Language, limit: int
) -> list[Suggestion]:
    """Answer categories with products for sale, in whose names the typed words stand."""
    start = " ".join(typing.folded)
    values = {"word_first": f"{start}%", "word_later": f"% {start}%", "limit": limit}
    rows = await connection.fetch(_categories_named(typing.language, shown_in), values)
    return [Suggestion(name) for (name,) in rows]


@functools.cache
def _categories_named(taken_in: Language, shown_in: Language) -> sa.Select[Any]:
    shown = category_name(shown_in)
    key = sa.func.tienda_fold(category_name(taken_in))
    named = (
        sa.select(categories.c.slug, categories.c.path, shown.label("name"))
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
    return (
        sa.select(named.c.name)
        .where(filled)
        .order_by(sa.func.cardinality(named.c.path), named.c.name)
        .limit(sa.bindparam("limit", type_=sa.BigInteger()))
    )


def _text(name: str) -> sa.BindParameter[str]:
    return sa.bindparam(name, type_=sa.Text())
