"""SQL for texts and category names in the shopper's language, or in another where it is missing."""

import functools
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import DEFAULT_LANGUAGE, Language
from catalog.tables import categories, category_texts, product_texts


async def category_names(
    connection: AsyncConnection, slugs: Iterable[str], language: Language
) -> dict[str, str]:
    """Return the names of these categories by slug."""
    rows = await connection.execute(_category_names(language), {"slugs": list(set(slugs))})
    return {row.slug: row.name for row in rows}


def localized_text(product_id: sa.ColumnElement[UUID], language: Language) -> sa.FromClause:
    """Return the row of `product_texts` to show: in the language, or the default one, or any."""
    return (
        sa.select(product_texts)
        .where(product_texts.c.product_id == product_id)
        .order_by(*language_preference(product_texts.c.language, language))
        .limit(1)
        .lateral("localized_text")
    )


def category_name(language: Language) -> sa.ColumnElement[str]:
    """Return the name to show of a row of `categories`.

    That is the name in the language, or in the default one, or in any; a category without a name
    is called by its slug.
    """
    name = (
        sa.select(category_texts.c.name)
        .where(category_texts.c.category_id == categories.c.id)
        .order_by(*language_preference(category_texts.c.language, language))
        .limit(1)
        .scalar_subquery()
    )
    words = sa.func.replace(categories.c.slug, "-", " ")
    capitalized = sa.func.upper(sa.func.left(words, 1)).op("||")(sa.func.substr(words, 2))
    return sa.func.coalesce(name, capitalized)


def language_preference(
    column: sa.ColumnElement[str], language: Language
) -> tuple[sa.ColumnElement[Any], ...]:
    """Return what to order texts by, the best first: in the language, in the default one, any."""
    return ((column == language).desc(), (column == DEFAULT_LANGUAGE).desc())


def array_parameter(name: str, item_type: sa.types.TypeEngine[Any]) -> sa.BindParameter[Any]:
    """Return one parameter for any number of values.

    So the statement is the same for all of them, and stays prepared.
    """
    return sa.bindparam(name, type_=pg.ARRAY(item_type))


@functools.cache
def _category_names(language: Language) -> sa.Select[Any]:
    """Select slug and name of the categories that have one of the `slugs`."""
    return sa.select(categories.c.slug, category_name(language).label("name")).where(
        categories.c.slug == sa.any_(array_parameter("slugs", sa.Text()))
    )
