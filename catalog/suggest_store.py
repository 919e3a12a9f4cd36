"""Completes what a shopper has typed so far, from names of products and categories."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language, Suggestion
from catalog.ranking import matches, of_sample
from catalog.store import category_name, shown_text
from catalog.tables import categories, product_search, products
from catalog.words import Wanted


async def folded(connection: AsyncConnection, words: list[str]) -> list[str]:
    """Answer the words as `name_key` has them: without accents and capitals."""
    key = _key(sa.literal(" ".join(words), sa.Text))
    text: str = (await connection.execute(sa.select(key))).scalar_one()
    return text.split()


@dataclass(frozen=True, slots=True)
class Typing:
    """What was typed, and how it is taken; completions are shown in any language."""

    words: list[str]
    folded: list[str]
    """The same words, at least one, as `folded` answers them."""
    language: Language


async def products_named(
    connection: AsyncConnection, typing: Typing, shown_in: Language, limit: int
) -> list[Suggestion]:
    """Answer products whose names begin with all that was typed."""
    start = " ".join(typing.folded) + "%"
    named = _named(typing.language, product_search.c.name_key.like(start))
    return await _first(connection, named.subquery("named"), shown_in, limit)


async def products_with_word(
    connection: AsyncConnection,
    typing: Typing,
    shown_in: Language,
    limit: int,
    *,
    before: Wanted | None,
    last: Wanted | None,
) -> list[Suggestion]:
    """Answer products with all the words `before`, and one in the name that begins like the last.

    The last word may be whole already, in another form: its stem `last` counts too. Names that
    begin with all that was typed are left out.
    """
    key = product_search.c.name_key
    begun = _has_word_like(key, typing.folded[-1])
    if last is not None:
        begun = sa.or_(begun, matches(last.in_name))
    wanted = sa.and_(begun, key.not_like(" ".join(typing.folded) + "%"))
    if before is not None:
        wanted = sa.and_(wanted, matches(before.query))
    if level := max((words.level for words in (before, last) if words is not None), default=0):
        wanted = sa.and_(wanted, of_sample(level))
    # Found first and sorted then: going through all names in their order takes longer.
    named = _named(typing.language, wanted).cte("named").prefix_with("MATERIALIZED")
    return await _first(connection, named, shown_in, limit)


def _named(language: Language, wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(product_search.c.product_id, product_search.c.name_key).where(
        product_search.c.language == language.value, wanted
    )


async def _first(
    connection: AsyncConnection, named: sa.FromClause, shown_in: Language, limit: int
) -> list[Suggestion]:
    order = (named.c.name_key, named.c.product_id)
    best = sa.select(*order).order_by(*order).limit(limit).subquery("best")
    text = shown_text(best.c.product_id, shown_in)
    query = (
        sa.select(text.c.name, products.c.slug)
        .join_from(best, products, products.c.id == best.c.product_id)
        .join(text, sa.true())
        .order_by(best.c.name_key, best.c.product_id)
    )
    return [Suggestion(row.name, row.slug) for row in await connection.execute(query)]


async def categories_named(
    connection: AsyncConnection, typing: Typing, shown_in: Language, limit: int
) -> list[Suggestion]:
    """Answer categories with products for sale, in whose names the typed words stand."""
    shown = category_name(shown_in)
    taken = category_name(typing.language)
    named = sa.select(
        categories.c.slug, categories.c.path, shown.label("name"), taken.label("taken")
    ).subquery()
    below = categories.alias("below")
    filled = (
        sa.select(products.c.id)
        .join(below, below.c.id == products.c.category_id)
        .where(named.c.slug == sa.any_(below.c.path), ~products.c.archived)
        .exists()
    )
    query = (
        sa.select(named.c.name)
        .where(_has_word_like(_key(named.c.taken), " ".join(typing.folded)), filled)
        .order_by(sa.func.cardinality(named.c.path), named.c.name)
        .limit(limit)
    )
    return [Suggestion(name) for name in (await connection.execute(query)).scalars()]


def _key(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.func.lower(sa.func.tienda_plain(sa.func.unaccent(text)))


def _has_word_like(key: sa.ColumnElement[Any], start: str) -> sa.ColumnElement[bool]:
    # Folded words have neither of LIKE's signs.
    return sa.or_(key.like(f"{start}%"), key.like(f"% {start}%"))
