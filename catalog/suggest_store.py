"""Completes what a shopper has typed so far, from names of products and categories."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import Language, Suggestion
from catalog.ranking import matches
from catalog.store import category_name, shown_text
from catalog.tables import categories, product_search, products
from catalog.words import Wanted


async def folded(connection: AsyncConnection, words: list[str]) -> list[str]:
    """Answer the words as `name_key` has them: without accents and capitals."""
    key = _key(sa.literal(" ".join(words), sa.Text))
    text: str = (await connection.execute(sa.select(key))).scalar_one()
    return text.split()


async def products_named(
    connection: AsyncConnection, *, language: Language, typed: list[str], limit: int
) -> list[Suggestion]:
    """Answer products whose names begin with all that was typed."""
    named = _named(language, product_search.c.name_key.like(" ".join(typed) + "%"))
    return await _first(connection, named.subquery("named"), language, limit)


async def products_with_word(
    connection: AsyncConnection,
    *,
    language: Language,
    before: Wanted | None,
    last: Wanted | None,
    typed: list[str],
    limit: int,
) -> list[Suggestion]:
    """Answer products with all the words `before`, and one in the name that begins like the last.

    The last word may be whole already, in another form: its stem `last` counts too. Names that
    begin with all that was typed are left out.
    """
    key = product_search.c.name_key
    begun = _has_word_like(key, typed[-1])
    if last is not None:
        begun = sa.or_(begun, matches(last.in_name))
    wanted = sa.and_(begun, key.not_like(" ".join(typed) + "%"))
    if before is not None:
        wanted = sa.and_(wanted, matches(before.query))
    # Found first and sorted then: going through all names in their order takes longer.
    named = _named(language, wanted).cte("named").prefix_with("MATERIALIZED")
    return await _first(connection, named, language, limit)


def _named(language: Language, wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(product_search.c.product_id, product_search.c.name_key).where(
        product_search.c.language == language.value, wanted
    )


async def _first(
    connection: AsyncConnection, named: sa.FromClause, language: Language, limit: int
) -> list[Suggestion]:
    order = (named.c.name_key, named.c.product_id)
    best = sa.select(*order).order_by(*order).limit(limit).subquery("best")
    text = shown_text(best.c.product_id, language)
    query = (
        sa.select(text.c.name, products.c.slug)
        .join_from(best, products, products.c.id == best.c.product_id)
        .join(text, sa.true())
        .order_by(best.c.name_key, best.c.product_id)
    )
    return [Suggestion(row.name, row.slug) for row in await connection.execute(query)]


async def categories_named(
    connection: AsyncConnection, *, language: Language, typed: list[str], limit: int
) -> list[Suggestion]:
    """Answer categories with products for sale, in whose names the typed words stand."""
    name = category_name(language)
    named = sa.select(categories.c.slug, categories.c.path, name.label("name")).subquery()
    below = categories.alias("below")
    filled = (
        sa.select(products.c.id)
        .join(below, below.c.id == products.c.category_id)
        .where(named.c.slug == sa.any_(below.c.path), ~products.c.archived)
        .exists()
    )
    query = (
        sa.select(named.c.name)
        .where(_has_word_like(_key(named.c.name), " ".join(typed)), filled)
        .order_by(sa.func.cardinality(named.c.path), named.c.name)
        .limit(limit)
    )
    return [Suggestion(name) for name in (await connection.execute(query)).scalars()]


def _key(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.func.lower(sa.func.tienda_plain(sa.func.unaccent(text)))


def _has_word_like(key: sa.ColumnElement[Any], start: str) -> sa.ColumnElement[bool]:
    # Folded words have neither of LIKE's signs.
    return sa.or_(key.like(f"{start}%"), key.like(f"% {start}%"))
