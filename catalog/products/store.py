"""Reads products and categories.

A statement is built once for each language: building one takes longer than running it.
"""

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain import (
    DEFAULT_LANGUAGE,
    Attribute,
    Category,
    CategoryRef,
    Image,
    ImageSource,
    Language,
    Product,
    Text,
)
from catalog.products.price_store import lowest_before_reduction
from catalog.tables import categories, category_texts, pictures, product_texts, products
from chassis.money import Money


async def find_product(
    connection: AsyncConnection, *, product_id: UUID | None, slug: str, language: Language
) -> Product | None:
    """Answer the product that has the id or, with None, the slug, and whether it was reduced."""
    wanted = {"slug": slug} if product_id is None else {"id": product_id}
    found = await _read(connection, wanted, language)
    return next(iter(found.values()), None)


async def read_products(
    connection: AsyncConnection, ids: Collection[UUID], language: Language
) -> list[Product]:
    """Answer the products in the order of the ids; unknown ids are left out."""
    if not ids:
        return []
    found = await _read(connection, {"ids": list(ids)}, language)
    return [found[product_id] for product_id in ids if product_id in found]


async def category_names(
    connection: AsyncConnection, slugs: Iterable[str], language: Language
) -> dict[str, str]:
    """Answer the names of these categories by slug."""
    rows = await connection.execute(_names_of(language), {"slugs": list(set(slugs))})
    return {row.slug: row.name for row in rows}


async def list_categories(connection: AsyncConnection, language: Language) -> list[Category]:
    """Answer the whole tree, depth first, with how many products are for sale in each."""
    counts = (
        sa.select(products.c.category_id, sa.func.count().label("held"))
        .where(~products.c.archived)
        .group_by(products.c.category_id)
        .subquery()
    )
    query = (
        sa.select(
            categories.c.slug,
            categories.c.path,
            categories.c.position,
            category_name(language).label("name"),
            sa.func.coalesce(counts.c.held, 0).label("held"),
        )
        .outerjoin(counts, counts.c.category_id == categories.c.id)
        .order_by(categories.c.position, categories.c.slug)
    )
    rows = (await connection.execute(query)).all()
    totals = roll_up((row.path, row.held) for row in rows)
    rank = {row.slug: number for number, row in enumerate(rows)}
    depth_first = sorted(rows, key=lambda row: [rank[slug] for slug in row.path])
    return [Category(row.slug, row.name, tuple(row.path), totals[row.slug]) for row in depth_first]


def roll_up(counts: Iterable[tuple[Sequence[str], int]]) -> dict[str, int]:
    """Add each path's count to every category on it; answer the sums by slug."""
    totals: dict[str, int] = {}
    for path, count in counts:
        for slug in path:
            totals[slug] = totals.get(slug, 0) + count
    return totals


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


async def _read(
    connection: AsyncConnection, wanted: Mapping[str, Any], language: Language
) -> dict[UUID, Product]:
    """Answer the products with the `id`, the `slug` or one of the `ids` wanted."""
    (column,) = wanted
    rows = (await connection.execute(_products(column, language), wanted)).all()
    slugs = {slug for row in rows for slug in row.path}
    names = await category_names(connection, slugs, language) if slugs else {}
    return {row.id: _product(row, names, language) for row in rows}


@functools.cache
def _names_of(language: Language) -> sa.Select[Any]:
    """Slug and name of the categories with one of the `slugs`."""
    return sa.select(categories.c.slug, category_name(language).label("name")).where(
        categories.c.slug == sa.any_(_array("slugs", sa.Text()))
    )


def _array(name: str, kind: sa.types.TypeEngine[Any]) -> sa.BindParameter[Any]:
    # One parameter, however many values: the statement stays the same and stays prepared.
    return sa.bindparam(name, type_=pg.ARRAY(kind))


@functools.cache
def _products(column: str, language: Language) -> sa.Select[Any]:
    conditions = {
        "id": products.c.id == sa.bindparam("id"),
        "slug": products.c.slug == sa.bindparam("slug"),
        "ids": products.c.id == sa.any_(_array("ids", sa.Uuid())),
    }
    text = shown_text(products.c.id, language)
    shown = (
        sa.select(
            sa.func.jsonb_agg(
                pg.aggregate_order_by(
                    sa.func.jsonb_build_array(pictures.c.sources, pictures.c.alts),
                    pictures.c.position,
                )
            )
        )
        .where(pictures.c.product_id == products.c.id)
        .scalar_subquery()
    )
    return (
        sa.select(
            products,
            text.c.language,
            text.c.name,
            text.c.description,
            text.c.attributes,
            categories.c.path,
            sa.type_coerce(shown, pg.JSONB).label("pictures"),
            # Of one product alone: it is dear, and lists do not tell it.
            (sa.null() if column == "ids" else lowest_before_reduction()).label("lowest"),
        )
        .join(categories, categories.c.id == products.c.category_id)
        .join(text, sa.true())
        .where(conditions[column])
    )


def _product(row: sa.Row[Any], names: Mapping[str, str], language: Language) -> Product:
    return Product(
        id=row.id,
        sku=row.sku,
        slug=row.slug,
        language=Language(row.language),
        text=Text(row.name, row.description, tuple(Attribute(*pair) for pair in row.attributes)),
        categories=tuple(CategoryRef(slug, names[slug]) for slug in row.path),
        price=Money(row.price_amount, row.currency),
        brand=row.brand,
        images=tuple(
            image_of(sources, alts, row.name, language) for sources, alts in row.pictures or ()
        ),
        archived=row.archived,
        available=row.available,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        lowest_before_reduction=row.lowest and Money(row.lowest, row.currency),
    )


def image_of(
    sources: Iterable[Iterable[Any]], alts: Mapping[str, str], name: str, language: Language
) -> Image:
    """Read a picture; the product's name stands in for words about it."""
    alt = alts.get(language) or alts.get(DEFAULT_LANGUAGE) or name
    return Image(tuple(ImageSource(*source) for source in sources), alt)
