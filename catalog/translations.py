"""The texts and names to show in a language, as SQL."""

import functools
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import (
    DEFAULT_LANGUAGE,
    Language,
)
from catalog.tables import categories, category_texts, product_texts


async def category_names(
    connection: AsyncConnection, slugs: Iterable[str], language: Language
) -> dict[str, str]:
    """Return the names of these categories by slug."""
    rows = await connection.execute(_names_of(language), {"slugs": list(set(slugs))})
    return {row.slug: row.name for row in rows}


def shown_text(product_id: sa.ColumnElement[UUID], language: Language) -> sa.FromClause:
    """The text of a product in the language, or else in the default one, or else any it has."""
    return (
        sa.select(product_texts)
        .where(product_texts.c.product_id == product_id)
        .order_by(*preferred(product_texts.c.language, language))
        .limit(1)
        .lateral("shown_text")
    )


def category_name(language: Language) -> sa.ColumnElement[str]:
    """The name in the language or else the default one; without either, words from the slug."""
    named = (
        sa.select(category_texts.c.name)
        .where(category_texts.c.category_id == categories.c.id)
        .order_by(*preferred(category_texts.c.language, language))
        .limit(1)
        .scalar_subquery()
    )
    plain = sa.func.replace(categories.c.slug, "-", " ")
    spoken = sa.func.upper(sa.func.left(plain, 1)).op("||")(sa.func.substr(plain, 2))
    return sa.func.coalesce(named, spoken)


def preferred(
    column: sa.ColumnElement[str], language: Language
) -> tuple[sa.ColumnElement[Any], ...]:
    """The order in which a text is chosen: in the language, in the default one, any."""
    return ((column == language).desc(), (column == DEFAULT_LANGUAGE).desc())


@functools.cache
def _names_of(language: Language) -> sa.Select[Any]:
    """Slug and name of the categories with one of the `slugs`."""
    return sa.select(categories.c.slug, category_name(language).label("name")).where(
        categories.c.slug == sa.any_(_array("slugs", sa.Text()))
    )


def _array(name: str, kind: sa.types.TypeEngine[Any]) -> sa.BindParameter[Any]:
    # One parameter, however many values: the statement stays the same and stays prepared.
    return sa.bindparam(name, type_=pg.ARRAY(kind))
